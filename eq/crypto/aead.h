// Authenticated encryption with associated data (RFC 5116, RFC 8439).
#pragma once

#include "eq/base/secret.h"

namespace eq::crypto {

enum class Aead : std::uint16_t {  // code points of RFC 9180 section 7.3
  aes_128_gcm = 0x0001,
  aes_256_gcm = 0x0002,
  chacha20_poly1305 = 0x0003,
};
constexpr bool is_valid(Aead a) { return a >= Aead::aes_128_gcm && a <= Aead::chacha20_poly1305; }
/// Whether this build has it: without OpenSSL there is ChaCha20-Poly1305 alone.
bool is_available(Aead a);

constexpr std::size_t kAeadNonceSize = 12;
constexpr std::size_t kAeadTagSize = 16;
constexpr std::size_t aead_key_size(Aead a) { return a == Aead::aes_128_gcm ? 16 : 32; }

/// @param a      available; asserted.
/// @param key    aead_key_size(a) bytes, nonce 12 bytes; both asserted.
/// @return       ciphertext followed by the 16-byte tag.
/// Constant-time in key and plaintext on hardware with AES instructions.
Bytes aead_seal(Aead a, View key, View nonce, View aad, View plaintext);
/// The same without copying: `text` is encrypted where it lies.  @return the tag.
Array<kAeadTagSize> aead_seal_in_place(Aead a, View key, View nonce, View aad, MutView text);

/// @return the plaintext, Err::forged (also for input shorter than a tag), or Err::unsupported.
Result<Bytes> aead_open(Aead a, View key, View nonce, View aad, View ciphertext);

}  // namespace eq::crypto
