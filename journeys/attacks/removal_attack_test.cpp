// Somebody is removed, and the service, or chance, keeps that from whoever removed her.
#include "journeys/attacks/modified_client.h"
#include "parties/client/chat.h"
#include "parties/client/removal.h"

namespace eq::journeys {
namespace {

struct Removal : ::testing::Test {
  Town town{131};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  ConversationId id = start(*ana, {ben.get(), cleo.get()});

  void SetUp() override { take_in(*ana); }
  Status remove_cleo() {
    auto environment = ana->environment();
    return client::remove(ana->state(), environment, id, cleo->id());
  }
  std::size_t sealed_and_waiting() const { return ana->state().conversations.at(id).outbox.size(); }
  Texts read_by(Person& person) {
    take_in(person);
    return texts(person, id);
  }
};

// Attack: the service takes the removal and brings it to everybody but Ana, so that she goes on
// writing under keys that Cleo has too. Stopped by: parties/client/outbox.cpp send() and enqueue():
// nothing is sealed before the removal has been seen.  Seen to succeed with both removed: the words
// lie sealed for the epoch in which Cleo still is.
TEST_F(Removal, WhatIsKeptFromWhoRemovedSealsNothingForWhoWasRemoved_CLI_45) {
  change_mailbox(*ana, [](auto& deliveries) { deliveries.clear(); });
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);  // wanted twice is wanted once
  EXPECT_EQ(err(say(*ana, id, "two of us")), Err::unavailable);
  EXPECT_EQ(sealed_and_waiting(), 0u);

  ana->line.change_reply = {};
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  EXPECT_EQ(read_by(*ben), (Texts{"two of us"}));
  EXPECT_EQ(read_by(*cleo), Texts{});
}

// Attack: the removal never arrives, and another change comes first: it is staged on an epoch that
// is over. Stopped by: as above; it is wanted until it is done.  Seen to succeed with both removed:
// Cleo reads on, although Ana removed her.
TEST_F(Removal, ARemovalThatAnotherChangeOvertookIsDoneBeforeAnythingIsSaid_CLI_45) {
  auto dora = town.settle();
  Unanswered lost(ana->line, wire::Verb::conversations_commit);
  auto environment = lost.environment(*ana);
  EXPECT_EQ(err(client::remove(ana->state(), environment, id, cleo->id())), Err::unavailable);
  take_in(*ben);
  auto of_ben = ben->environment();
  ASSERT_TRUE(client::add(ben->state(), of_ben, id, dora->id()).ok());
  take_in(*ana);
  ASSERT_TRUE(say(*ana, id, "three others").ok());
  EXPECT_EQ(read_by(*dora), (Texts{"three others"}));
  EXPECT_EQ(read_by(*cleo), Texts{});
}

// Control: the service took the removal, and its answer was lost.
TEST_F(Removal, ARemovalWhoseAnswerWasLostIsDoneOnce_CLI_45) {
  ana->line.change_reply = [](wire::Verb verb, View, Bytes& reply) {
    if (verb == wire::Verb::conversations_commit) reply.clear();
  };
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);
  const auto before = ana->state().conversations.at(id).group->epoch();
  ana->line.change_reply = {};
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  EXPECT_EQ(ana->state().conversations.at(id).group->epoch(), before + 1);
  EXPECT_EQ(read_by(*ben), (Texts{"two of us"}));
  EXPECT_EQ(read_by(*cleo), Texts{});
}

// Control: others removed her while ours was on its way.
TEST_F(Removal, WhomOthersRemovedIsWantedNoMore_CLI_45) {
  Unanswered lost(ana->line, wire::Verb::conversations_commit);
  auto environment = lost.environment(*ana);
  EXPECT_EQ(err(client::remove(ana->state(), environment, id, cleo->id())), Err::unavailable);
  take_in(*ben);
  auto of_ben = ben->environment();
  ASSERT_TRUE(client::remove(ben->state(), of_ben, id, cleo->id()).ok());
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  EXPECT_TRUE(ana->state().conversations.at(id).removing.empty());
  EXPECT_EQ(err(remove_cleo()), Err::missing);
}

}  // namespace
}  // namespace eq::journeys
