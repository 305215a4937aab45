#include "eq/crypto/ristretto.h"

#include <sodium.h>

#include "eq/crypto/backend.h"

namespace eq::crypto {
namespace {

// q, little-endian.
constexpr Array<32> kOrder = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                              0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                              0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

}  // namespace

Scalar Scalar::from_u64(std::uint64_t x) {
  Scalar s;
  for (int i = 0; i < 8; ++i)
    s.b_[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(x >> (8 * i));
  return s;
}

Scalar Scalar::reduce(const Array<64>& wide) {
  Scalar s;
  crypto_core_ristretto255_scalar_reduce(s.b_.data(), wide.data());
  return s;
}

Result<Scalar> Scalar::decode(View bytes) {
  Scalar s;
  s.b_ = TRY(to_array<32>(bytes));
  if (sodium_compare(s.b_.data(), kOrder.data(), 32) >= 0) return Err::malformed;
  return s;
}

Scalar Scalar::random(Random& rng) {
  for (;;) {
    Array<64> wide = rng.array<64>();
    const Scalar s = reduce(wide);
    wipe(wide);
    if (!s.is_zero()) return s;
  }
}

bool Scalar::is_zero() const { return sodium_is_zero(b_.data(), b_.size()) == 1; }

Result<Scalar> Scalar::inverse() const {
  Scalar s;
  if (crypto_core_ristretto255_scalar_invert(s.b_.data(), b_.data()) != 0) return Err::refused;
  return s;
}

Scalar operator+(const Scalar& a, const Scalar& b) {
  Scalar s;
  crypto_core_ristretto255_scalar_add(s.b_.data(), a.b_.data(), b.b_.data());
  return s;
}
Scalar operator-(const Scalar& a, const Scalar& b) {
  Scalar s;
  crypto_core_ristretto255_scalar_sub(s.b_.data(), a.b_.data(), b.b_.data());
  return s;
}
Scalar operator*(const Scalar& a, const Scalar& b) {
  Scalar s;
  crypto_core_ristretto255_scalar_mul(s.b_.data(), a.b_.data(), b.b_.data());
  return s;
}
Scalar operator-(const Scalar& a) {
  Scalar s;
  crypto_core_ristretto255_scalar_negate(s.b_.data(), a.b_.data());
  return s;
}
bool equal_ct(const Scalar& a, const Scalar& b) {
  return eq::equal_ct(View(a.reveal("constant-time comparison")),
                      View(b.reveal("constant-time comparison")));
}

Point Point::generator() {
  static const Point g = mul_base(Scalar::from_u64(1));
  return g;
}

Result<Point> Point::decode(View bytes) {
  Point p;
  p.b_ = TRY(to_array<32>(bytes));
  // libsodium 1.0.18 ignores the top bit: every element, the identity too, would have a second
  // encoding.
  REQUIRE_OR((p.b_[31] & 0x80) == 0, Err::malformed);
  if (crypto_core_ristretto255_is_valid_point(p.b_.data()) != 1) return Err::malformed;
  return p;
}

Point Point::from_uniform(const Array<64>& uniform) {
  Point p;
  EQ_ASSERT(crypto_core_ristretto255_from_hash(p.b_.data(), uniform.data()) == 0);
  return p;
}

bool Point::is_identity() const { return sodium_is_zero(b_.data(), b_.size()) == 1; }

Point operator+(const Point& a, const Point& b) {
  Point p;
  EQ_ASSERT(crypto_core_ristretto255_add(p.b_.data(), a.b_.data(), b.b_.data()) == 0);
  return p;
}
Point operator-(const Point& a, const Point& b) {
  Point p;
  EQ_ASSERT(crypto_core_ristretto255_sub(p.b_.data(), a.b_.data(), b.b_.data()) == 0);
  return p;
}
Point operator*(const Scalar& x, const Point& a) {
  backend::init_sodium();
  Point p;
  // A Point is always valid, so -1 can only mean that the product is the identity.
  if (crypto_scalarmult_ristretto255(p.b_.data(), x.reveal("scalar multiplication").data(),
                                     a.b_.data()) != 0) {
    return Point();
  }
  return p;
}

Point mul_base(const Scalar& x) {
  backend::init_sodium();
  Point p;
  if (crypto_scalarmult_ristretto255_base(p.b_.data(), x.reveal("scalar multiplication").data()) !=
      0) {
    return Point();
  }
  return p;
}

}  // namespace eq::crypto
