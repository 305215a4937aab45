// Internal to this room: what aead.cpp asks of the libraries this build rests on.  openssl/aead.cpp
// and sodium/aead.cpp each define seal and open; the build has one of them.
#pragma once

#include "eq/crypto/aead.h"

namespace eq::crypto::provider {

/// Sizes are checked and the algorithm is available.  `out` takes plaintext.size() bytes and may be
/// where the plaintext is; `tag` takes kAeadTagSize.
void seal(Aead a, View key, View nonce, View aad, View plaintext, std::uint8_t* out,
          std::uint8_t* tag);
/// `out` takes body.size() bytes; false if not genuine, and then nothing decrypted is left there.
[[nodiscard]] bool open(Aead a, View key, View nonce, View aad, View body,
                        const Array<kAeadTagSize>& tag, std::uint8_t* out);

/// The same for ChaCha20-Poly1305 by libsodium, which both builds use.
void seal_chacha(View key, View nonce, View aad, View plaintext, std::uint8_t* out,
                 std::uint8_t* tag);
[[nodiscard]] bool open_chacha(View key, View nonce, View aad, View body,
                               const Array<kAeadTagSize>& tag, std::uint8_t* out);

}  // namespace eq::crypto::provider
