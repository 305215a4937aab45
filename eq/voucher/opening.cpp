#include "eq/voucher/opening.h"

namespace eq::voucher {

crypto::Digest opening_commitment(std::span<const crypto::Digest> receipts, const Array<32>& nonce) {
  crypto::Sha256 h;
  h.update(view("eqp voucher opening v1")).update(nonce);
  for (const auto& r : receipts) h.update(r);
  return h.finish();
}

std::optional<PendingOpening> PendingOpening::find_var(std::vector<Matched> matched, const Terms& terms, Time now, Random& rng) {
  std::vector<Share> shares;
  for (const auto& m : matched) shares.push_back(m.voucher.share);
  auto crossing = find_curves_var(shares, terms.curves);
  if (!crossing) return std::nullopt;
  std::vector<Matched> real;
  std::vector<crypto::Digest> receipts;
  for (const auto i : crossing->real) {
    receipts.push_back(matched[i].receipt);
    real.push_back(std::move(matched[i]));
  }
  PendingOpening p(std::move(real), std::move(crossing->key));
  p.nonce_ = rng.array<32>();
  p.entry_ = {opening_commitment(receipts, p.nonce_), terms.table, static_cast<std::uint16_t>(receipts.size()), now};
  return p;
}

Result<std::vector<Inner>> PendingOpening::open(const tlog::Logged<OpeningEntry>& logged) const {
  REQUIRE_OR(encode(*logged) == encode(entry_), Err::refused);
  std::vector<Inner> out;
  for (const auto& m : real_) {
    auto inner = open_inner(m.voucher, key_, m.context);
    if (inner.ok()) out.push_back(std::move(inner).take());
  }
  return out;
}

}  // namespace eq::voucher
