#include "eq/crypto/yardstick.h"

#include <openssl/evp.h>

#include "eq/crypto/openssl/ptr.h"
#include "eq/crypto/sign.h"

namespace eq::crypto {

std::function<void()> yardstick_openssl_ed25519_verify() {
  const SigningKey key = SigningKey::from_seed(Secret<32>());
  const Array<64> message{};
  const Signature sig = key.sign(message);
  const std::shared_ptr<EVP_PKEY> pub(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.verify_key().bytes.data(), 32),
      EVP_PKEY_free);
  EQ_ASSERT(pub != nullptr);
  return [pub, message, sig] {
    const openssl::Ptr<EVP_MD_CTX, EVP_MD_CTX_free> ctx(EVP_MD_CTX_new());
    EQ_ASSERT(ctx && EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, pub.get()) == 1);
    EQ_ASSERT(EVP_DigestVerify(ctx.get(), sig.data(), sig.size(), message.data(), message.size()) ==
              1);
  };
}

}  // namespace eq::crypto
