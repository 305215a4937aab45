#include "eq/crypto/x25519.h"

#include <sodium.h>

#include "eq/crypto/backend.h"

namespace eq::crypto {

Array<32> x25519_public_key(View private_key) {
  EQ_ASSERT(private_key.size() == 32);
  backend::init_sodium();
  Array<32> pub;
  EQ_ASSERT(crypto_scalarmult_curve25519_base(pub.data(), private_key.data()) == 0);
  return pub;
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
