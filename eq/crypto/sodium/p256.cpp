// Without OpenSSL there is no P-256: nothing can be made of such keys, and no such signature
// verifies.
#include "eq/crypto/p256.h"

#include "eq/crypto/ecdsa.h"

namespace eq::crypto {

bool p256_is_available() { return false; }

Result<Bytes> p256_public_key(View) { return Err::unsupported; }
Result<Secret<32>> p256_ecdh(View, View) { return Err::unsupported; }

struct EcdsaSigningKey::Prepared {};
EcdsaSigningKey::EcdsaSigningKey(EcdsaSigningKey&&) noexcept = default;
EcdsaSigningKey& EcdsaSigningKey::operator=(EcdsaSigningKey&&) noexcept = default;
EcdsaSigningKey::~EcdsaSigningKey() = default;

Result<EcdsaSigningKey> EcdsaSigningKey::decode(View) { return Err::unsupported; }
EcdsaSigningKey EcdsaSigningKey::generate(Random&) { return decode({}).take(); }  // asserts
Bytes EcdsaSigningKey::sign(View) const { return {}; }  // no key ever exists
bool ecdsa_verify(View, View, View) { return false; }

}  // namespace eq::crypto
