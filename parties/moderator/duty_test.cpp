#include "parties/moderator/duty.h"

#include <gtest/gtest.h>

#include <set>

namespace eq::moderator {
namespace {
using franking::Category;

TEST(Duties, EveryKindHasItsDeskAndADutyOrNoneInEachRegion_MOD_12) {
  std::set<Desk> desks;
  for (auto c = Category::spam; c <= franking::kLastCategory; c = Category(static_cast<std::uint8_t>(c) + 1)) {
    desks.insert(desk_of(c));
    std::set<std::string_view> regions;
    for (const Duty& d : duties_of(c)) {
      regions.insert(d.region);
      EXPECT_FALSE(d.what.empty() || d.source.empty()) << to_text(c);
    }
    EXPECT_EQ(regions, (std::set<std::string_view>{"EU", "GB", "US"})) << franking::to_text(c);
  }
  EXPECT_EQ(desks.size(), 6u) << "no desk without work";
  for (const Desk d : desks) {
    EXPECT_EQ(parse_desk(to_text(d)).take(), d);
    EXPECT_NE(desk_words().find(to_text(d)), std::string_view::npos);
  }
  EXPECT_EQ(parse_desk("Children").error(), Err::malformed);
  EXPECT_EQ(desk_of(Category::grooming), Desk::children);
  EXPECT_EQ(desk_of(Category::terrorism), Desk::extremism);
  EXPECT_EQ(desk_of(Category::intimate_images), Desk::pictures);
}

}  // namespace
}  // namespace eq::moderator
