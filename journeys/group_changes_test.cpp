// Members are added, removed, absent, in a hurry and by mistake: nobody falls out of step, and what
// cannot be is refused.
#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/removal.h"
#include "parties/client/standing.h"

namespace eq::journeys {
namespace {

struct GroupChanges : ::testing::Test {
  Town town{25};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle(),
                          dora = town.settle();
  ConversationId id = start(*ana, {ben.get(), cleo.get()});

  Status add(Person& person, const AccountId& whom) {
    auto h = person.environment();
    return client::add(person.state(), h, id, whom);
  }
  Status remove(Person& person, const AccountId& whom) {
    auto h = person.environment();
    return client::remove(person.state(), h, id, whom);
  }
  const mls::Group& group(Person& person) { return *person.state().conversations.at(id).group; }
  void expect_in_step(std::vector<Person*> people) {
    for (auto* p : people) take_in(*p);
    for (auto* p : people)
      EXPECT_EQ(group(*p).epoch_authenticator(), group(*people[0]).epoch_authenticator());
  }
};

TEST_F(GroupChanges, TwoWhoChangeWithoutHavingLookedFollowEachOther_CLI_2) {
  take_in(*ana);
  take_in(*ben);
  ASSERT_TRUE(add(*ana, dora->id()).ok());
  ASSERT_TRUE(remove(*ben, cleo->id()).ok());  // Ben had not seen Dora come
  expect_in_step({ana.get(), ben.get(), dora.get()});
  EXPECT_EQ(group(*ana).members().size(), 3u);
  EXPECT_EQ(group(*ana).epoch(), 3u);
}

TEST_F(GroupChanges, WhatCannotBeIsRefusedAndChangesNothing_CLI_27) {
  const auto epoch = group(*ana).epoch();
  EXPECT_EQ(err(add(*ana, ben->id())), Err::refused);
  EXPECT_EQ(err(remove(*ana, ana->id())), Err::refused);
  EXPECT_EQ(err(remove(*ana, dora->id())), Err::missing);
  EXPECT_EQ(err(add(*ana, AccountId{town.rng.array<32>()})), Err::missing);
  EXPECT_EQ(group(*ana).epoch(), epoch);
  EXPECT_TRUE(say(*ana, id, "nothing happened").ok());
  expect_in_step({ana.get(), ben.get(), cleo.get()});
}

TEST_F(GroupChanges, AServerThatDoesNotAnswerInTheMiddleIsNoVerdict_CLI_38) {
  take_in(*ben);
  ASSERT_TRUE(say(*ana, id, "wait for it").ok());
  ASSERT_TRUE(add(*ana, dora->id()).ok());
  ASSERT_TRUE(say(*ana, id, "and for this").ok());
  // First the public log does not answer, then the directory.
  ben->line.change_document = [](std::string_view, Result<Bytes>& document) {
    document = Err::unavailable;
  };
  EXPECT_EQ(only<client::Undecided>(take_in(*ben)).size(), 1u);
  EXPECT_TRUE(texts(*ben, id).empty());
  ben->state() = client::State::load(ben->state().save()).take();  // what waits is saved
  ben->line.change_document = {};
  ben->state().known.clear();
  Unanswered line(ben->line, wire::Verb::accounts_get);
  auto without_directory = line.environment(*ben);
  EXPECT_TRUE(client::sync(ben->state(), without_directory).ok());
  EXPECT_EQ(texts(*ben, id), (Texts{"wait for it"}));
  EXPECT_TRUE(dropped(take_in(*ben)).empty());
  EXPECT_EQ(texts(*ben, id), (Texts{"wait for it", "and for this"}));
  EXPECT_TRUE(ben->state().aside.empty());
  expect_in_step({ana.get(), ben.get(), cleo.get(), dora.get()});
}

TEST_F(GroupChanges, WhatHasNoVerdictYetStopsItsConversationAlone_CLI_38) {
  const auto other = start(*cleo, {ben.get()});
  ASSERT_TRUE(add(*ana, dora->id()).ok());
  ASSERT_TRUE(say(*ana, id, "behind a change").ok());
  ASSERT_TRUE(say(*cleo, other, "elsewhere").ok());
  ben->state().known.clear();
  Unanswered line(ben->line, wire::Verb::accounts_get);
  for (int i = 0; i < 3; ++i) {
    auto without_directory = line.environment(*ben);
    EXPECT_TRUE(client::sync(ben->state(), without_directory).ok());
  }
  const auto events = ben->state().untold.tell();
  ASSERT_EQ(only<client::Undecided>(events).size(), 1u);  // once, however often it was tried
  EXPECT_EQ(only<client::Undecided>(events)[0].conversation, id);
  EXPECT_TRUE(texts(*ben, id).empty());
  EXPECT_EQ(texts(*ben, other), (Texts{"elsewhere"}));
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), (Texts{"behind a change"}));
}

TEST_F(GroupChanges, WhoIsRemovedWhileAbsentLearnsItAndIsRefused_CLI_4) {
  ASSERT_TRUE(remove(*ana, cleo->id()).ok());
  EXPECT_EQ(err(say(*cleo, id, "am I still here?")), Err::refused);
  EXPECT_EQ(err(add(*cleo, dora->id())), Err::refused);
  expect_in_step({ana.get(), ben.get()});
}

TEST_F(GroupChanges, WhoLeavesKeepsWhatWasShownAndTakesNothingMoreIn_CLI_30) {
  ASSERT_TRUE(say(*ana, id, "stays").ok());
  take_in(*cleo);
  ASSERT_TRUE(say(*ana, id, "is not read").ok());
  ASSERT_TRUE(client::leave(cleo->state(), id).ok());
  EXPECT_TRUE(take_in(*cleo).empty());
  EXPECT_EQ(texts(*cleo, id), (Texts{"stays"}));
  EXPECT_TRUE(prepare(*cleo, id, 1, 1).ok());
  EXPECT_EQ(err(say(*cleo, id, "one more thing")), Err::refused);
  EXPECT_FALSE(group(*cleo).is_active());
  // The others go on, and remove the leaf that nobody is behind.
  take_in(*ben);
  ASSERT_TRUE(remove(*ben, cleo->id()).ok());
  EXPECT_TRUE(take_in(*cleo).empty());
  const auto saved = cleo->state().save();
  const auto again = client::State::load(saved).take();
  EXPECT_EQ(again.conversations.at(id).standing, client::Membership::left);
}

}  // namespace
}  // namespace eq::journeys
