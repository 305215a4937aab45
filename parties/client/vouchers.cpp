#include "parties/client/vouchers.h"

#include <algorithm>

#include "eq/wire/vouchers.h"

namespace eq::client {
Result<VoucherSent> send_voucher(State& s, Hands& h, const PictureSeen& picture, list::Kind kind,
                                 std::string_view region) {
  const auto read = TRY(read_list(s, h, kind));
  VoucherSent sent{mode_here(s, read.list.accepted(), region, h.now), {}, 0};
  if (!sent.mode.acts(list::Mode::report_after_threshold)) return sent;
  const auto table = TRY(wire::table_of(read));
  const auto& terms = table.reporting().terms;

  // The number is used up before anything leaves: no voucher is ever made twice for one context.
  const voucher::Context context{s.me.record.id(), terms.table, ++s.vouchers_numbered[terms.table]};
  h.keep();
  const voucher::AccountCurves curves(s.voucher_master, context.of_curves(), terms.curves);
  const auto probes = voucher::probes_of(picture.fingerprint, read.list.head().tokens, h.rng);
  voucher::Inner inner{picture.fingerprint.hash, picture.second, picture.derivative, {}, {}};
  voucher::sign_inner(inner, encode(context), s.me.device);
  auto made = TRY(
      voucher::make_voucher(probes, inner, table.table(), terms, curves, encode(context), h.rng));
  const wire::VoucherPut request{terms.table, context.number, std::move(made.voucher)};
  const auto receipt = TRY(ask(s, h, request));
  REQUIRE_OR(voucher::verify(receipt, h.realm.stamp_key) &&
                 voucher::is_for(receipt, context, request.voucher),
             Err::forged);
  s.sent.push_back({receipt, picture.fingerprint.hash, kind, std::move(made.stub), {}, {}});
  h.keep();
  sent.receipt = receipt;
  sent.bytes = encode(request).size();
  return sent;
}

Result<std::vector<OpeningFound>> find_openings(State& s, Hands& h) {
  const auto shown = TRY(ask(s, h, wire::VoucherOpenings{}));
  std::vector<OpeningFound> found;
  if (shown.openings.empty()) return found;
  const auto log = wire::read_log(h.server, h.realm, wire::LogName::orders, s.orders_seen);
  if (!log.ok()) return log.error().err;
  for (const auto& o : shown.openings) {
    const auto entry = TRY(log->logged<voucher::OpeningEntry>(o.log_index));
    REQUIRE_OR(entry->commitment == voucher::opening_commitment(o.receipts, o.nonce), Err::forged);
    const auto ours = [&](const crypto::Digest& id) {
      return std::any_of(s.sent.begin(), s.sent.end(),
                         [&](const auto& p) { return p.receipt.id() == id; });
    };
    const auto n =
        static_cast<std::size_t>(std::count_if(o.receipts.begin(), o.receipts.end(), ours));
    REQUIRE_OR(n > 0, Err::forged);
    found.push_back({o.log_index, entry->at, o.receipts.size(), n});
  }
  return found;
}

}  // namespace eq::client
