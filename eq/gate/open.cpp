#include "eq/gate/open.h"

#include <map>

#include "eq/crypto/aead.h"

namespace eq::gate {
namespace {

/// The Lagrange coefficient at 0 of index i among `indices`, which are distinct and not zero.
Scalar lagrange(std::uint16_t i, const std::vector<std::uint16_t>& indices) {
  Scalar num = Scalar::from_u64(1), den = Scalar::from_u64(1);
  for (const std::uint16_t j : indices) {
    if (j == i) continue;
    num = num * Scalar::from_u64(j);
    den = den * (Scalar::from_u64(j) - Scalar::from_u64(i));
  }
  return num * *den.inverse();
}

}  // namespace

Combined combine_shares_var(const CustodianSet& set, const Point& c2, std::span<const DecryptionShare> shares) {
  Combined out;
  std::map<std::uint16_t, Point> good;
  for (const DecryptionShare& s : shares) {
    const bool known = s.index >= 1 && s.index <= set.public_shares.size();
    if (known && verify_share_var(s, set.public_shares[s.index - 1u], c2).ok()) {
      good.emplace(s.index, s.d);
    } else {
      out.bad.push_back(s.index);
    }
  }
  if (set.threshold == 0 || good.size() < set.threshold) return out;
  std::vector<std::uint16_t> indices;
  for (const auto& [i, d] : good) {
    if (indices.size() < set.threshold) indices.push_back(i);
  }
  Point sum;
  for (const std::uint16_t i : indices) sum = sum + lagrange(i, indices) * good.at(i);
  out.ss2 = sum;
  return out;
}

Result<AccessKey> open_envelope(const ProvenTarget& target, const Digest& ctx, View envelope, const Point& ss2) {
  const EnvelopeParts parts = TRY(EnvelopeParts::decode(envelope));
  const Point ss1 = target.day_key() * parts.c1;
  const Secret<32> k = envelope_key(ss1, ss2, target.wid(), parts.c1, parts.c2, ctx);
  const Array<crypto::kAeadNonceSize> nonce{};
  Bytes ak0 = TRY(crypto::aead_open(crypto::Aead::chacha20_poly1305, k.reveal("opening an access key"), nonce,
                                    envelope_aad(target.wid(), parts.c1, parts.c2, ctx), parts.box));
  AccessKey key{TRY(Secret<32>::from(ak0))};
  wipe(ak0);
  return key;
}

}  // namespace eq::gate
