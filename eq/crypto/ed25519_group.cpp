#include "eq/crypto/ed25519_group.h"

#include <sodium.h>

#include "eq/crypto/backend.h"

namespace eq::crypto {

EdPoint EdPoint::generator() {
  static const EdPoint b = ed_mul_base(Scalar::from_u64(1));
  return b;
}

Result<EdPoint> EdPoint::decode(View bytes) {
  EdPoint p;
  p.b_ = TRY(to_array<32>(bytes));
  if (crypto_core_ed25519_is_valid_point(p.b_.data()) != 1) return Err::malformed;
  return p;
}

EdPoint operator+(const EdPoint& a, const EdPoint& b) {
  EdPoint p;
  EQ_ASSERT(crypto_core_ed25519_add(p.b_.data(), a.b_.data(), b.b_.data()) == 0);
  return p;
}

EdPoint operator*(const Scalar& x, const EdPoint& a) {
  backend::init_sodium();
  EdPoint p;
  // The point is of order q or the identity, so a refusal can only mean that the product is the
  // identity.
  if (crypto_scalarmult_ed25519_noclamp(p.b_.data(), x.reveal("scalar multiplication").data(),
                                        a.b_.data()) != 0) {
    return EdPoint();
  }
  return p;
}

EdPoint ed_mul_base(const Scalar& x) {
  backend::init_sodium();
  EdPoint p;
  if (crypto_scalarmult_ed25519_base_noclamp(p.b_.data(),
                                             x.reveal("scalar multiplication").data()) != 0) {
    return EdPoint();
  }
  return p;
}

}  // namespace eq::crypto
