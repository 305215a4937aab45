// Where secrets become public by design, at the border to libsodium and OpenSSL.  The linker sends
// the project's calls of these functions through here (--wrap, see CMakeLists.txt); each passes
// them on and then declares public what the protocol reveals anyway, with the reason.  Everything
// else stays secret.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "ct/secrets.h"
#include "eq/crypto/public_point.h"

using eq::ct::made_public;
using eq::ct::make_public;
using byte = unsigned char;

// Status codes.  They say "the result is zero" or "not below the order", which a random secret is
// with a chance below 2^-32, or judge what a stranger sent, which the stranger learns anyway.
#define EQ_CT_STATUS(name, parameters, arguments) \
  extern "C" int __real_##name parameters;        \
  extern "C" int __wrap_##name parameters;        \
  int __wrap_##name parameters { return made_public(__real_##name arguments); }

EQ_CT_STATUS(crypto_scalarmult_curve25519, (byte * q, const byte* n, const byte* p), (q, n, p))
EQ_CT_STATUS(crypto_scalarmult_ristretto255, (byte * q, const byte* n, const byte* p), (q, n, p))
EQ_CT_STATUS(crypto_scalarmult_ristretto255_base, (byte * q, const byte* n), (q, n))
EQ_CT_STATUS(crypto_core_ristretto255_add, (byte * r, const byte* p, const byte* q), (r, p, q))
EQ_CT_STATUS(crypto_core_ristretto255_scalar_invert, (byte * r, const byte* s), (r, s))
EQ_CT_STATUS(sodium_is_zero, (const byte* p, std::size_t n), (p, n))
EQ_CT_STATUS(sodium_compare, (const byte* a, const byte* b, std::size_t n), (a, b, n))
EQ_CT_STATUS(BN_is_zero, (const BIGNUM* a), (a))
EQ_CT_STATUS(BN_cmp, (const BIGNUM* a, const BIGNUM* b), (a, b))
EQ_CT_STATUS(BN_bn2binpad, (const BIGNUM* a, byte* to, int n), (a, to, n))
// "The tag fits": the verdict is what an AEAD gives.
EQ_CT_STATUS(EVP_DecryptFinal_ex, (EVP_CIPHER_CTX * c, byte* out, int* n), (c, out, n))
EQ_CT_STATUS(crypto_aead_chacha20poly1305_ietf_decrypt_detached,
             (byte * m, byte* nsec, const byte* c, unsigned long long clen, const byte* mac,
              const byte* ad, unsigned long long adlen, const byte* npub, const byte* k),
             (m, nsec, c, clen, mac, ad, adlen, npub, k))

namespace eq {
// Verdicts of our own constant-time comparison: whoever asks for one acts on it.  (Names as the
// compiler mangles them.)
bool real_equal_ct(View a,
                   View b) __asm__("__real__ZN2eq8equal_ctESt4spanIKhLm18446744073709551615EES2_");
bool wrap_equal_ct(View a,
                   View b) __asm__("__wrap__ZN2eq8equal_ctESt4spanIKhLm18446744073709551615EES2_");
bool wrap_equal_ct(View a, View b) { return made_public(real_equal_ct(a, b)); }

// A point made public by its type, where the case says that it is meant to be.
void real_public_point(crypto::PublicPoint* self, const crypto::Point& p) __asm__(
    "__real__ZN2eq6crypto11PublicPointC1ERKNS0_5PointE");
void wrap_public_point(crypto::PublicPoint* self, const crypto::Point& p) __asm__(
    "__wrap__ZN2eq6crypto11PublicPointC1ERKNS0_5PointE");
void wrap_public_point(crypto::PublicPoint* self, const crypto::Point& p) {
  if (ct::points_are_published) ct::make_public(p.bytes());
  real_public_point(self, p);
}
Result<std::vector<crypto::PublicPoint>> real_decode_all(View v) __asm__(
    "__real__ZN2eq6crypto11PublicPoint14decode_all_varESt4spanIKhLm18446744073709551615EE");
Result<std::vector<crypto::PublicPoint>> wrap_decode_all(View v) __asm__(
    "__wrap__ZN2eq6crypto11PublicPoint14decode_all_varESt4spanIKhLm18446744073709551615EE");
Result<std::vector<crypto::PublicPoint>> wrap_decode_all(View v) {
  if (ct::points_are_published) ct::make_public(v);
  return real_decode_all(v);
}
}  // namespace eq

extern "C" {

// A public key of Ed25519 or X25519, or the R of a signature.
int __real_crypto_scalarmult_ed25519_base_noclamp(byte* q, const byte* n);
int __wrap_crypto_scalarmult_ed25519_base_noclamp(byte* q, const byte* n) {
  const int status = __real_crypto_scalarmult_ed25519_base_noclamp(q, n);
  make_public({q, 32});
  return made_public(status);
}

// The S of a signature: eq/crypto adds Ed25519 scalars for nothing else.
void __real_crypto_core_ed25519_scalar_add(byte* z, const byte* x, const byte* y);
void __wrap_crypto_core_ed25519_scalar_add(byte* z, const byte* x, const byte* y) {
  __real_crypto_core_ed25519_scalar_add(z, x, y);
  make_public({z, 32});
}

// A public key of P-256.
std::size_t __real_EC_POINT_point2oct(const EC_GROUP* g, const EC_POINT* p,
                                      point_conversion_form_t form, byte* out, std::size_t n,
                                      BN_CTX* pool);
std::size_t __wrap_EC_POINT_point2oct(const EC_GROUP* g, const EC_POINT* p,
                                      point_conversion_form_t form, byte* out, std::size_t n,
                                      BN_CTX* pool) {
  const std::size_t size = __real_EC_POINT_point2oct(g, p, form, out, n, pool);
  make_public({out, n});
  return made_public(size);
}

// An ECDSA signature; its DER form varies in length with its value.
int __real_i2d_ECDSA_SIG(const ECDSA_SIG* sig, byte** out);
int __wrap_i2d_ECDSA_SIG(const ECDSA_SIG* sig, byte** out) {
  byte* const from = out ? *out : nullptr;
  const int size = made_public(__real_i2d_ECDSA_SIG(sig, out));
  if (from) {
    make_public({from, static_cast<std::size_t>(size)});
    *out = made_public(*out);
  }
  return size;
}

}  // extern "C"
