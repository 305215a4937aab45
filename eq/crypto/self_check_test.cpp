#include "eq/crypto/self_check.h"

#include <gtest/gtest.h>

namespace eq::crypto {
namespace {

TEST(SelfCheck, ALibraryThatTakesTorsionForThePrimeOrderIsRefused_CRY_15) {
  EXPECT_TRUE(self_check().ok()) << "this machine's";
  EXPECT_EQ(self_check([](const unsigned char*) { return 1; }).error(), Err::unsupported);
  EXPECT_EQ(self_check([](const unsigned char*) { return 0; }).error(), Err::unsupported);
}

}  // namespace
}  // namespace eq::crypto
