// The prime-order group ristretto255 (RFC 9496) and its scalars.
//
// A Point is always valid: it can only be made by decoding canonical bytes or by computing.  The
// identity is an ordinary value here; where a protocol forbids it, the protocol says so.
#pragma once

#include "eq/base/codec.h"
#include "eq/base/random.h"

namespace eq::crypto {

/// An integer modulo the group order q = 2^252 + 27742317777372353535851937790883648493.
/// May be secret: wiped when it dies, arithmetic is constant-time, no ==.
class Scalar {
 public:
  Scalar() : b_{} {}  // zero
  Scalar(const Scalar&) = default;
  Scalar& operator=(const Scalar&) = default;
  ~Scalar() { wipe(b_); }

  static Scalar from_u64(std::uint64_t x);
  /// 64 uniform bytes, little-endian, reduced modulo q.
  static Scalar reduce(const Array<64>& wide);
  /// 32 bytes, little-endian; Err::malformed unless below q.
  static Result<Scalar> decode(View bytes);
  /// Uniform and non-zero.
  static Scalar random(Random& rng);

  /// 32 bytes, little-endian.
  const Array<32>& reveal([[maybe_unused]] const char* why) const { return b_; }
  bool is_zero() const;
  /// Err::refused for zero.
  Result<Scalar> inverse() const;

  friend Scalar operator+(const Scalar&, const Scalar&);
  friend Scalar operator-(const Scalar&, const Scalar&);
  friend Scalar operator*(const Scalar&, const Scalar&);
  friend Scalar operator-(const Scalar&);

 private:
  Array<32> b_;
};

[[nodiscard]] bool equal_ct(const Scalar& a, const Scalar& b);

class Point {
 public:
  Point() : b_{} {}  // the identity, whose encoding is all zero

  static Point generator();
  /// 32 bytes; Err::malformed unless the canonical encoding of a group element.
  static Result<Point> decode(View bytes);
  /// The one-way map of RFC 9496 section 4.3.4 from 64 uniform bytes.
  static Point from_uniform(const Array<64>& uniform);

  const Array<32>& bytes() const { return b_; }
  bool is_identity() const;

  friend Point operator+(const Point&, const Point&);
  friend Point operator-(const Point&, const Point&);
  /// Constant-time in the scalar.
  friend Point operator*(const Scalar&, const Point&);
  bool operator==(const Point&) const = default;
  friend Point mul_base(const Scalar& x);
  friend class PublicPoint;

 private:
  Array<32> b_;
};

Point operator+(const Point&, const Point&);
Point operator-(const Point&, const Point&);
Point operator*(const Scalar&, const Point&);
/// x*g, faster than x * Point::generator().  Constant-time in x.
Point mul_base(const Scalar& x);

}  // namespace eq::crypto

namespace eq {
template <>
struct Codec<crypto::Point> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::Point& p) { w.raw(p.bytes()); }
  static Result<crypto::Point> get(Reader& r) { return crypto::Point::decode(TRY(r.raw(32))); }
};
}  // namespace eq
