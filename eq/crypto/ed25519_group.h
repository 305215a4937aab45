// The subgroup of prime order of edwards25519 (RFC 8032), where FROST signatures live.
//
// An EdPoint is always in that subgroup: it can only be made by decoding canonical bytes or by
// computing. It has the same scalars as ristretto255.  For everything but Ed25519 signatures use
// ristretto.h.
#pragma once

#include "eq/crypto/ristretto.h"

namespace eq::crypto {

class EdPoint {
 public:
  EdPoint() : b_{1} {}  // the identity (0, 1)

  static EdPoint generator();
  /// 32 bytes; Err::malformed unless the canonical encoding of a point of order q: torsion and the
  /// identity are refused.
  static Result<EdPoint> decode(View bytes);

  const Array<32>& bytes() const { return b_; }
  bool is_identity() const { return *this == EdPoint(); }

  friend EdPoint operator+(const EdPoint&, const EdPoint&);
  /// Constant-time in the scalar.
  friend EdPoint operator*(const Scalar&, const EdPoint&);
  bool operator==(const EdPoint&) const = default;
  friend EdPoint ed_mul_base(const Scalar& x);

 private:
  Array<32> b_;
};

/// x*B.  Constant-time in x.
EdPoint ed_mul_base(const Scalar& x);

}  // namespace eq::crypto

namespace eq {
template <>
struct Codec<crypto::EdPoint> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::EdPoint& p) { w.raw(p.bytes()); }
  static Result<crypto::EdPoint> get(Reader& r) { return crypto::EdPoint::decode(TRY(r.raw(32))); }
};
}  // namespace eq
