// libsodium's portable SHA-2: for builds without OpenSSL.
#include "eq/crypto/sha2.h"

#include <sodium.h>

namespace eq::crypto {
namespace {

using State256 = crypto_hash_sha256_state;
using State512 = crypto_hash_sha512_state;

}  // namespace

Sha256Core::Sha256Core() { crypto_hash_sha256_init(new (state_) State256); }
void Sha256Core::update(View v) {
  crypto_hash_sha256_update(state_in<State256>(state_), v.data(), v.size());
}
void Sha256Core::finish(Out& out) {
  crypto_hash_sha256_final(state_in<State256>(state_), out.data());
}

Sha512Core::Sha512Core() { crypto_hash_sha512_init(new (state_) State512); }
void Sha512Core::update(View v) {
  crypto_hash_sha512_update(state_in<State512>(state_), v.data(), v.size());
}
void Sha512Core::finish(Out& out) {
  crypto_hash_sha512_final(state_in<State512>(state_), out.data());
}

}  // namespace eq::crypto
