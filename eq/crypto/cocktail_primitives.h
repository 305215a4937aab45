// Internal to this room: what COCKTAIL-DKG signs and encrypts with.  c2sp.org/cocktail-dkg v0.2,
// "Schnorr Signature Scheme" and "Ciphersuites".
#pragma once

#include <algorithm>

#include "eq/crypto/cocktail_suite.h"
#include "eq/crypto/hash.h"

namespace eq::crypto::cocktail {

inline constexpr std::size_t kSharePlainSize = 32, kShareTagSize = 16;

inline Array<8> le64(std::uint64_t x) {
  Array<8> out = be64(x);
  std::reverse(out.begin(), out.end());
  return out;
}
inline Array<4> le32(std::uint32_t x) {
  Array<4> out = be32(x);
  std::reverse(out.begin(), out.end());
  return out;
}

template <class Suite>
Scalar hash_to_scalar(std::string_view label, std::initializer_list<View> parts) {
  Sha512 h;
  h.update(view(Suite::kPrefix)).update(view(label));
  for (View v : parts) h.update(v);
  Array<64> wide = h.finish();
  const Scalar s = Scalar::reduce(wide);
  wipe(wide);
  return s;
}

/// Deterministic: R || z.
template <class Suite>
Array<64> schnorr_sign(const Scalar& secret, View message) {
  const Scalar k = hash_to_scalar<Suite>("NONCE", {secret.reveal("deriving a nonce"), message});
  EQ_ASSERT(!k.is_zero());  // a chance of 2^-252, for which the signature would give the key away
  const auto r = Suite::mul_base(k), own = Suite::mul_base(secret);
  const Scalar c = hash_to_scalar<Suite>("H7", {r.bytes(), own.bytes(), message});
  const Scalar z = k + c * secret;
  Array<64> out;
  std::copy_n(r.bytes().begin(), 32, out.begin());
  std::copy_n(z.reveal("a signature is public").begin(), 32, out.begin() + 32);
  return out;
}

template <class Suite>
bool schnorr_verify(const typename Suite::Element& key, View message, const Array<64>& signature) {
  const auto r = Suite::decode(View(signature).first(32));
  const auto z = Scalar::decode(View(signature).last(32));
  if (!r.ok() || !z.ok()) return false;
  const Scalar c = hash_to_scalar<Suite>("H7", {r->bytes(), key.bytes(), message});
  return Suite::mul_base(*z) == *r + c * key;
}

/// One direction of one session: from whom, under which ephemeral key, to whom.
template <class Suite>
struct Direction {
  const typename Suite::Element &ephemeral, &sender, &receiver;
  View context;
};

/// H6: the key and nonce of a share.  S^e and S^d are the two Diffie-Hellman results, which both
/// sides know.  In the suite's own encoding: for Ed25519 the specification's text (v0.2.1) says
/// ristretto255's, but its official vectors hold only with Ed25519's, and so do we.
template <class Suite>
Secret<64> share_key(const typename Suite::Element& s_e, const typename Suite::Element& s_d,
                     const Direction<Suite>& d) {
  return Secret<64>(
      sha512({view(Suite::kPrefix), view("H6"), s_e.bytes(), s_d.bytes(), d.ephemeral.bytes(),
              d.sender.bytes(), d.receiver.bytes(), le64(d.context.size()), d.context}));
}

/// XChaCha20-Poly1305 with the key and nonce of share_key().
Bytes seal_share(const Secret<64>& key, View plain);
/// Err::forged.
Result<Bytes> open_share(const Secret<64>& key, View sealed);

}  // namespace eq::crypto::cocktail
