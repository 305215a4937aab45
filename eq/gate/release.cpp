#include "eq/gate/release.h"

#include <algorithm>

#include "eq/crypto/multi.h"
#include "eq/crypto/two_products.h"

namespace eq::gate {
namespace {

constexpr crypto::HpkeSuite kSuite{};  // X25519, HKDF-SHA256, ChaCha20-Poly1305

Scalar root_challenge(const Digest& wid, const Scalar& tag, const Point& commitment,
                      const Evaluation& at, const Point& first, const Point& second) {
  return hash_to_scalar("root", {wid, tag.reveal("hashed"), commitment.bytes(), at.a.bytes(),
                                 at.b.bytes(), first.bytes(), second.bytes()});
}

Bytes release_info(const Digest& wid, std::uint64_t order, std::uint16_t index) {
  return concat({view(kDomain), view(" release"), wid, be64(order), be16(index)});
}

}  // namespace

RootProof prove_root_with(const VerifiedEpoch& epoch, const OrderOpening& opening,
                          const Scalar& registry_key, const Scalar& nonce) {
  const Evaluation at = epoch.registry_part_var(opening.tag);
  RootProof p;
  p.c = root_challenge(epoch.wid(), opening.tag, opening.commitment(), at, crypto::mul_base(nonce),
                       crypto::product(nonce, lae_u()));
  p.r = nonce + p.c * registry_key;
  return p;
}

RootProof prove_root(const VerifiedEpoch& epoch, const OrderOpening& opening,
                     const Scalar& registry_key, Random& rng) {
  return prove_root_with(epoch, opening, registry_key, Scalar::random(rng));
}

Result<ProvenRoot> ProvenRoot::check_var(const VerifiedEpoch& epoch, const AccountId& account,
                                         const Scalar& blind, const RootProof& proof) {
  const OrderOpening opening{gate::tag(epoch.object().realm, account), blind};
  const Point commitment = opening.commitment();
  const auto& in_object = epoch.object().commitments;
  REQUIRE_OR(std::find(in_object.begin(), in_object.end(), commitment) != in_object.end(),
             Err::refused);
  const Evaluation at = epoch.registry_part_var(opening.tag);
  const std::vector<Scalar> x{proof.r, -proof.c};
  const Point first = crypto::multi_mul_var(x, std::vector<PublicPoint>{generator(), at.a});
  const Point second = crypto::multi_mul_var(x, std::vector<PublicPoint>{lae_u(), at.b});
  const Scalar want = root_challenge(epoch.wid(), opening.tag, commitment, at, first, second);
  REQUIRE_OR(equal_ct(want, proof.c), Err::forged);
  return ProvenRoot(epoch, account, opening.tag);
}

void Release::encode(Writer& w) const {
  w.u16(index);
  w.raw(delta.reveal("goes out sealed"));
  w.raw(signature);
}

Result<Release> Release::decode(Reader& r) {
  Release out;
  out.index = TRY(r.u16());
  REQUIRE_OR(out.index >= 1 && out.index <= kCustodiansMax, Err::malformed);
  out.delta = TRY(Scalar::decode(TRY(r.raw(32))));
  out.signature = TRY(to_array<64>(TRY(r.raw(64))));
  return out;
}

Bytes delta_message(const Digest& wid, std::uint64_t order, const Scalar& tag,
                    const Scalar& delta) {
  return concat({view(kDomain), view(" delta"), wid, be64(order),
                 tag.reveal("signed for its parties"), delta.reveal("signed for its parties")});
}

bool Release::signed_by(const crypto::VerifyKey& key, const Digest& wid, std::uint64_t order,
                        const Scalar& tag) const {
  return crypto::verify(key, delta_message(wid, order, tag, delta), signature);
}

Result<Release> make_release(const DayShares& own, const ProvenRoot& root, std::uint64_t order,
                             const crypto::Signer& signer) {
  REQUIRE_OR(own.dealt == root.dealt() && !own.y.empty(), Err::missing);
  Release out;
  out.index = own.index;
  out.delta = evaluate(own.y, root.tag());
  out.signature = signer.sign(delta_message(root.wid(), order, root.tag(), out.delta));
  return out;
}

Result<Bytes> seal_release(const Release& release, const Digest& wid, std::uint64_t order,
                           View agency_key, Random& rng) {
  Writer w;
  put(w, release);
  const auto ct = TRY(crypto::hpke_seal(kSuite, agency_key, release_info(wid, order, release.index),
                                        {}, w.bytes(), rng));
  return concat({ct.enc, ct.ciphertext});
}

Result<Release> open_release(View sealed, const Digest& wid, std::uint64_t order,
                             std::uint16_t index, const crypto::HpkeKeyPair& agency_key) {
  REQUIRE_OR(sealed.size() > 32, Err::malformed);
  const crypto::HpkeCiphertext ct{to_bytes(sealed.first(32)), to_bytes(sealed.subspan(32))};
  auto bytes = crypto::hpke_open(kSuite, agency_key, ct, release_info(wid, order, index), {});
  REQUIRE_OR(bytes.ok(), Err::forged);
  auto release = decode<Release>(*bytes);
  wipe(*bytes);
  REQUIRE_OR(release.ok() && release->index == index, Err::forged);
  return release;
}

Digest release_digest(const Array<32>& salt, const Digest& wid, std::uint64_t order,
                      const Scalar& tag) {
  return digest_of(" release", {salt, wid, be64(order), tag.reveal("under a salt")});
}

}  // namespace eq::gate
