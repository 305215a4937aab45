#include "eq/crypto/aead_provider.h"

#include <openssl/evp.h>

#include "eq/crypto/openssl/ptr.h"

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

using Ctx = openssl::Ptr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

int narrow(std::size_t n) {
  EQ_ASSERT(n <= 0x7fffffff);
  return static_cast<int>(n);
}

}  // namespace

bool is_available(Aead a) { return is_valid(a); }

void provider::seal(Aead a, View key, View nonce, View aad, View plaintext, std::uint8_t* out,
                    std::uint8_t* tag) {
  if (a == Aead::chacha20_poly1305 && plaintext.size() <= kSmall) {
    return seal_chacha(key, nonce, aad, plaintext, out, tag);
  }
  const Ctx ctx(EVP_CIPHER_CTX_new());
  EQ_ASSERT(ctx &&
            EVP_EncryptInit_ex2(ctx.get(), cipher(a), key.data(), nonce.data(), nullptr) == 1);
  int n = 0;
  if (!aad.empty())
    EQ_ASSERT(EVP_EncryptUpdate(ctx.get(), nullptr, &n, aad.data(), narrow(aad.size())) == 1);
  if (!plaintext.empty()) {
    EQ_ASSERT(EVP_EncryptUpdate(ctx.get(), out, &n, plaintext.data(), narrow(plaintext.size())) ==
              1);
  }
  EQ_ASSERT(EVP_EncryptFinal_ex(ctx.get(), tag, &n) == 1);
  EQ_ASSERT(EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_GET_TAG, kAeadTagSize, tag) == 1);
}

bool provider::open(Aead a, View key, View nonce, View aad, View body,
                    const Array<kAeadTagSize>& tag, std::uint8_t* out) {
  if (a == Aead::chacha20_poly1305 && body.size() <= kSmall)
    return open_chacha(key, nonce, aad, body, tag, out);
  const Ctx ctx(EVP_CIPHER_CTX_new());
  EQ_ASSERT(ctx &&
            EVP_DecryptInit_ex2(ctx.get(), cipher(a), key.data(), nonce.data(), nullptr) == 1);
  Array<kAeadTagSize> expected = tag;  // OpenSSL takes it without const
  EQ_ASSERT(EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_SET_TAG, kAeadTagSize, expected.data()) ==
            1);
  int n = 0;
  if (!aad.empty())
    EQ_ASSERT(EVP_DecryptUpdate(ctx.get(), nullptr, &n, aad.data(), narrow(aad.size())) == 1);
  if (!body.empty()) {
    EQ_ASSERT(EVP_DecryptUpdate(ctx.get(), out, &n, body.data(), narrow(body.size())) == 1);
  }
  std::uint8_t unused[kAeadTagSize];
  if (EVP_DecryptFinal_ex(ctx.get(), unused, &n) == 1) return true;
  // never let unauthenticated plaintext out, not even through freed memory
  wipe({out, body.size()});
  return false;
}

}  // namespace eq::crypto
