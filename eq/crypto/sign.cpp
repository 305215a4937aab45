// Signing is put together from libsodium's curve arithmetic (twice as fast as OpenSSL's) and
// OpenSSL's SHA-512 (half as fast again as libsodium's), which also hashes messages given in parts
// without joining them.  So is the verification of long messages.
#include "eq/crypto/sign.h"

#include <sodium.h>

#include "eq/crypto/backend.h"
#include "eq/crypto/edwards.h"
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

namespace {

bool verify_short_var(const VerifyKey& key, View message, const Signature& sig) {
  backend::init_sodium();
  return crypto_sign_verify_detached(sig.data(), message.data(), message.size(),
                                     key.bytes.data()) == 0;
}

// From this length on our own curve arithmetic, slower than libsodium's by some microseconds, is
// made up for by OpenSSL's SHA-512 and by not joining the parts.
constexpr std::size_t kLong = 16 * 1024;

/// Accepts what libsodium accepts: canonical S and A, no small order, S*B = R + k*A without
/// cofactor.
bool verify_long_var(const VerifyKey& key, std::initializer_list<View> parts,
                     const Signature& sig) {
  Array<64> wide{};
  std::copy(sig.begin() + 32, sig.end(), wide.begin());
  Array<32> s;
  crypto_core_ed25519_scalar_reduce(s.data(), wide.data());
  const auto a = edwards::decode_ed25519_var(key.bytes);
  if (!equal_var(s, View(sig).last(32)) || !a || edwards::has_small_order_var(*a)) return false;
  const Array<32> scalars[] = {hash_to_scalar({View(sig).first(32), key.bytes}, parts), s};
  const edwards::Extended points[] = {edwards::minus(*a), edwards::kBase};
  const edwards::Extended r = edwards::sum_of_products_var(scalars, points);
  return equal_var(edwards::encode_ed25519_var(r), View(sig).first(32)) &&
         !edwards::has_small_order_var(r);
}

}  // namespace

bool verify(const VerifyKey& key, std::initializer_list<View> parts, const Signature& sig) {
  std::size_t n = 0;
  for (View part : parts) n += part.size();
  if (n >= kLong) return verify_long_var(key, parts, sig);
  return parts.size() == 1 ? verify_short_var(key, *parts.begin(), sig)
                           : verify_short_var(key, concat(parts), sig);
}
bool verify(const VerifyKey& key, View message, const Signature& sig) {
  return verify(key, {message}, sig);
}

}  // namespace eq::crypto
