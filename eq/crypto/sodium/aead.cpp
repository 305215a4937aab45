// Without OpenSSL there is one AEAD.  libsodium's AES-GCM needs instructions that not every machine
// has.
#include "eq/crypto/aead_provider.h"

namespace eq::crypto {

bool is_available(Aead a) { return a == Aead::chacha20_poly1305; }

void provider::seal(Aead, View key, View nonce, View aad, View plaintext, std::uint8_t* out,
                    std::uint8_t* tag) {
  seal_chacha(key, nonce, aad, plaintext, out, tag);
}
bool provider::open(Aead, View key, View nonce, View aad, View body, const Array<kAeadTagSize>& tag,
                    std::uint8_t* out) {
  return open_chacha(key, nonce, aad, body, tag, out);
}

}  // namespace eq::crypto
