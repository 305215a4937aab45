// A sender, or the delivery service, wants a recipient to see what it could not report: refused
// before it is shown.  Whatever is shown can be reported.
#include "eq/wire/day_key.h"
#include "journeys/attacks/modified_client.h"
#include "parties/client/chat.h"

namespace eq::journeys {
namespace {

/// Ana writes to Ben, who holds one honest message of hers already.
struct Show : ::testing::Test {
  Town town{101};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  ConversationId id = start(*ana, {ben.get()});

  void SetUp() override {
    ASSERT_TRUE(say(*ana, id, "hello").ok());
    take_in(*ben);
  }
  franking::SpendableToken token_of(Person& person) {
    return person.state().purse.take(day_of(town.now)).take();
  }
  Bytes body(std::string_view text, const franking::Token& token) {
    return encode(text_content(text, token));
  }
  franking::Stamp last_stamp() {
    return ben->state().conversations.at(id).history.back().record.stamp;
  }
};

// Attack: Ana's program signs Cf with a key that is not the token's, so that a report would fail.
// Stopped by: eq/franking/commit.cpp open(), the check of sigma2.  Seen to succeed with that check
// removed.
TEST_F(Show, AMessageSignedByAnotherKeyThanItsTokensIsNotShown_CLI_2) {
  const auto token = token_of(*ana);
  const auto other = crypto::SigningKey::generate(town.rng);
  const Bytes f = body("pay me", token.token);
  ASSERT_TRUE(post(*ana, id, craft({header_of(*ana, id), f, f, &other}, town.rng), town.rng).ok());
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the commitment is to harmless words, the blob holds others. Stopped by:
// eq/franking/commit.cpp open(), which recomputes Cf.  Seen to succeed with that check removed.
TEST_F(Show, AMessageThatCommitsToOtherWordsIsNotShown_CLI_2) {
  const auto token = token_of(*ana);
  const Bytes shown = body("pay me or else", token.token),
              committed = body("good morning", token.token);
  ASSERT_TRUE(
      post(*ana, id, craft({header_of(*ana, id), shown, committed, &token.ske}, town.rng), town.rng)
          .ok());
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: Ana spends a token that Cleo lent her, so that a report would name nobody it holds
// against. Stopped by: eq/franking/accept.cpp accept(), which opens the token to the MLS sender's
// account (eq/franking/token.cpp check()).  Seen to succeed with that check removed.
TEST_F(Show, AMessageWithABorrowedTokenIsNotShown_CLI_2) {
  auto cleo = town.settle();
  const auto token = token_of(*cleo);
  const Bytes f = body("pay me", token.token);
  ASSERT_TRUE(
      post(*ana, id, craft({header_of(*ana, id), f, f, &token.ske}, town.rng), town.rng).ok());
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: one token for two messages, so that no report could hold both.
// Stopped by: eq/franking/accept.cpp accept(), SeenKeys.  Seen to succeed with that check removed.
TEST_F(Show, ATokenSpentTwiceIsShownOnce_CLI_2) {
  const auto token = token_of(*ana);
  for (const char* text : {"first", "second"}) {
    const Bytes f = body(text, token.token);
    ASSERT_TRUE(
        post(*ana, id, craft({header_of(*ana, id), f, f, &token.ske}, town.rng), town.rng).ok());
  }
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::stale}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello", "first"}));
}

// Attack: Ana seals a message for one conversation with Ben and posts it into another, where a
// report would not hold.  The service, were it to help, would stamp it there. Stopped by:
// parties/platform/conversations.cpp messages_send(), and eq/franking/accept.cpp accept(); both
// compare the header with the conversation.  Seen to succeed with both comparisons removed.
TEST_F(Show, AMessageSealedForAnotherConversationIsNotShown_CLI_2) {
  const auto other = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, other, "elsewhere").ok());
  take_in(*ben);
  const auto token = token_of(*ana);
  const Bytes f = body("pay me", token.token);
  const auto crafted = craft({header_of(*ana, other), f, f, &token.ske}, town.rng);
  EXPECT_EQ(err(post(*ana, id, crafted, town.rng)), Err::malformed);
  // The service helps: it puts the message in place of the next honest one and stamps it.
  const Bytes swapped = protect(*ana, id, crafted, town.rng);
  ASSERT_TRUE(say(*ana, id, "honest").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    for (auto& d : deliveries) {
      d.body = swapped;
      d.stamp = false_stamp(town, last_stamp(), id, d, town.now);
    }
  });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the service shows what Ana said in one conversation with Ben as said in another, stamped
// there. Stopped by: parties/client/inbox.cpp take_message(), which opens it with the keys of the
// conversation it is shown in and no other, and eq/franking/accept.cpp accept(), which compares the
// header.  Seen to succeed with both removed (the group chosen by the message's own frame).
TEST_F(Show, AMessageDeliveredIntoAnotherConversationIsNotShown_CLI_2) {
  const auto other = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, other, "yes, gladly").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    for (auto& d : deliveries) {
      d.conv = id;
      d.stamp = false_stamp(town, last_stamp(), id, d, town.now);
    }
  });
  EXPECT_EQ(dropped(take_in(*ben)).size(), 1u);
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the service delivers a message a second time, in place of the next one. Stopped by:
// eq/mls/secret_tree.cpp find(), whose key is gone, and eq/franking/accept.cpp accept(), by the
// used token and by the stamp that runs backwards.  Seen to succeed with all three removed (keys
// kept after use).
TEST_F(Show, AReplayedMessageIsShownOnce_CLI_2) {
  ASSERT_TRUE(say(*ana, id, "transfer it now").ok());
  std::optional<wire::Delivery> first;
  change_mailbox(*ben, [&](auto& deliveries) {
    for (const auto& d : deliveries) first = d;
  });
  take_in(*ben);
  ASSERT_TRUE(first);
  ASSERT_TRUE(say(*ana, id, "no, wait").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    for (auto& d : deliveries) d = *first;
  });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::stale}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello", "transfer it now"}));
}

// Attack: somebody between service and recipient changes the time in a stamp. Stopped by:
// eq/franking/accept.cpp check_stamp(), by sigma3 and by the chain.  Seen to succeed with both
// removed.
TEST_F(Show, AStampWithAnotherTimeIsNotBelieved_CLI_2) {
  ASSERT_TRUE(say(*ana, id, "at nine").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    for (auto& d : deliveries) {
      auto stamp = decode<franking::Stamp>(*d.stamp).take();
      stamp.time = stamp.time + kMinute_ms;
      d.stamp = to_array<112>(encode(stamp)).take();
    }
  });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the service signs a stamp that puts an answer before its question. Stopped by:
// eq/franking/stamp.cpp follows() and accept.cpp check_stamp(): time never runs backwards.  Seen to
// succeed with those comparisons removed.
TEST_F(Show, AMessageStampedBeforeTheOneItAnswersIsNotShown_CLI_2) {
  town.advance(kHour_ms);
  ASSERT_TRUE(say(*ana, id, "yes").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    for (auto& d : deliveries)
      d.stamp = false_stamp(town, last_stamp(), id, d, last_stamp().time - kMinute_ms);
  });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the same, behind a place that it leaves out, so that nothing can be said of the chain.
// Stopped by: eq/franking/accept.cpp check_stamp(), the time of the last one that was shown.
TEST_F(Show, APlaceThatIsLeftOutLetsNoTimeRunBackwards_CLI_2) {
  town.advance(kHour_ms);
  ASSERT_TRUE(say(*ana, id, "yes").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    auto left_out = last_stamp();
    left_out.seq += 1;
    for (auto& d : deliveries)
      d.stamp = false_stamp(town, left_out, id, d, last_stamp().time - kMinute_ms);
  });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the service continues another chain than the one it showed before, so that no report
// could hold both messages. Stopped by: eq/franking/accept.cpp check_stamp(), the chain link.  Seen
// to succeed with that check removed.
TEST_F(Show, AMessageOfAnotherChainIsNotShown_CLI_2) {
  ASSERT_TRUE(say(*ana, id, "yes").ok());
  change_mailbox(*ben, [&](auto& deliveries) {
    auto forked = last_stamp();
    forked.chain[0] ^= 1;
    for (auto& d : deliveries) d.stamp = false_stamp(town, forked, id, d, town.now);
  });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::forged}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello"}));
}

// Attack: the service delivers two stamped messages in the other order. Stopped by:
// eq/franking/accept.cpp check_stamp(): places never run backwards.  Seen to succeed with that
// check removed.
TEST_F(Show, MessagesDeliveredInAnotherOrderAreNotShownInIt_CLI_2) {
  ASSERT_TRUE(say(*ana, id, "shall I hit him?").ok());
  ASSERT_TRUE(say(*ana, id, "kidding").ok());
  change_mailbox(*ben, [&](auto& deliveries) { std::swap(deliveries.at(0), deliveries.at(1)); });
  EXPECT_EQ(dropped(take_in(*ben)), (std::vector{Err::stale}));
  EXPECT_EQ(texts(*ben, id), (Texts{"hello", "kidding"}));
}

// Attack: the service gives the sender's own copy a stamp that it never signed, so that the sender
// could not report the answers to it. Stopped by: parties/client/inbox.cpp check_own_stamp().  Seen
// to succeed with that check removed.
TEST_F(Show, AFalseStampOnOnesOwnMessageIsNotTaken_CLI_2) {
  change_mailbox(*ana, [&](auto& deliveries) {
    for (auto& d : deliveries) {
      if (d.kind != wire::DeliveryKind::message) continue;
      auto stamp = decode<franking::Stamp>(*d.stamp).take();
      stamp.sigma3[7] ^= 1;
      d.stamp = to_array<112>(encode(stamp)).take();
    }
  });
  ASSERT_TRUE(say(*ana, id, "mine").ok());
  EXPECT_EQ(texts(*ana, id), (Texts{"hello"}));
}

// Attack: the same under the sender's own first message, with a true signature: its link starts
// from something that never was, so that nothing could be reported together with it. Stopped by:
// parties/client/inbox.cpp check_own_stamp(): before the first message all is zero.
TEST_F(Show, AFalseLinkUnderOnesOwnFirstMessageIsNotTaken_CLI_2) {
  const auto fresh = start(*ana, {ben.get()});
  change_mailbox(*ana, [&](auto& deliveries) {
    for (auto& d : deliveries) {
      if (d.kind != wire::DeliveryKind::message) continue;
      franking::Stamp before;
      before.chain[0] = 1;
      d.stamp = false_stamp(town, before, fresh, d, town.now);
    }
  });
  ASSERT_TRUE(say(*ana, fresh, "mine").ok());
  EXPECT_TRUE(texts(*ana, fresh).empty());
}

// Attack: the witness falls silent before midnight, so that the first key of the new day is in no
// log that anybody believes, and nothing that is stamped with it can be shown. Stopped by:
// parties/platform/conversations.cpp announce_day_keys(), days ahead.  Seen to succeed with that
// left out: the message waits.
TEST_F(Show, ASilentWitnessMutesNobodyAtMidnight_PLT_42) {
  town.service->witness_answers = false;
  town.advance(kDay_ms);
  ASSERT_TRUE(say(*ana, id, "after midnight").ok());
  const auto events = take_in(*ben);
  EXPECT_TRUE(dropped(events).empty());
  EXPECT_TRUE(only<client::Undecided>(events).empty());
  EXPECT_EQ(texts(*ben, id), (Texts{"hello", "after midnight"}));
}

// Attack: the service answers no question about one conversation and heaps up so much of it that
// the device has no room for more, so that nothing else arrives either. Stopped by:
// parties/client/inbox.cpp sync(): what has no room stays with the service, and the rest goes on.
// Seen to succeed with that check removed: the sync fails.
TEST_F(Show, WhatAServiceHeapsUpStopsNothingElse_CLI_38) {
  const auto other = start(*ana, {ben.get()});
  take_in(*ben);
  auto cleo = town.settle();
  auto adding = ana->environment();
  ASSERT_TRUE(client::add(ana->state(), adding, id, cleo->id()).ok());
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(say(*ana, id, "behind it " + std::to_string(i)).ok());
  ASSERT_TRUE(say(*ana, other, "elsewhere").ok());
  bool heaps = true;
  change_mailbox(*ben, [&](auto& deliveries) {
    for (auto& d : deliveries)
      if (heaps && d.conv == id && d.kind == wire::DeliveryKind::message)
        d.body.resize(std::size_t{3} << 20);
  });
  ben->state().known.clear();
  Unanswered line(ben->line, wire::Verb::accounts_get);
  auto without_directory = line.environment(*ben);
  EXPECT_TRUE(client::sync(ben->state(), without_directory).ok());
  EXPECT_EQ(texts(*ben, other), (Texts{"elsewhere"}));
  ASSERT_EQ(ben->state().aside.size(), 3u) << "the change and two of the eight";
  EXPECT_EQ(ben->state().left_there.size(), 6u);
  ben->state() = client::State::load(ben->state().save()).take();
  heaps = false;
  EXPECT_EQ(dropped(take_in(*ben)).size(), 2u)
      << "what the service spoiled is lost, and nothing else";
  EXPECT_EQ(texts(*ben, id).size(), 1u + 6u);
  EXPECT_EQ(texts(*ben, id).back(), "behind it 7");
  EXPECT_TRUE(ben->state().left_there.empty());
}

// Attack: the service answers that the log has no day's object, and a moment later does not answer
// at all, so that Ben's device has spent the message's token when it puts the message aside: later
// it would be a second use, and Ben would never see it. Stopped by: parties/client/inbox.cpp
// take_message(), which knows all that may be unavailable before accept() spends the token. Seen to
// succeed with the question asked again afterwards: the message is dropped.
TEST_F(Show, AnAnswerThatIsMissingInTheMiddleSpendsNoToken_CLI_39) {
  take_in(*ben);
  const auto before = texts(*ben, id).size();
  ASSERT_TRUE(say(*ana, id, "once").ok());
  ben->state().days.clear();
  int asked = 0;
  ben->line.change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path == "/log/epochs/checkpoint") document = asked++ == 0 ? Err::missing : Err::unavailable;
  };
  auto h = ben->environment();
  ASSERT_TRUE(client::sync(ben->state(), h).ok());
  ben->line.change_document = {};
  EXPECT_TRUE(dropped(take_in(*ben)).empty());
  ASSERT_EQ(texts(*ben, id).size(), before + 1);
  EXPECT_EQ(texts(*ben, id).back(), "once");
}

// Attack: the delivery service stamps for Ben alone with a second day key, certified like the first
// and in no log: what he is shown he could not report, for the moderator goes by the log. Stopped
// by: eq/wire/day_key.cpp day_key(), which finds keys in the log only.
TEST_F(Show, AMessageUnderADayKeyThatNoLogHasIsNotShown_WIR_10) {
  const auto secret = crypto::SigningKey::generate(town.rng);
  const Day today = day_of(town.now);
  const auto certificate = franking::certify_day_key(
      town.service_keys->stamp, franking::Role::delivery, today, secret.verify_key());
  auto victim = town.settle();
  victim->line.change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path == wire::day_key_path(franking::Role::delivery, today)) document = encode(certificate);
  };
  change_mailbox(*victim, [&](auto& deliveries) {
    for (auto& d : deliveries) {
      if (!d.stamp) continue;
      auto s = decode<franking::Stamp>(*d.stamp).take();
      const auto cf =
          decode<franking::AuthenticatedData>(mls::read_frame(d.body).take().authenticated_data)
              .take()
              .cf;
      s.sigma3 = secret.sign(
          {view("eqp-stamp-v1"), d.conv.view(), be64(s.seq), be64(s.time.ms), cf.bytes, s.chain});
      d.stamp = to_array<112>(encode(s)).take();
    }
  });
  const auto with_victim = start(*ana, {victim.get()});
  ASSERT_TRUE(say(*ana, with_victim, "I know where you live").ok());
  take_in(*victim);
  EXPECT_TRUE(texts(*victim, with_victim).empty());
}

}  // namespace
}  // namespace eq::journeys
