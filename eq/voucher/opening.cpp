#include "eq/voucher/opening.h"

namespace eq::voucher {

crypto::Digest opening_commitment(std::span<const crypto::Digest> receipts,
                                  const Array<32>& nonce) {
  crypto::Sha256 h;
  h.update(view("eqp voucher opening v1")).update(nonce);
  for (const auto& r : receipts) h.update(r);
  return h.finish();
}

std::optional<PendingOpening> PendingOpening::find_var(std::vector<Matched> matched,
                                                       const Terms& terms, Time now, Random& rng) {
  return make_var(std::move(matched), terms, now, rng.array<32>());
}

std::optional<PendingOpening> PendingOpening::make_var(std::vector<Matched> matched,
                                                       const Terms& terms, Time at,
                                                       const Array<32>& nonce) {
  std::vector<Share> shares;
  for (const auto& m : matched) shares.push_back(m.voucher.share);
  auto crossing = find_curves_var(shares, terms.curves);
  if (!crossing) return std::nullopt;
  std::vector<Matched> real;
  for (const auto i : crossing->real) real.push_back(std::move(matched[i]));
  PendingOpening p(std::move(real), std::move(crossing->key));
  p.nonce_ = nonce;
  p.entry_ = {opening_commitment(p.receipts(), p.nonce_), terms.table,
              static_cast<std::uint16_t>(p.real_.size()), at};
  return p;
}

std::optional<PendingOpening> PendingOpening::resume_var(std::vector<Matched> matched,
                                                         const Terms& terms,
                                                         const OpeningEntry& entry,
                                                         const Array<32>& nonce) {
  auto p = make_var(std::move(matched), terms, entry.at, nonce);
  if (!p || encode(p->entry_) != encode(entry)) return std::nullopt;
  return p;
}

std::vector<crypto::Digest> PendingOpening::receipts() const {
  std::vector<crypto::Digest> out;
  for (const auto& m : real_) out.push_back(m.receipt);
  return out;
}

Result<std::vector<Inner>> PendingOpening::open(const tlog::Logged<OpeningEntry>& logged) const {
  REQUIRE_OR(encode(*logged) == encode(entry_), Err::refused);
  std::vector<Inner> out;
  for (const auto& m : real_) {
    auto inner = open_inner(m.voucher, key_, m.context);
    if (inner.ok() && is_signed(*inner, m.context)) out.push_back(std::move(inner).take());
  }
  return out;
}

}  // namespace eq::voucher
