// A home that was copied: two devices with the same keys, of which neither knows of the other.
#include "parties/client/inbox.h"

#include "apps/media/synth.h"
#include "eq/wire/position.h"
#include "journeys/lists.h"
#include "journeys/people.h"
#include "parties/client/outbox.h"

namespace eq::client {
namespace {

using journeys::err;
using journeys::Town;

phash::Picture drawn() { return media::landscape(1, 512, 384); }

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

TEST_F(CopiedHome, IsNoneWhenTheServiceHasLostItsNumbersAndFindsThemAgain_CLI_48) {
  ASSERT_TRUE(journeys::say(*ben, id, "before").ok());
  journeys::take_in(*ana);
  const auto was = ana->state().acknowledged;
  ana->state().mailbox_seq += 1000;  // as a service said that has lost them since
  ASSERT_TRUE(sync_original().ok());
  EXPECT_LT(ana->state().mailbox_seq, was);
  ana->crash();  // and come back
  ASSERT_TRUE(journeys::say(*ben, id, "after").ok());
  journeys::take_in(*ana);
  EXPECT_TRUE(check_alone(ana->state()).ok());
  EXPECT_EQ(journeys::texts(*ana, id), (journeys::Texts{"before", "after"}));
}

TEST_F(CopiedHome, IsNoneWhenWhatWasLeftWithTheServiceIsGoneWithItsNumbers_CLI_48) {
  const auto never_given = wire::position_at(town.now + kHour_ms);
  ana->state().left_there = {{never_given, id, 100}};
  ana->state().mailbox_seq = never_given;
  ASSERT_TRUE(journeys::say(*ben, id, "after").ok());
  ASSERT_TRUE(sync_original().ok());
  EXPECT_TRUE(ana->state().left_there.empty());
  EXPECT_EQ(journeys::dropped(ana->state().untold.tell()), std::vector{Err::missing});
  EXPECT_EQ(journeys::texts(*ana, id), journeys::Texts{"after"});
}

/// A service that lies once stops nobody for good.
TEST_F(CopiedHome, IsNoneOnceTheServiceSaysNoMoreThatItIs_CLI_48) {
  ana->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::mailbox_fetch || reply.empty()) return;
    auto contents = decode<wire::MailboxContents>(reply).take();
    contents.acknowledged = wire::position_at(town.now + kHour_ms);
    reply = encode(contents);
  };
  EXPECT_EQ(err(sync_original()), Err::refused);
  ana->crash();  // and come back: it is remembered
  auto h = ana->environment();
  EXPECT_EQ(err(keep_words(ana->state(), h, id, "later")), Err::refused);
  ana->line.change_reply = {};
  ASSERT_TRUE(sync_original().ok());
  EXPECT_TRUE(keep_words(ana->state(), h, id, "later").ok());
}

/// Nobody has looked for it: a copy that only sends pictures finds out by itself.
TEST_F(CopiedHome, VouchesForNothingOnceTheOtherWasUsed_CLI_48) {
  journeys::publish_list(town, {journeys::seen(drawn())},
                         {journeys::rule(town, "NL", list::Mode::report_after_threshold)},
                         hotline::ReportTerms{{2, 4}, 0, 90});
  journeys::agree(*ana, "NL", list::Mode::report_after_threshold);
  copy = State::load(ana->state().save()).take();
  auto h = ana->environment();
  const auto vouch = [&](State& home) {
    return send_voucher(home, h, journeys::seen(drawn()), journeys::kUsual, "NL");
  };
  EXPECT_TRUE(vouch(copy)->receipt);
  ASSERT_TRUE(journeys::say(*ben, id, "which of you reads this?").ok());
  ASSERT_TRUE(sync(copy, h).ok());
  const auto numbered = ana->state().vouchers_numbered;
  EXPECT_EQ(err(vouch(ana->state())), Err::refused);
  EXPECT_EQ(ana->state().vouchers_numbered, numbered) << "no number was used";
  EXPECT_TRUE(vouch(copy)->receipt);
}

TEST_F(CopiedHome, GivesBackWhatWaitedThere_CLI_48) {
  auto h = ana->environment();
  ASSERT_TRUE(keep_words(ana->state(), h, id, "wait for me").ok());
  ASSERT_TRUE(journeys::say(*ben, id, "which of you reads this?").ok());
  ASSERT_TRUE(sync(copy, h).ok());
  EXPECT_EQ(send_kept(ana->state(), h)->wait_for, Err::refused);
  EXPECT_TRUE(ana->state().kept.empty());
  const auto back = journeys::only<GivenBack>(ana->state().untold.tell());
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].text, "wait for me");
}

}  // namespace
}  // namespace eq::client
