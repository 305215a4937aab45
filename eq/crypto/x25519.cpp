#include "eq/crypto/x25519.h"

#include <sodium.h>

#include <algorithm>

#include "eq/crypto/backend.h"
#include "eq/crypto/edwards.h"

namespace eq::crypto {

// By way of Ed25519's base point, for which libsodium has tables (twice as fast as the ladder), and
// the map u = (1 + y) / (1 - y) of RFC 7748 section 4.1.  y is as public as u.
Array<32> x25519_public_key(View private_key) {
  EQ_ASSERT(private_key.size() == 32);
  backend::init_sodium();
  Array<32> k, edwards_key;
  std::copy(private_key.begin(), private_key.end(), k.begin());
  k[0] &= 248;
  k[31] &= 127;
  k[31] |= 64;
  // A clamped scalar is never a multiple of the order, so this cannot fail, nor y be 1.
  EQ_ASSERT(crypto_scalarmult_ed25519_base_noclamp(edwards_key.data(), k.data()) == 0);
  wipe(k);
  const field::Fe y = field::from_bytes(edwards_key);
  return field::to_bytes((field::kOne + y) * edwards::invert(field::kOne - y));
}

namespace {
/// The u coordinates of small order, little-endian: 0, 1, the two of order 8, and p - 1, p, p + 1.
constexpr Array<32> small_order(std::uint8_t first, std::uint8_t middle, std::uint8_t last) {
  Array<32> u{};
  u.fill(middle);
  u[0] = first;
  u[31] = last;
  return u;
}
constexpr Array<32> kSmallOrder[] = {
    small_order(0, 0, 0),
    small_order(1, 0, 0),
    {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
     0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
     0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
    {0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
     0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
     0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57},
    small_order(0xec, 0xff, 0x7f),
    small_order(0xed, 0xff, 0x7f),
    small_order(0xee, 0xff, 0x7f),
};
}  // namespace

bool x25519_is_public_key(View key) {
  if (key.size() != 32) return false;
  Array<32> u = to_array<32>(key).value();
  u[31] &= 0x7f;  // ignored by X25519
  return std::find(std::begin(kSmallOrder), std::end(kSmallOrder), u) == std::end(kSmallOrder);
}

Result<Secret<32>> x25519(View private_key, View public_key) {
  EQ_ASSERT(private_key.size() == 32);
  backend::init_sodium();
  REQUIRE_OR(public_key.size() == 32, Err::malformed);
  Secret<32> out;
  // libsodium itself refuses points of small order and an all-zero result.
  if (crypto_scalarmult_curve25519(out.fill_in().data(), private_key.data(), public_key.data()) !=
      0) {
    return Err::malformed;
  }
  return out;
}

}  // namespace eq::crypto
