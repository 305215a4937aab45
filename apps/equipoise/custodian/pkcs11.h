// Ed25519 keys in a token: a smart card, a hardware module, or SoftHSM, through a PKCS#11 module
// (OASIS PKCS #11 v3.0, section 2.3: CKM_EDDSA).  The key is made in the token and cannot be read
// out of it.
//
// The module is somebody else's code and runs in this process.
#pragma once

#include <memory>

#include "apps/equipoise/frame/command.h"
#include "eq/crypto/sign.h"

namespace eq::app {

/// Where a key is.  Not secret.
struct TokenPlace {
  std::string module;  // path of the PKCS#11 library
  std::string token;   // label of the token
  std::string key;     // label of the key in it
};

/// Make a key there and return its public half.  Throws Failure, also if the token has a key of
/// that label.
crypto::VerifyKey create_token_key(const TokenPlace& place);

/// Signs with the key there.  The token is opened and its PIN asked for at the first signature;
/// each signature is checked before it is given on.  sign() throws Failure.
std::shared_ptr<const crypto::Signer> token_signer(TokenPlace place, const crypto::VerifyKey& key);

}  // namespace eq::app
