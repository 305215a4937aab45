// Clocks that jump, troubles that repeat, answers that everybody asks for.
#include <gmock/gmock.h>

#include <thread>

#include "apps/server/shared_answer.h"
#include "apps/server/steady_time.h"
#include "apps/server/troubles.h"

namespace eq::server {
namespace {

struct SteadyTimeTest : ::testing::Test {
  Time wall{1'800'000'000'000};
  std::uint64_t steady = 5000;
  int jumps = 0;
  SteadyTime time{[this] { return wall; }, [this] { return steady; }, [this] { ++jumps; }};
  void pass(std::uint64_t ms) {
    wall = wall + ms;
    steady += ms;
  }
};

TEST_F(SteadyTimeTest, AJumpIsNotFollowedAndNothingIsForgottenForAnHour_SRV_9) {
  const Time start = time.now();
  pass(1000);
  EXPECT_EQ(time.now(), start + 1000);
  EXPECT_TRUE(time.may_forget());
  wall = wall + 30 * kDay_ms;
  pass(1000);
  EXPECT_EQ(time.now(), start + 2000) << "it goes on as it went";
  EXPECT_FALSE(time.may_forget());
  wall = wall - 30 * kDay_ms;
  pass(58'000);
  EXPECT_EQ(time.now(), start + 60'000);
  EXPECT_EQ(jumps, 2);
  EXPECT_FALSE(time.may_forget());
  pass(kHold_ms);
  EXPECT_TRUE(time.may_forget());
  wall = wall - kDay_ms;
  EXPECT_EQ(time.now(), start + 60'000 + kHold_ms) << "nor backwards";
}

TEST_F(SteadyTimeTest, SmallCorrectionsAreFollowed_SRV_9) {
  for (int i = 0; i < 100; ++i) {
    pass(1000);
    wall = wall + kJump_ms / 2;
    EXPECT_EQ(time.now(), wall);
  }
  EXPECT_EQ(jumps, 0);
}

TEST_F(SteadyTimeTest, AtTheStartTheClockIsHeldAgainstWhatWasDatedLast_SRV_9) {
  EXPECT_EQ(time.start_after(wall - kHour_ms), SteadyTime::Since::shortly);
  EXPECT_TRUE(time.may_forget());
  EXPECT_EQ(time.start_after(wall + kDay_ms), SteadyTime::Since::not_yet);
  EXPECT_EQ(time.start_after(wall - 30 * kDay_ms), SteadyTime::Since::long_ago);
  EXPECT_FALSE(time.may_forget()) << "a long pause, or a wrong clock: nobody can say yet";
  pass(kHold_ms);
  EXPECT_TRUE(time.may_forget());
}

TEST(Troubles, AKindIsSaidWhenItBeginsAndThenCounted_SRV_10) {
  std::vector<std::string> lines;
  Troubles troubles([&](const std::string& line) { lines.push_back(line); });
  for (int i = 0; i < 10'000; ++i) troubles.note("full");
  troubles.note("slow");
  EXPECT_THAT(lines, ::testing::ElementsAre("full", "slow"));
  troubles.summarise();
  EXPECT_EQ(lines.back(), "full: 9999 times more in the last minute");
  EXPECT_EQ(lines.size(), 3u);
  troubles.summarise();
  troubles.summarise();
  EXPECT_EQ(lines.size(), 3u) << "it is over";
  troubles.note("full");
  EXPECT_EQ(lines.back(), "full") << "and begins again";
}

TEST(SharedAnswer, IsMadeOnceForAllWhoAskAndNobodyWaitsForEver_SRV_11) {
  using std::chrono::milliseconds;
  std::vector<SharedAnswer::Tell> making;
  SharedAnswer answer([&](SharedAnswer::Tell tell) { making.push_back(std::move(tell)); },
                      milliseconds(50), milliseconds(50));
  std::vector<std::optional<std::string>> told;
  const auto ask = [&] { answer.ask([&](auto value) { told.push_back(std::move(value)); }); };
  for (int i = 0; i < 5; ++i) ask();
  EXPECT_EQ(making.size(), 1u);
  EXPECT_TRUE(told.empty());
  making[0]("page");
  EXPECT_EQ(told.size(), 5u);
  ask();
  EXPECT_EQ(told.back(), "page");
  EXPECT_EQ(making.size(), 1u) << "it is fresh";
  std::this_thread::sleep_for(milliseconds(60));
  ask();
  EXPECT_EQ(making.size(), 2u);
  answer.give_up();
  EXPECT_EQ(told.size(), 6u) << "not yet";
  std::this_thread::sleep_for(milliseconds(60));
  answer.give_up();
  EXPECT_EQ(told.size(), 7u);
  EXPECT_EQ(told.back(), std::nullopt);
  ask();
  EXPECT_EQ(making.size(), 2u) << "one that hangs is not asked for twice";
  making[1]("late");
  EXPECT_EQ(told.back(), "late");
}

}  // namespace
}  // namespace eq::server
