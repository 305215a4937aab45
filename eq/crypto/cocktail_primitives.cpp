#include "eq/crypto/cocktail_primitives.h"

#include <sodium.h>

#include "eq/crypto/backend.h"

namespace eq::crypto::cocktail {

static_assert(kShareTagSize == crypto_aead_xchacha20poly1305_ietf_ABYTES);

Bytes seal_share(const Secret<64>& key, View plain) {
  backend::init_sodium();
  const auto k = key.reveal("sealing a share to its receiver");
  Bytes out(plain.size() + kShareTagSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plain.data(), plain.size(),
                                             nullptr, 0, nullptr, k.data() + 32, k.data());
  return out;
}

Result<Bytes> open_share(const Secret<64>& key, View sealed) {
  backend::init_sodium();
  if (sealed.size() < kShareTagSize) return Err::forged;
  const auto k = key.reveal("opening a share sent to us");
  Bytes out(sealed.size() - kShareTagSize);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(),
                                                 sealed.size(), nullptr, 0, k.data() + 32,
                                                 k.data()) != 0) {
    return Err::forged;
  }
  return out;
}

}  // namespace eq::crypto::cocktail
