#include "eq/crypto/self_check.h"

#include <sodium.h>

#include "eq/base/bytes.h"
#include "eq/crypto/backend.h"

namespace eq::crypto {
namespace {

Array<32> all_but_first(std::uint8_t first, std::uint8_t others) {
  Array<32> a;
  a.fill(others);
  a[0] = first;
  return a;
}

}  // namespace

Status self_check(PointCheck check) {
  backend::init_sodium();
  if (!check) check = crypto_core_ed25519_is_valid_point;
  const auto generator = all_but_first(0x58, 0x66);
  const auto with_torsion = all_but_first(0x95, 0x99);  // generator + (0, -1)
  REQUIRE_OR(check(generator.data()) == 1 && check(with_torsion.data()) == 0, Err::unsupported);
  return ok();
}

}  // namespace eq::crypto
