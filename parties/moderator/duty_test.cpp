#include "parties/moderator/duty.h"

#include <gtest/gtest.h>

#include <set>

namespace eq::moderator {
namespace {
using franking::Category;

TEST(Duties, EveryKindHasItsDeskAndADutyOrNoneInEachRegion_MOD_12) {
  std::set<Desk> desks;
  for (auto c = Category::spam; c <= franking::kLastCategory;
       c = Category(static_cast<std::uint8_t>(c) + 1)) {
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

TEST(Duty, PicturesOfEachKindOfListGoToTheirDeskAndThoseOfADrillToNone_MOD_14) {
  const auto desk = [](list::Kind kind) { return desk_of(*category_of(kind)); };
  EXPECT_EQ(desk(list::Kind::child_abuse_a), Desk::children);
  EXPECT_EQ(desk(list::Kind::child_abuse_b), Desk::children);
  EXPECT_EQ(desk(list::Kind::terrorism), Desk::extremism);
  EXPECT_EQ(desk(list::Kind::intimate_images), Desk::pictures);
  for (const auto kind : list::kKinds)
    EXPECT_EQ(category_of(kind).has_value(), list::may_report(kind)) << list::to_text(kind);
}

}  // namespace
}  // namespace eq::moderator
