#include "parties/client/vouchers.h"

#include <algorithm>

#include "eq/wire/vouchers.h"
#include "parties/client/inbox.h"

namespace eq::client {
Result<VoucherSent> send_voucher(State& state, Environment& environment, const PictureSeen& picture,
                                 list::Kind kind, std::string_view region) {
  TRY(sync(state, environment));  // a copy of this home may have used the next numbers
  const auto read = TRY(read_list(state, environment, kind));
  VoucherSent sent{mode_here(state, read.list.accepted(), region, environment.now), {}, 0};
  if (!sent.mode.acts(list::Mode::report_after_threshold)) return sent;
  const auto table = TRY(wire::table_of(read));
  const auto& terms = table.reporting().terms;

  // The number is used up before anything leaves: no voucher is ever made twice for one context.
  const voucher::Context context{state.me.record.id(), terms.table,
                                 ++state.vouchers_numbered[terms.table]};
  environment.keep();
  const voucher::AccountCurves curves(state.voucher_master, context.of_curves(), terms.curves);
  const auto probes =
      voucher::probes_of(picture.fingerprint, read.list.head().tokens, environment.rng);
  voucher::Inner inner{picture.fingerprint.hash, picture.second, picture.derivative, {}, {}};
  voucher::sign_inner(inner, encode(context), state.me.device);
  auto made = TRY(voucher::make_voucher(probes, inner, table.table(), terms, curves,
                                        encode(context), environment.rng));
  const wire::VoucherPut request{terms.table, context.number, std::move(made.voucher)};
  const auto receipt = TRY(ask(state, environment, request));
  REQUIRE_OR(voucher::verify(receipt, environment.realm.stamp_key) &&
                 voucher::is_for(receipt, context, request.voucher),
             Err::forged);
  state.sent.push_back({receipt, picture.fingerprint.hash, kind, std::move(made.stub), {}, {}});
  environment.keep();
  sent.receipt = receipt;
  sent.bytes = encode(request).size();
  return sent;
}

Result<std::optional<NamedFrom>> openings_named_from(State& state, Environment& environment) {
  std::optional<NamedFrom> out;
  if (state.sent.empty()) return out;
  const auto log = wire::read_log(environment.server, environment.realm, wire::LogName::orders,
                                  state.orders_seen);
  if (!log.ok()) return log.error().err;
  const auto terms = wire::reportings_in(*log, environment.realm);
  for (const auto& p : state.sent) {
    const auto t = terms.find(p.receipt.table);
    REQUIRE_OR(t != terms.end(), Err::forged);  // its head was in the log when the voucher went
    const std::uint16_t days = t->second.reporting.notice_days;
    const Time first = voucher::may_be_asked_from(p.receipt, days);
    const Time last = environment.now + days * kDay_ms;
    out = out ? NamedFrom{std::min(out->first, first), std::max(out->last, last)}
              : NamedFrom{first, last};
  }
  return out;
}

Result<std::vector<OpeningFound>> find_openings(State& state, Environment& environment) {
  const auto shown = TRY(ask(state, environment, wire::VoucherOpenings{}));
  std::vector<OpeningFound> found;
  if (shown.openings.empty()) return found;
  const auto log = wire::read_log(environment.server, environment.realm, wire::LogName::orders,
                                  state.orders_seen);
  if (!log.ok()) return log.error().err;
  for (const auto& o : shown.openings) {
    const auto entry = TRY(log->logged<voucher::OpeningEntry>(o.log_index));
    REQUIRE_OR(entry->commitment == voucher::opening_commitment(o.receipts, o.nonce), Err::forged);
    const auto ours = [&](const crypto::Digest& id) {
      return std::any_of(state.sent.begin(), state.sent.end(),
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
