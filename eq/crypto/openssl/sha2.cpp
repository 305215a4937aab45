// OpenSSL's low-level SHA functions are used on purpose: they have SHA-NI and AVX2 code, and their
// state is a plain struct.  The EVP interface allocates and dispatches on every call, which triples
// the price of the short hashes that HMAC and HKDF consist of.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "eq/crypto/sha2.h"

#include <openssl/sha.h>

namespace eq::crypto {

Sha256Core::Sha256Core() { SHA256_Init(new (state_) SHA256_CTX); }
void Sha256Core::update(View v) { SHA256_Update(state_in<SHA256_CTX>(state_), v.data(), v.size()); }
void Sha256Core::finish(Out& out) { SHA256_Final(out.data(), state_in<SHA256_CTX>(state_)); }

Sha512Core::Sha512Core() { SHA512_Init(new (state_) SHA512_CTX); }
void Sha512Core::update(View v) { SHA512_Update(state_in<SHA512_CTX>(state_), v.data(), v.size()); }
void Sha512Core::finish(Out& out) { SHA512_Final(out.data(), state_in<SHA512_CTX>(state_)); }

}  // namespace eq::crypto
