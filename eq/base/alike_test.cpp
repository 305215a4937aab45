#include "eq/base/alike.h"

#include <gtest/gtest.h>

namespace eq {
namespace {

TEST(Alike, CapitalsAndBlanksTellNobodyApart) {
  EXPECT_TRUE(sounds_like("Ana", "ana"));
  EXPECT_TRUE(sounds_like(" Ana  Maria ", "ana maria"));
  EXPECT_TRUE(sounds_like("", "  "));
  EXPECT_FALSE(sounds_like("Ana Maria", "AnaMaria"));
  EXPECT_FALSE(sounds_like("Ana", "Anna"));
}

}  // namespace
}  // namespace eq
