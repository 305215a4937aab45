// What cannot go out: kept, in order, for those who were there, with the reason for which it waits.
#include "parties/client/outbox.h"

#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

using journeys::err;
using journeys::Town;

struct Outbox : ::testing::Test {
  Town town{26};
  std::unique_ptr<journeys::Person> ana = town.settle(), ben = town.settle();
  ConversationId id = journeys::start(*ana, {ben.get()});

  Status keep(std::string_view text) {
    auto h = ana->environment();
    return keep_words(ana->state(), h, id, text);
  }
};

TEST_F(Outbox, WordsWaitForTokensAndGoOutInOrderOnce_CLI_41) {
  auto tokens = std::exchange(ana->state().purse, {});
  ASSERT_TRUE(keep("first").ok());
  ASSERT_TRUE(keep("second").ok());
  auto h = ana->environment();
  const auto waiting = send_kept(ana->state(), h);
  ASSERT_TRUE(waiting.ok());
  EXPECT_TRUE(waiting->spoken.empty());
  EXPECT_EQ(waiting->wait_for, Err::exhausted);  // not the server: it answers
  ana->state().purse = std::move(tokens);
  const auto out = send_kept(ana->state(), h);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->spoken.size(), 2u);
  EXPECT_EQ(out->wait_for, std::nullopt);
  EXPECT_TRUE(send_kept(ana->state(), h)->spoken.empty());
  journeys::take_in(*ben);
  EXPECT_EQ(journeys::texts(*ben, id), (journeys::Texts{"first", "second"}));
}

TEST_F(Outbox, AServerThatDoesNotAnswerIsTheReasonThatIsGiven_CLI_41) {
  ASSERT_TRUE(keep("later").ok());
  journeys::Unanswered line(ana->line, wire::Verb::mailbox_fetch);
  auto h = line.environment(*ana);
  EXPECT_EQ(send_kept(ana->state(), h)->wait_for, Err::unavailable);
  EXPECT_EQ(ana->state().kept.size(), 1u);
}

TEST_F(Outbox, NothingIsKeptWhereNothingCouldGo_CLI_41) {
  EXPECT_EQ(err(keep("")), Err::malformed);
  EXPECT_EQ(err(keep("\xff")), Err::malformed);
  auto h = ana->environment();
  EXPECT_EQ(err(keep_words(ana->state(), h, ConversationId{}, "to nobody")), Err::missing);
  ASSERT_TRUE(leave(ana->state(), id).ok());
  EXPECT_EQ(err(keep("after leaving")), Err::refused);
  EXPECT_TRUE(ana->state().kept.empty());
}

TEST_F(Outbox, ReadersAreThoseWhoAreThereButForWhomTheOwnerRemoves_CLI_41) {
  EXPECT_EQ(readers(ana->state(), id)->size(), 2u);
  ana->state().conversations.at(id).removing = {ben->id()};
  EXPECT_EQ(*readers(ana->state(), id), Readers{ana->id()});
}

TEST_F(Outbox, WhoCameInIsAReaderOnceTheOwnerWasToldAndNotBefore_CLI_41) {
  const auto cleo = town.settle();
  journeys::take_in(*ben);
  auto of_ben = ben->environment();
  ASSERT_TRUE(add(ben->state(), of_ben, id, cleo->id()).ok());
  auto h = ana->environment();
  const auto knows = *readers(ana->state(), id);
  const auto tried = [&] {
    return send(ana->state(), h, id, "for Ben only", {}, *readers(ana->state(), id));
  };
  EXPECT_EQ(err(tried()), Err::stale);  // taken in by this very send
  EXPECT_EQ(*readers(ana->state(), id), knows)
      << "a second try without a word of it is no decision";
  EXPECT_EQ(err(tried()), Err::stale);
  ASSERT_EQ(changes_not_told(ana->state(), id).size(), 1u);
  EXPECT_EQ(changes_not_told(ana->state(), id).at(0).by, ben->id());
  (void)ana->state().untold.tell();
  EXPECT_EQ(readers(ana->state(), id)->size(), 3u);
  EXPECT_TRUE(tried().ok());
}

TEST_F(Outbox, WhomTheOwnerAddsHimselfIsAReaderAtOnce_CLI_41) {
  const auto cleo = town.settle();
  auto h = ana->environment();
  ASSERT_TRUE(add(ana->state(), h, id, cleo->id()).ok());
  EXPECT_FALSE(ana->state().untold.empty());
  EXPECT_EQ(readers(ana->state(), id)->size(), 3u);
}

TEST_F(Outbox, WhatWaitsWhereTheOwnerLeavesIsGivenBackAtOnce_CLI_41) {
  ASSERT_TRUE(keep("too late").ok());
  ASSERT_TRUE(leave(ana->state(), id).ok());
  EXPECT_TRUE(ana->state().kept.empty());
  EXPECT_EQ(journeys::only<GivenBack>(ana->state().untold.tell()).at(0).text, "too late");
}

}  // namespace
}  // namespace eq::client
