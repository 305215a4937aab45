#include "eq/crypto/hash_to_group.h"

#include "eq/crypto/hash.h"

namespace eq::crypto {

// RFC 9380 section 5.3.1 with one output block, which is all that 64 bytes need.
Array<64> expand_message_xmd_sha512(View dst, std::initializer_list<View> message) {
  EQ_ASSERT(dst.size() <= 255);
  constexpr Array<128> z_pad{};
  const Array<1> dst_size{static_cast<std::uint8_t>(dst.size())};
  const Array<3> length_and_zero{0, 64, 0};
  Sha512 h;
  h.update(z_pad);
  for (View v : message) h.update(v);
  const Array<64> b0 = h.update(length_and_zero).update(dst).update(dst_size).finish();
  return sha512({b0, Array<1>{1}, dst, dst_size});
}

Point hash_to_point(View dst, std::initializer_list<View> message) {
  return Point::from_uniform(expand_message_xmd_sha512(dst, message));
}
Scalar hash_to_scalar(View dst, std::initializer_list<View> message) {
  return Scalar::reduce(expand_message_xmd_sha512(dst, message));
}

}  // namespace eq::crypto
