// The EC_KEY interface is used on purpose: it alone takes a nonce of ours (RFC 6979), where the EVP
// interface of OpenSSL 3.0 draws one from a generator that a pure library may not touch.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "eq/crypto/ecdsa.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>

#include "eq/crypto/hash.h"
#include "eq/crypto/openssl/ptr.h"
#include "eq/crypto/p256.h"

namespace eq::crypto {
namespace {

using Key = openssl::Ptr<EC_KEY, EC_KEY_free>;
using CurvePoint = openssl::Ptr<EC_POINT, EC_POINT_free>;
using Number = openssl::Ptr<BIGNUM, BN_clear_free>;
using Pool = openssl::Ptr<BN_CTX, BN_CTX_free>;
using Pair = openssl::Ptr<ECDSA_SIG, ECDSA_SIG_free>;

Number number(View v) {
  Number x(BN_secure_new());
  EQ_ASSERT(x && BN_bin2bn(v.data(), static_cast<int>(v.size()), x.get()) != nullptr);
  BN_set_flags(x.get(), BN_FLG_CONSTTIME);
  return x;
}

/// nullptr unless the 65 bytes are a point on the curve.
Key import_public(View public_key) {
  if (public_key.size() != kP256PublicKeySize || public_key[0] != 0x04) return nullptr;
  Key key(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  EQ_ASSERT(key != nullptr);
  const EC_GROUP* group = EC_KEY_get0_group(key.get());
  const CurvePoint p(EC_POINT_new(group));
  EQ_ASSERT(p != nullptr);
  if (EC_POINT_oct2point(group, p.get(), public_key.data(), public_key.size(), nullptr) != 1)
    return nullptr;
  EQ_ASSERT(EC_KEY_set_public_key(key.get(), p.get()) == 1);
  return key;
}

/// The nonces of RFC 6979 section 3.2, for SHA-256 and a 256-bit order.
class NonceSource {
 public:
  NonceSource(View private_key, View reduced_digest) {
    v_.fill(0x01);
    k_.fill(0x00);
    for (const std::uint8_t round : {0x00, 0x01}) {
      k_ = hmac_sha256(k_, {v_, View(&round, 1), private_key, reduced_digest});
      v_ = hmac_sha256(k_, v_);
    }
  }
  ~NonceSource() { wipe(k_), wipe(v_); }
  /// A candidate; the caller asks again if it does not lie in 1..n-1.
  Number next() {
    if (used_) {
      const std::uint8_t zero = 0;
      k_ = hmac_sha256(k_, {v_, View(&zero, 1)});
      v_ = hmac_sha256(k_, v_);
    }
    used_ = true;
    v_ = hmac_sha256(k_, v_);
    return number(v_);
  }

 private:
  Digest k_, v_;
  bool used_ = false;
};

/// bits2octets of RFC 6979: the digest reduced modulo the order.
Array<32> reduce(const Digest& digest, const BIGNUM* order, BN_CTX* pool) {
  const Number e = number(digest);
  EQ_ASSERT(BN_nnmod(e.get(), e.get(), order, pool) == 1);
  Array<32> out;
  EQ_ASSERT(BN_bn2binpad(e.get(), out.data(), 32) == 32);
  return out;
}

}  // namespace

struct EcdsaSigningKey::Prepared {
  Key key;
};

EcdsaSigningKey::EcdsaSigningKey(Secret<32> key, Bytes pub)
    : private_(std::move(key)), public_(std::move(pub)), prepared_(std::make_unique<Prepared>()) {
  prepared_->key = import_public(public_);
  EQ_ASSERT(prepared_->key != nullptr);
  const Number d = number(private_.reveal("prepared for signing"));
  EQ_ASSERT(EC_KEY_set_private_key(prepared_->key.get(), d.get()) == 1);
}
EcdsaSigningKey::EcdsaSigningKey(EcdsaSigningKey&&) noexcept = default;
EcdsaSigningKey& EcdsaSigningKey::operator=(EcdsaSigningKey&&) noexcept = default;
EcdsaSigningKey::~EcdsaSigningKey() = default;

EcdsaSigningKey EcdsaSigningKey::generate(Random& rng) {
  for (;;) {  // a draw is outside 1..n-1 with a chance of 2^-32
    const auto draw = rng.secret<32>();
    auto key = decode(draw.reveal("a fresh key"));
    if (key) return std::move(key).take();
  }
}

Result<EcdsaSigningKey> EcdsaSigningKey::decode(View private_key) {
  Bytes pub = TRY(p256_public_key(private_key));
  return EcdsaSigningKey(TRY(Secret<32>::from(private_key)), std::move(pub));
}

Bytes EcdsaSigningKey::sign(View message) const {
  EC_KEY* const key = prepared_->key.get();
  const EC_GROUP* const group = EC_KEY_get0_group(key);
  const BIGNUM* const order = EC_GROUP_get0_order(group);
  const Pool pool(BN_CTX_secure_new());
  EQ_ASSERT(pool != nullptr);

  const Digest digest = sha256(message);
  NonceSource nonces(private_.reveal("RFC 6979 nonce"), reduce(digest, order, pool.get()));
  for (;;) {
    const Number k = nonces.next();
    if (BN_is_zero(k.get()) || BN_cmp(k.get(), order) >= 0) continue;
    const CurvePoint p(EC_POINT_new(group));
    const Number r(BN_new());
    EQ_ASSERT(p && r && EC_POINT_mul(group, p.get(), k.get(), nullptr, nullptr, pool.get()) == 1);
    EQ_ASSERT(EC_POINT_get_affine_coordinates(group, p.get(), r.get(), nullptr, pool.get()) == 1);
    EQ_ASSERT(BN_nnmod(r.get(), r.get(), order, pool.get()) == 1);
    if (BN_is_zero(r.get())) continue;
    // k^-1 as k^(n-2): constant-time, unlike Euclid's algorithm.
    const Number exponent(BN_dup(order)), inverse(BN_secure_new());
    EQ_ASSERT(exponent && inverse && BN_sub_word(exponent.get(), 2) == 1);
    EQ_ASSERT(BN_mod_exp_mont_consttime(inverse.get(), k.get(), exponent.get(), order, pool.get(),
                                        nullptr) == 1);
    const Pair pair(ECDSA_do_sign_ex(digest.data(), static_cast<int>(digest.size()), inverse.get(),
                                     r.get(), key));
    if (!pair) continue;  // s = 0

    Bytes der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)));
    std::uint8_t* out = der.data();
    EQ_ASSERT(i2d_ECDSA_SIG(pair.get(), &out) == static_cast<int>(der.size()));
    return der;
  }
}

bool ecdsa_verify(View public_key, View message, View signature) {
  constexpr std::size_t kLongest = 72;
  if (signature.size() > kLongest) return false;
  const Key key = import_public(public_key);
  if (!key) return false;
  const Digest digest = sha256(message);
  // Decodes, encodes again and compares, so only the one DER form passes.
  return ECDSA_verify(0, digest.data(), static_cast<int>(digest.size()), signature.data(),
                      static_cast<int>(signature.size()), key.get()) == 1;
}

}  // namespace eq::crypto
