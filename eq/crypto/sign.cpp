// Signing is put together from libsodium's curve arithmetic (twice as fast as OpenSSL's) and
// OpenSSL's SHA-512 (twice as fast as libsodium's), which also hashes messages given in parts
// without joining them.
#include "eq/crypto/sign.h"

#include <sodium.h>

#include "eq/crypto/backend.h"
#include "eq/crypto/hash.h"

namespace eq::crypto {
namespace {

/// SHA-512(prefix || message parts) mod q.
Array<32> hash_to_scalar(std::initializer_list<View> head, std::initializer_list<View> parts) {
  Sha512 h;
  for (View v : head) h.update(v);
  for (View v : parts) h.update(v);
  Array<64> wide = h.finish();
  Array<32> s;
  crypto_core_ed25519_scalar_reduce(s.data(), wide.data());
  wipe(wide);
  return s;
}

}  // namespace

SigningKey SigningKey::generate(Random& rng) { return from_seed(rng.secret<32>()); }

SigningKey SigningKey::from_seed(Secret<32> seed) {
  backend::init_sodium();
  SigningKey k;
  k.seed_ = std::move(seed);
  k.expanded_ = Secret<64>(sha512(k.seed_.reveal("RFC 8032 section 5.1.5, step 1")));
  auto e = k.expanded_.fill_in();
  e[0] &= 248;
  e[31] &= 127;
  e[31] |= 64;
  EQ_ASSERT(crypto_scalarmult_ed25519_base_noclamp(k.public_.bytes.data(), e.data()) == 0);
  return k;
}

Signature SigningKey::sign(std::initializer_list<View> parts) const {
  const auto expanded = expanded_.reveal("signing");
  const View a = expanded.first<32>(), prefix = expanded.last<32>();
  Array<32> r = hash_to_scalar({prefix}, parts);
  Signature sig;
  // Fails for r = 0 only: a chance of 2^-252, for which a signature would give the key away.
  EQ_ASSERT(crypto_scalarmult_ed25519_base_noclamp(sig.data(), r.data()) == 0);
  const Array<32> k = hash_to_scalar({View(sig).first(32), public_.bytes}, parts);
  Array<32> ka;
  crypto_core_ed25519_scalar_mul(ka.data(), k.data(), a.data());
  crypto_core_ed25519_scalar_add(sig.data() + 32, r.data(), ka.data());
  wipe(r);
  wipe(ka);
  return sig;
}
Signature SigningKey::sign(View message) const { return sign({message}); }

bool verify(const VerifyKey& key, View message, const Signature& sig) {
  backend::init_sodium();
  return crypto_sign_verify_detached(sig.data(), message.data(), message.size(), key.bytes.data()) == 0;
}
bool verify(const VerifyKey& key, std::initializer_list<View> parts, const Signature& sig) {
  if (parts.size() == 1) return verify(key, *parts.begin(), sig);
  return verify(key, concat(parts), sig);
}

}  // namespace eq::crypto
