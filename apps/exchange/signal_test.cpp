#include "apps/exchange/signal.h"

#include <gmock/gmock.h>

namespace eq::exchange {
namespace {

TEST(Signal, ASignalHasExactlyTheDigitsOfItsKind) {
  for (const auto& [kind, digits] :
       {std::pair{"pdq", 64}, {"md5", 32}, {"sha1", 40}, {"sha256", 64}}) {
    EXPECT_TRUE(parse_signal(kind, std::string(static_cast<std::size_t>(digits), 'a')).ok())
        << kind;
    for (const int wrong : {0, digits - 2, digits - 1, digits + 1, digits + 2})
      EXPECT_FALSE(parse_signal(kind, std::string(static_cast<std::size_t>(wrong), 'a')).ok())
          << kind << " " << wrong;
    EXPECT_FALSE(parse_signal(kind, std::string(static_cast<std::size_t>(digits), 'g')).ok())
        << kind;
  }
  EXPECT_EQ(parse_signal("pdna", "aa").error().status, 400);
}

TEST(Signal, APdqHashWithHardlyAnyOrAlmostAllBitsSaysNothing) {
  for (const auto& [set, telling] : {std::pair{0, false},
                                     {63, false},
                                     {64, true},
                                     {128, true},
                                     {192, true},
                                     {193, false},
                                     {256, false}}) {
    phash::Hash h;
    for (int i = 0; i < set; ++i) h.set(static_cast<unsigned>(i));
    EXPECT_EQ(is_telling(signal_of(h)), telling) << set;
  }
  EXPECT_TRUE(is_telling({Kind::md5, Bytes(16)}));
}

}  // namespace
}  // namespace eq::exchange
