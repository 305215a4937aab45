#include "eq/crypto/aead.h"

#include <sodium.h>

#include "eq/crypto/aead_provider.h"
#include "eq/crypto/backend.h"

namespace eq::crypto {
namespace {

void check_sizes(Aead a, View key, View nonce) {
  EQ_ASSERT(is_valid(a));
  EQ_ASSERT(key.size() == aead_key_size(a));
  EQ_ASSERT(nonce.size() == kAeadNonceSize);
}

void seal(Aead a, View key, View nonce, View aad, View plaintext, std::uint8_t* out,
          std::uint8_t* tag) {
  check_sizes(a, key, nonce);
  EQ_ASSERT(is_available(a));
  provider::seal(a, key, nonce, aad, plaintext, out, tag);
}

}  // namespace

void provider::seal_chacha(View key, View nonce, View aad, View plaintext, std::uint8_t* out,
                           std::uint8_t* tag) {
  backend::init_sodium();
  std::uint8_t nowhere;  // libsodium wants an address even for no bytes
  crypto_aead_chacha20poly1305_ietf_encrypt_detached(
      plaintext.empty() ? &nowhere : out, tag, nullptr, plaintext.data(), plaintext.size(),
      aad.data(), aad.size(), nullptr, nonce.data(), key.data());
}

bool provider::open_chacha(View key, View nonce, View aad, View body,
                           const Array<kAeadTagSize>& tag, std::uint8_t* out) {
  backend::init_sodium();
  return crypto_aead_chacha20poly1305_ietf_decrypt_detached(out, nullptr, body.data(), body.size(),
                                                            tag.data(), aad.data(), aad.size(),
                                                            nonce.data(), key.data()) == 0;
}

Bytes aead_seal(Aead a, View key, View nonce, View aad, View plaintext) {
  Bytes out(plaintext.size() + kAeadTagSize);
  seal(a, key, nonce, aad, plaintext, out.data(), out.data() + plaintext.size());
  return out;
}

Array<kAeadTagSize> aead_seal_in_place(Aead a, View key, View nonce, View aad, MutView text) {
  Array<kAeadTagSize> tag;
  seal(a, key, nonce, aad, text, text.data(), tag.data());
  return tag;
}

Result<Bytes> aead_open(Aead a, View key, View nonce, View aad, View ciphertext) {
  check_sizes(a, key, nonce);
  REQUIRE_OR(is_available(a), Err::unsupported);
  REQUIRE_OR(ciphertext.size() >= kAeadTagSize, Err::forged);
  const View body = ciphertext.first(ciphertext.size() - kAeadTagSize);
  Array<kAeadTagSize> tag;
  std::copy(ciphertext.end() - kAeadTagSize, ciphertext.end(), tag.begin());
  Bytes out(body.size());
  REQUIRE_OR(provider::open(a, key, nonce, aad, body, tag, out.data()), Err::forged);
  return out;
}

}  // namespace eq::crypto
