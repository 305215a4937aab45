// Public points with their curve coordinates at hand: decoded once, added often.
#pragma once

#include <vector>

#include "eq/crypto/edwards.h"
#include "eq/crypto/ristretto.h"

namespace eq::crypto {

/// A Point for sums over public data (multi.h).  Making one from a Point costs a decoding, so keep
/// it where it is used again.  Variable-time in the point: nothing secret may come here.
class PublicPoint {
 public:
  PublicPoint() = default;  // the identity
  PublicPoint(const Point& p);

  /// 32 bytes; Err::malformed unless the canonical encoding of a group element.
  static Result<PublicPoint> decode_var(View bytes);
  /// Many encodings on end, 32 bytes each: somewhat faster than one by one.  Err::malformed if any
  /// is.
  static Result<std::vector<PublicPoint>> decode_all_var(View bytes);

  const Point& point() const { return point_; }
  operator const Point&() const { return point_; }
  const Array<32>& bytes() const { return point_.bytes(); }
  bool is_identity() const { return point_.is_identity(); }
  friend bool operator==(const PublicPoint& a, const PublicPoint& b) {
    return a.point_ == b.point_;
  }
  friend bool operator==(const PublicPoint& a, const Point& b) { return a.point_ == b; }

  /// Internal to this room.
  const edwards::CachedAffine& coordinates() const { return at_; }
  /// Internal to this room: the Point of coordinates.  Constant-time.
  static Point encode(const edwards::Extended& p);

 private:
  PublicPoint(const Array<32>& bytes, const edwards::Extended& p) : at_(edwards::cache_affine(p)) {
    point_.b_ = bytes;
  }
  Point point_;
  edwards::CachedAffine at_;
};

}  // namespace eq::crypto

namespace eq {
template <>
struct Codec<crypto::PublicPoint> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::PublicPoint& p) { w.raw(p.bytes()); }
  static Result<crypto::PublicPoint> get(Reader& r) {
    return crypto::PublicPoint::decode_var(TRY(r.raw(32)));
  }
};
}  // namespace eq
