// A home that was copied: two devices with the same keys, of which neither knows of the other.
#include "parties/client/inbox.h"

#include "journeys/people.h"
#include "parties/client/outbox.h"

namespace eq::client {
namespace {

using journeys::err;
using journeys::Town;

struct CopiedHome : ::testing::Test {
  Town town{27};
  std::unique_ptr<journeys::Person> ana = town.settle(), ben = town.settle();
  ConversationId id = journeys::start(*ana, {ben.get()});
  State copy = State::load(ana->state().save()).take();

  Status sync_original() {
    auto h = ana->environment();
    return sync(ana->state(), h);
  }
  Result<Sent> say_from(State& home, std::string_view text) {
    auto h = ana->environment();
    return send(home, h, id, text, {});
  }
};

TEST_F(CopiedHome, TakesNothingInAndSaysNothingOnceTheOtherWasUsed_CLI_48) {
  ASSERT_TRUE(journeys::say(*ben, id, "which of you reads this?").ok());
  auto h = ana->environment();
  ASSERT_TRUE(sync(copy, h).ok());
  EXPECT_EQ(err(sync_original()), Err::refused);
  EXPECT_EQ(err(say_from(ana->state(), "I do")), Err::refused);
  EXPECT_EQ(err(keep_words(ana->state(), h, id, "later")), Err::refused);
  EXPECT_EQ(err(flush(ana->state(), h)), Err::refused);
  EXPECT_TRUE(ana->state().conversations.at(id).history.empty());

  ASSERT_TRUE(say_from(copy, "the copy does").ok());
  journeys::take_in(*ben);
  EXPECT_EQ(journeys::texts(*ben, id),
            (journeys::Texts{"which of you reads this?", "the copy does"}));
}

TEST_F(CopiedHome, IsFoundByWhoeverWritesNext_CLI_48) {
  ASSERT_TRUE(say_from(ana->state(), "first").ok());
  EXPECT_EQ(err(say_from(copy, "second, under the same key")), Err::refused);
  EXPECT_TRUE(copy.conversations.at(id).outbox.empty());
}

/// Both write in one moment: neither had anything to see before.
TEST_F(CopiedHome, WhatBothPostedAtOnceIsNotCalledSentByTheSecond_CLI_48) {
  bool posted = false;
  journeys::Loopback line(*town.service);
  line.change_reply = [&](wire::Verb verb, View, Bytes&) {
    if (verb != wire::Verb::messages_send || std::exchange(posted, true)) return;
    EXPECT_TRUE(say_from(ana->state(), "the original").ok());
  };
  auto h = ana->environment();
  Environment beside{h.realm, line, h.keep, h.now, h.rng};
  EXPECT_EQ(err(send(copy, beside, id, "the copy", {})), Err::refused);
  EXPECT_TRUE(posted);
}

TEST_F(CopiedHome, IsNoneWhenTheServiceHasLostItsNumbers_CLI_48) {
  ASSERT_TRUE(journeys::say(*ben, id, "before").ok());
  journeys::take_in(*ana);
  ana->state().mailbox_seq += 1000;  // as a service said that has lost them since
  ASSERT_TRUE(sync_original().ok());
  EXPECT_TRUE(check_alone(ana->state()).ok());
  ASSERT_TRUE(journeys::say(*ben, id, "after").ok());
  journeys::take_in(*ana);
  EXPECT_EQ(journeys::texts(*ana, id), (journeys::Texts{"before", "after"}));
}

}  // namespace
}  // namespace eq::client
