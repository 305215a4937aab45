// What an owner's device makes of its record in the directory.
#include "parties/client/own_record.h"

#include <algorithm>

#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/enrol.h"

namespace eq::client {
namespace {
using journeys::Person;
using journeys::Town;

std::vector<OwnRecordInDoubt> doubts(Person& person) {
  return journeys::only<OwnRecordInDoubt>(journeys::take_in(person));
}

TEST(OwnRecord, NobodyIsMetBeforeItCanBeLookedUp_CLI_50) {
  Town town{71};
  auto ben = town.settle();
  Person ana(town.realm, *town.service, town.rng);
  auto h = ana.environment();
  town.service->witness_answers = false;
  ASSERT_TRUE(enrol(ana.state(), h).ok());
  EXPECT_EQ(be_listed(ana.state(), h).error(), Err::unavailable);
  EXPECT_EQ(start(ana.state(), h, {ben->id()}).error(), Err::unavailable);
  town.service->witness_answers = true;
  town.service->cosign(wire::LogName::directory);
  EXPECT_TRUE(start(ana.state(), h, {ben->id()}).ok());
  EXPECT_TRUE(doubts(ana).empty());
}

TEST(OwnRecord, IsLookedAtOnceADayAndKept_CLI_50) {
  Town town{72};
  auto ana = town.settle();
  const auto looks = [&] {
    return std::ranges::count(ana->line.exchanges, wire::Verb::accounts_check,
                              &journeys::Exchange::verb);
  };
  for (int day = 1; day <= 3; ++day) {
    EXPECT_TRUE(doubts(*ana).empty());
    ana->crash();
    EXPECT_TRUE(doubts(*ana).empty());
    EXPECT_EQ(looks(), day);
    town.advance(kDay_ms);
  }
  auto h = ana->environment();
  EXPECT_TRUE(check_own_record(ana->state(), h).ok()) << "whenever it is asked for";
}

TEST(OwnRecord, ThreeDaysWithoutAnAnswerAreTold_CLI_50) {
  Town town{73};
  auto ana = town.settle();
  const Time held = town.now;
  town.service->witness_answers = false;
  for (int day = 0; day < 3; ++day) {
    EXPECT_TRUE(doubts(*ana).empty());
    town.advance(kDay_ms);
  }
  const auto told = doubts(*ana);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].why, Err::unavailable);
  EXPECT_EQ(told[0].held, held);
  town.advance(kDay_ms);
  EXPECT_TRUE(doubts(*ana).empty()) << "not each day";
  town.service->witness_answers = true;
  town.advance(2 * kDay_ms);
  EXPECT_TRUE(doubts(*ana).empty());
}

}  // namespace
}  // namespace eq::client
