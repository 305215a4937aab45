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

TEST(Alike, LettersThatLookLikeOthersMakeNoOtherName) {
  for (const char* same :
       {"\u0406ris Bakker", "lris Bakker", "1ris Bakker", "Ir\u00eds Bakker", "Iri\u0301s Bakker",
        "Iris\u00a0Bakker", "Iris\u200b Bakker", "IRIS B\u0410KKER", "\u0399ris Bakker"})
    EXPECT_TRUE(sounds_like("Iris Bakker", same)) << same;
  for (const char* another : {"Irene Bakker", "Iris Backer", "iris bakke", "Ires Bakker"})
    EXPECT_FALSE(sounds_like("Iris Bakker", another)) << another;
  EXPECT_FALSE(sounds_like("Elsa", "Eisa")) << "an l and an i are told apart";
  EXPECT_FALSE(sounds_like("\u4f60", "\u597d"));
  EXPECT_TRUE(sounds_like("\xff", "\xff")) << "no UTF-8 is itself";
}

}  // namespace
}  // namespace eq
