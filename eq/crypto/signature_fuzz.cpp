#include <sodium.h>

#include "eq/crypto/ecdsa.h"
#include "eq/crypto/sign.h"

// Keys and signatures from a stranger: 1 byte of choice, a public key, then the signature.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::crypto;
  static const EcdsaSigningKey own = EcdsaSigningKey::decode(Array<32>{1, 2, 3}).take();
  if (size == 0) return 0;
  const View in(data + 1, size - 1);
  const View message = view("a message that nobody signed");
  switch (data[0] % 3) {
    case 0:
      if (in.size() >= 65) (void)ecdsa_verify(in.first(65), message, in.subspan(65));
      break;
    case 1: EQ_ASSERT(!ecdsa_verify(own.public_key(), message, in)); break;
    default: {
      if (in.size() != 96) break;
      // Long messages have code of their own, which must agree with libsodium.
      static const Bytes long_message(16 * 1024, 'x');
      const VerifyKey key{*to_array<32>(in.first(32))};
      const Signature sig = *to_array<64>(in.last(64));
      (void)verify(key, message, sig);
      EQ_ASSERT(verify(key, long_message, sig) ==
                (crypto_sign_verify_detached(sig.data(), long_message.data(), long_message.size(),
                                             key.bytes.data()) == 0));
      break;
    }
  }
  return 0;
}
