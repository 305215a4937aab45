#include "eq/crypto/hpke.h"

// A stranger's letter to a fixed receiver, under both KEMs.  Nothing may open: nobody sealed it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::crypto;
  static const HpkeKeyPair x25519 =
      hpke_derive_key_pair(Kem::dhkem_x25519, view("a fixed receiver for fuzzing"));
  static const HpkeKeyPair p256 =
      hpke_derive_key_pair(Kem::dhkem_p256, view("a fixed receiver for fuzzing"));
  const auto ct = decode<HpkeCiphertext>(View(data, size));
  if (!ct.ok()) return 0;
  EQ_ASSERT(equal_var(encode(*ct), View(data, size)));
  EQ_ASSERT(!hpke_open({Kem::dhkem_x25519, Aead::chacha20_poly1305}, x25519, *ct, {}, {}).ok());
  EQ_ASSERT(!hpke_open({Kem::dhkem_x25519, Aead::aes_128_gcm}, x25519, *ct, {}, {}).ok());
  EQ_ASSERT(!hpke_open({Kem::dhkem_p256, Aead::aes_256_gcm}, p256, *ct, {}, {}).ok());
  return 0;
}
