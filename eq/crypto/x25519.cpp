#include "eq/crypto/x25519.h"

#include <sodium.h>

#include "eq/crypto/backend.h"
#include "eq/crypto/edwards.h"

namespace eq::crypto {

// By way of Ed25519's base point, for which libsodium has tables (twice as fast as the ladder), and
// the map u = (1 + y) / (1 - y) of RFC 7748 section 4.1.  y is as public as u.
Array<32> x25519_public_key(View private_key) {
  EQ_ASSERT(private_key.size() == 32);
  backend::init_sodium();
  Array<32> k, edwards_key;
  std::copy(private_key.begin(), private_key.end(), k.begin());
  k[0] &= 248;
  k[31] &= 127;
  k[31] |= 64;
  // A clamped scalar is never a multiple of the order, so this cannot fail, nor y be 1.
  EQ_ASSERT(crypto_scalarmult_ed25519_base_noclamp(edwards_key.data(), k.data()) == 0);
  wipe(k);
  const field::Fe y = field::from_bytes(edwards_key);
  return field::to_bytes((field::kOne + y) * edwards::invert(field::kOne - y));
}

Result<Secret<32>> x25519(View private_key, View public_key) {
  EQ_ASSERT(private_key.size() == 32);
  backend::init_sodium();
  REQUIRE_OR(public_key.size() == 32, Err::malformed);
  Secret<32> out;
  // libsodium itself refuses points of small order and an all-zero result.
  if (crypto_scalarmult_curve25519(out.fill_in().data(), private_key.data(), public_key.data()) != 0) {
    return Err::malformed;
  }
  return out;
}

}  // namespace eq::crypto
