#include "eq/crypto/aead.h"

#include <openssl/evp.h>
#include <sodium.h>

#include "eq/crypto/backend.h"

namespace eq::crypto {
namespace {

// Below this size libsodium's ChaCha20-Poly1305 wins (no context to set up), above it OpenSSL's.
constexpr std::size_t kSmall = 512;

/// Fetched once: an implicit fetch on every call costs more than sealing a short message.
const EVP_CIPHER* cipher(Aead a) {
  static const EVP_CIPHER* const aes128 = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  static const EVP_CIPHER* const aes256 = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  static const EVP_CIPHER* const chacha = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
  const EVP_CIPHER* c = a == Aead::aes_128_gcm ? aes128 : a == Aead::aes_256_gcm ? aes256 : chacha;
  EQ_ASSERT(c != nullptr);
  return c;
}

using Ctx = backend::Ptr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

int narrow(std::size_t n) {
  EQ_ASSERT(n <= 0x7fffffff);
  return static_cast<int>(n);
}

void check_sizes(Aead a, View key, View nonce) {
  EQ_ASSERT(is_valid(a));
  EQ_ASSERT(key.size() == aead_key_size(a));
  EQ_ASSERT(nonce.size() == kAeadNonceSize);
}

/// `out` takes plaintext.size() bytes and may be where the plaintext is.
void seal(Aead a, View key, View nonce, View aad, View plaintext, std::uint8_t* out, std::uint8_t* tag) {
  check_sizes(a, key, nonce);
  if (a == Aead::chacha20_poly1305 && plaintext.size() <= kSmall) {
    backend::init_sodium();
    std::uint8_t nowhere;  // libsodium wants an address even for no bytes
    crypto_aead_chacha20poly1305_ietf_encrypt_detached(plaintext.empty() ? &nowhere : out, tag, nullptr, plaintext.data(), plaintext.size(), aad.data(),
                                                       aad.size(), nullptr, nonce.data(), key.data());
    return;
  }
  const Ctx ctx(EVP_CIPHER_CTX_new());
  EQ_ASSERT(ctx && EVP_EncryptInit_ex2(ctx.get(), cipher(a), key.data(), nonce.data(), nullptr) == 1);
  int n = 0;
  if (!aad.empty()) EQ_ASSERT(EVP_EncryptUpdate(ctx.get(), nullptr, &n, aad.data(), narrow(aad.size())) == 1);
  if (!plaintext.empty()) {
    EQ_ASSERT(EVP_EncryptUpdate(ctx.get(), out, &n, plaintext.data(), narrow(plaintext.size())) == 1);
  }
  EQ_ASSERT(EVP_EncryptFinal_ex(ctx.get(), tag, &n) == 1);
  EQ_ASSERT(EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_GET_TAG, kAeadTagSize, tag) == 1);
}

}  // namespace

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
  if (ciphertext.size() < kAeadTagSize) return Err::forged;
  const View body = ciphertext.first(ciphertext.size() - kAeadTagSize);
  Array<kAeadTagSize> tag;
  std::copy(ciphertext.end() - kAeadTagSize, ciphertext.end(), tag.begin());
  Bytes out(body.size());
  if (a == Aead::chacha20_poly1305 && body.size() <= kSmall) {
    backend::init_sodium();
    if (crypto_aead_chacha20poly1305_ietf_decrypt_detached(out.data(), nullptr, body.data(), body.size(),
                                                           tag.data(), aad.data(), aad.size(), nonce.data(),
                                                           key.data()) != 0) {
      return Err::forged;
    }
    return out;
  }
  const Ctx ctx(EVP_CIPHER_CTX_new());
  EQ_ASSERT(ctx && EVP_DecryptInit_ex2(ctx.get(), cipher(a), key.data(), nonce.data(), nullptr) == 1);
  EQ_ASSERT(EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_SET_TAG, kAeadTagSize, tag.data()) == 1);
  int n = 0;
  if (!aad.empty()) EQ_ASSERT(EVP_DecryptUpdate(ctx.get(), nullptr, &n, aad.data(), narrow(aad.size())) == 1);
  if (!body.empty()) {
    EQ_ASSERT(EVP_DecryptUpdate(ctx.get(), out.data(), &n, body.data(), narrow(body.size())) == 1);
  }
  std::uint8_t unused[kAeadTagSize];
  if (EVP_DecryptFinal_ex(ctx.get(), unused, &n) != 1) {
    wipe(out);  // never let unauthenticated plaintext out, not even through freed memory
    return Err::forged;
  }
  return out;
}

}  // namespace eq::crypto
