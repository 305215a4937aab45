#include "eq/voucher/reopened.h"

namespace eq::voucher {
namespace {

Result<Matched> open_again(const AccountId& account, const Evidence& e, const Terms& terms,
                           const crypto::SharedKey& key) {
  const Context context{account, terms.table, e.number};
  const auto points = TRY(points_of(e.voucher.elements));
  std::vector<std::uint16_t> bad;
  const auto evaluated = TRY(combine_var(key, points, e.parts, bad));
  auto opened = TRY(try_open(e.voucher, evaluated, terms.curves, encode(context)));
  REQUIRE_OR(opened, Err::refused);
  const Receipt receipt{context.table,
                        crypto::sha256(e.voucher.elements),
                        sender_digest(context, e.voucher),
                        e.at,
                        {}};
  return Matched{std::move(*opened), encode(context), receipt.id()};
}

}  // namespace

Result<Reopened> Reopened::check_var(const AccountId& account, std::span<const Evidence> evidence,
                                     const Array<32>& nonce, const Terms& terms,
                                     const crypto::SharedKey& key,
                                     const tlog::Logged<OpeningEntry>& logged) {
  REQUIRE_OR(logged->table == terms.table && evidence.size() <= kSharesMax, Err::refused);
  std::vector<Matched> matched;
  for (const Evidence& e : evidence) matched.push_back(TRY(open_again(account, e, terms, key)));
  const auto pending = PendingOpening::resume_var(std::move(matched), terms, *logged, nonce);
  REQUIRE_OR(pending, Err::forged);
  return Reopened(TRY(pending->open(logged)));
}

}  // namespace eq::voucher
