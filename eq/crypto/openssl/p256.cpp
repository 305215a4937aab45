#include "eq/crypto/p256.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "eq/crypto/openssl/ptr.h"

namespace eq::crypto {
namespace {

using Number = openssl::Ptr<BIGNUM, BN_clear_free>;
using Pool = openssl::Ptr<BN_CTX, BN_CTX_free>;
using CurvePoint = openssl::Ptr<EC_POINT, EC_POINT_clear_free>;

const EC_GROUP* p256() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  EQ_ASSERT(group != nullptr);
  return group;
}

Result<Number> decode_private(View key) {
  REQUIRE_OR(key.size() == 32, Err::malformed);
  Number k(BN_secure_new());
  EQ_ASSERT(k && BN_bin2bn(key.data(), 32, k.get()) != nullptr);
  REQUIRE_OR(!BN_is_zero(k.get()) && BN_cmp(k.get(), EC_GROUP_get0_order(p256())) < 0,
             Err::malformed);
  BN_set_flags(k.get(), BN_FLG_CONSTTIME);
  return k;
}

}  // namespace

bool p256_is_available() { return true; }

Result<Bytes> p256_public_key(View private_key) {
  const Number k = TRY(decode_private(private_key));
  const Pool pool(BN_CTX_secure_new());
  const CurvePoint p(EC_POINT_new(p256()));
  EQ_ASSERT(pool && p && EC_POINT_mul(p256(), p.get(), k.get(), nullptr, nullptr, pool.get()) == 1);
  Bytes out(kP256PublicKeySize);
  EQ_ASSERT(EC_POINT_point2oct(p256(), p.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(),
                               out.size(), pool.get()) == out.size());
  return out;
}

Result<Secret<32>> p256_ecdh(View private_key, View public_key) {
  const Number k = TRY(decode_private(private_key));
  REQUIRE_OR(public_key.size() == kP256PublicKeySize && public_key[0] == 0x04, Err::malformed);
  const Pool pool(BN_CTX_secure_new());
  const CurvePoint peer(EC_POINT_new(p256())), shared(EC_POINT_new(p256()));
  EQ_ASSERT(pool && peer && shared);
  // Checks that the point is on the curve; the curve has prime order, so that is all there is to
  // check.
  REQUIRE_OR(
      EC_POINT_oct2point(p256(), peer.get(), public_key.data(), public_key.size(), pool.get()) == 1,
      Err::malformed);
  EQ_ASSERT(EC_POINT_mul(p256(), shared.get(), nullptr, peer.get(), k.get(), pool.get()) == 1);
  const Number x(BN_secure_new());
  EQ_ASSERT(x && EC_POINT_get_affine_coordinates(p256(), shared.get(), x.get(), nullptr,
                                                 pool.get()) == 1);
  Secret<32> out;
  EQ_ASSERT(BN_bn2binpad(x.get(), out.fill_in().data(), 32) == 32);
  return out;
}

}  // namespace eq::crypto
