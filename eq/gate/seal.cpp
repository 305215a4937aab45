#include "eq/gate/seal.h"

#include "eq/crypto/aead.h"
#include "eq/crypto/two_products.h"

namespace eq::gate {

Result<DailyKey> daily_key_var(const EpochObject& object, const Scalar& tag) {
  const Evaluation at = object.evaluate_var(tag);
  REQUIRE_OR(!at.a.is_identity() || !at.b.is_identity(), Err::refused);
  return DailyKey(object.epoch, object.wid(), tag, at);
}

Result<DailyKey> DailyKey::from_var(const VerifiedEpoch& epoch, const AccountId& account) {
  return daily_key_var(epoch.object(), gate::tag(epoch.object().realm, account));
}

Result<DailyKey> DailyKey::from_var(const KeptObject& kept, const AccountId& account) {
  return daily_key_var(kept.object(), gate::tag(kept.object().realm, account));
}

void KeptObject::encode(Writer& w) const { put(w, object_.encode()); }
Result<KeptObject> KeptObject::decode(Reader& r) {
  return KeptObject(TRY(EpochObject::decode(TRY(get<Bytes>(r)))));
}

SealedEnvelope seal(const DailyKey& key, const Digest& ctx, const Secret<32>& seed) {
  const View secret = seed.reveal("deriving an envelope");
  const View t = key.tag().reveal("a tag is public");
  const Scalar sigma = hash_to_scalar("sigma", {secret, key.wid(), t, ctx});
  const Scalar rho = hash_to_scalar("rho", {secret, key.wid(), t, ctx});

  EnvelopeParts parts;
  parts.c1 = crypto::two_products(sigma, generator(), rho, lae_u());
  const Point ss = crypto::two_products(sigma, key.a(), rho, key.b());
  const Secret<32> k = envelope_key(ss, key.wid(), parts.c1, ctx);
  Secret<32> ak0(crypto::hmac_sha256(secret, {view(kDomain), view(" ak"), key.wid(), ctx}));

  const Array<crypto::kAeadNonceSize> nonce{};  // the key is used once
  const Bytes box = crypto::aead_seal(
      crypto::Aead::chacha20_poly1305, k.reveal("sealing an access key"), nonce,
      envelope_aad(key.wid(), parts.c1, ctx), ak0.reveal("sealed into the envelope"));
  std::copy(box.begin(), box.end(), parts.box.begin());
  return {parts.encode(), AccessKey{std::move(ak0)}};
}

Result<AccessReader> check_envelope(const DailyKey& key, const Digest& ctx, const Secret<32>& seed,
                                    View envelope) {
  SealedEnvelope again = seal(key, ctx, seed);
  REQUIRE_OR(equal_ct(again.envelope, envelope), Err::forged);
  return AccessReader(std::move(again.access_key));
}

}  // namespace eq::gate
