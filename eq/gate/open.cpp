#include "eq/gate/open.h"

#include <map>

#include "eq/crypto/aead.h"

namespace eq::gate {
Combined combine_shares_var(const crypto::SharedKey& custodians, const Point& c2,
                            std::span<const DecryptionShare> shares) {
  Combined out;
  std::map<std::uint16_t, Point> good;
  for (const DecryptionShare& s : shares) {
    const bool known = s.index >= 1 && s.index <= custodians.share_points.size();
    if (known && verify_share_var(s, custodians.share_points[s.index - 1u], c2).ok()) {
      good.emplace(s.index, s.d);
    } else {
      out.bad.push_back(s.index);
    }
  }
  const std::size_t t = custodians.params.threshold;
  if (t == 0 || good.size() < t) return out;
  std::vector<std::uint16_t> indices;
  std::vector<Point> points;
  for (const auto& [index, d] : good) {
    if (indices.size() == t) break;
    indices.push_back(index);
    points.push_back(d);
  }
  out.ss2 = crypto::interpolate_var(indices, points).value();  // distinct and not zero
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
