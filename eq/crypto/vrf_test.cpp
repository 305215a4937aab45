#include "eq/crypto/vrf.h"

#include <gtest/gtest.h>

#include "eq/testing/seeded.h"

namespace eq::crypto {
namespace {

TEST(Vrf, AProofHoldsForItsKeyInputAndOutputOnly_CRY_16) {
  eq::testing::SeededRandom rng(1);
  const auto key = VrfKey::generate(rng), other = VrfKey::generate(rng);
  const auto made = key.prove(view("input"));
  ASSERT_TRUE(vrf_verify_var(key.public_key(), view("input"), made.proof).ok());
  EXPECT_EQ(vrf_verify_var(key.public_key(), view("inpux"), made.proof).error(), Err::forged);
  EXPECT_EQ(vrf_verify_var(other.public_key(), view("input"), made.proof).error(), Err::forged);
  EXPECT_EQ(vrf_verify_var(Point(), view("input"), made.proof).error(), Err::forged);
  for (std::size_t bit = 0; bit < 8 * kVrfProofSize; bit += 7) {
    VrfProof bent = made.proof;
    bent[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_EQ(vrf_verify_var(key.public_key(), view("input"), bent).error(), Err::forged) << bit;
  }
}

TEST(Vrf, AKeyIsANonZeroScalar_CRY_16) {
  EXPECT_EQ(VrfKey::decode(Bytes(32)).error(), Err::malformed);
  EXPECT_EQ(VrfKey::decode(Bytes(32, 0xff)).error(), Err::malformed);
  EXPECT_EQ(VrfKey::decode(Bytes(31, 1)).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::crypto
