// People talk through the service; what goes wrong on the way loses nothing.
#include <gtest/gtest.h>

#include <algorithm>

#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/files.h"
#include "parties/client/outbox.h"
#include "parties/client/removal.h"

namespace eq::journeys {
namespace {

TEST(Chat, TwoPeopleReadEachOtherAndBothKeepTheSameHistory_CLI_2) {
  Town town(1);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "hello").ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ben, id, "hello yourself").ok());
  take_in(*ana);
  EXPECT_EQ(texts(*ana, id), (Texts{"hello", "hello yourself"}));
  EXPECT_EQ(texts(*ben, id), texts(*ana, id));
}

TEST(Chat, WhoIsRemovedReadsNothingNewAndCannotSend_CLI_4) {
  Town town(2);
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle();
  const auto id = start(*ana, {ben.get(), cleo.get()});
  ASSERT_TRUE(say(*ana, id, "three of us").ok());
  take_in(*ben);
  take_in(*cleo);
  auto h = ana->environment();
  ASSERT_TRUE(client::remove(ana->state(), h, id, cleo->id()).ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  take_in(*ben);
  take_in(*cleo);
  EXPECT_EQ(texts(*ben, id), (Texts{"three of us", "two of us"}));
  EXPECT_EQ(texts(*cleo, id), (Texts{"three of us"}));
  EXPECT_EQ(say(*cleo, id, "hello?").error(), Err::refused);
}

TEST(Chat, AFileArrivesAsItWasAndTheServiceHoldsNoPieceOfIt_CLI_2) {
  Town town(3);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  Bytes file(200'000);
  town.rng.fill(file);
  auto h = ana->environment();
  const auto descriptor = client::upload(ana->state(), h, id, file, {"image/jpeg"});
  ASSERT_TRUE(descriptor.ok());
  ASSERT_TRUE(client::send(ana->state(), h, id, "see", {*descriptor}).ok());
  take_in(*ben);
  const auto& m = ben->state().conversations.at(id).history.back();
  auto hb = ben->environment();
  const auto received =
      client::download(hb, franking::decode_content(m.record.f)->attachments.at(0));
  ASSERT_TRUE(received.ok());
  EXPECT_EQ(*received, file);
  const Bytes stored = town.service->store().dump();
  EXPECT_EQ(std::search(stored.begin(), stored.end(), file.begin(), file.begin() + 32),
            stored.end());
}

TEST(Chat, ACrashAfterTheServiceTookAMessageSendsItOnce_CLI_1) {
  Town town(4);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "once").ok());
  // What was kept last is the queue with the message in it: as if the reply had never been seen.
  ana->crash();
  auto h = ana->environment();
  ASSERT_TRUE(client::sync(ana->state(), h).ok());
  ASSERT_TRUE(client::flush(ana->state(), h).ok());
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), (Texts{"once"}));
  EXPECT_EQ(texts(*ana, id), (Texts{"once"}));
}

TEST(Chat, AMessageQueuedWhileMembersChangeIsSealedAnew_CLI_3) {
  Town town(5);
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle();
  const auto id = start(*ana, {ben.get()});
  // Ben adds Cleo while Ana, who has not noticed, has a message in her queue for the old epoch.
  ASSERT_TRUE(say(*ana, id, "first").ok());
  Person& sender = *ana;
  struct Interrupt : wire::Transport {
    wire::Transport& inner;
    std::function<void()> before_first_send;
    explicit Interrupt(wire::Transport& t) : inner(t) {}
    Result<Bytes> call(wire::Verb verb, View request) override {
      if (verb == wire::Verb::messages_send && before_first_send)
        std::exchange(before_first_send, nullptr)();
      auto r = inner.call(verb, request);
      last_code_ = inner.last_code();
      return r;
    }
    Result<Bytes> get(std::string_view path) override { return inner.get(path); }
  } line(sender.line);
  line.before_first_send = [&] {
    take_in(*ben);
    auto hb = ben->environment();
    ASSERT_TRUE(client::add(ben->state(), hb, id, cleo->id()).ok());
  };
  const auto usual = sender.environment();
  client::Environment h{usual.realm, line, usual.keep, usual.now, usual.rng};
  ASSERT_TRUE(client::send(sender.state(), h, id, "for whoever is here", {}).ok());
  take_in(*cleo);
  take_in(*ben);
  EXPECT_EQ(texts(*cleo, id), (Texts{"for whoever is here"}));
  EXPECT_EQ(texts(*ben, id), (Texts{"first", "for whoever is here"}));
}

/// What was typed while nothing could go out.
Status keep(Person& person, const ConversationId& id, std::string_view text) {
  auto h = person.environment();
  return client::keep_words(person.state(), h, id, text);
}
client::KeptSent send_kept(Person& person) {
  auto h = person.environment();
  auto out = client::send_kept(person.state(), h);
  EXPECT_TRUE(out.ok());
  return std::move(out).take();
}

TEST(Chat, WordsThatAreKeptSurviveACrashAndGoOutOnceInOrder_CLI_41) {
  Town town(71);
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle();
  const auto to_ben = start(*ana, {ben.get()}), to_cleo = start(*ana, {cleo.get()});
  ASSERT_TRUE(keep(*ana, to_ben, "one").ok());
  ASSERT_TRUE(keep(*ana, to_cleo, "two").ok());
  ASSERT_TRUE(keep(*ana, to_ben, "three").ok());
  EXPECT_EQ(err(keep(*ana, to_ben, "")), Err::malformed);
  EXPECT_EQ(err(keep(*ana, to_ben, "\xff")), Err::malformed);
  ana->crash();
  Unanswered line(ana->line, wire::Verb::mailbox_fetch);
  auto away = line.environment(*ana);
  EXPECT_EQ(client::send_kept(ana->state(), away)->wait_for, Err::unavailable);
  ana->crash();
  ASSERT_EQ(ana->state().kept.size(), 3u);
  EXPECT_EQ(send_kept(*ana).spoken.size(), 3u);
  ana->crash();  // what was saved before each left
  EXPECT_TRUE(send_kept(*ana).spoken.empty());
  auto h = ana->environment();
  ASSERT_TRUE(client::flush(ana->state(), h).ok());
  take_in(*ben);
  take_in(*cleo);
  EXPECT_EQ(texts(*ben, to_ben), (Texts{"one", "three"}));
  EXPECT_EQ(texts(*cleo, to_cleo), (Texts{"two"}));
}

TEST(Chat, KeptWordsAreGivenBackWhenSomebodyCameInAndWhereNothingGoesAnyMore_CLI_41) {
  Town town(72);
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle(), dora = town.settle();
  const auto to_ben = start(*ana, {ben.get()}), to_cleo = start(*ana, {cleo.get()});
  ASSERT_TRUE(say(*ana, to_ben, "hello").ok());
  take_in(*ben);
  ASSERT_TRUE(keep(*ana, to_ben, "between us").ok());
  ASSERT_TRUE(keep(*ana, to_cleo, "to Cleo").ok());
  auto hb = ben->environment();
  ASSERT_TRUE(client::add(ben->state(), hb, to_ben, dora->id()).ok());
  const auto out = send_kept(*ana);
  ASSERT_EQ(out.spoken.size(), 1u) << "one that cannot go stops no other";
  EXPECT_EQ(out.spoken[0].text, "to Cleo");
  ana->crash();  // the words wait to be told, whatever becomes of the command
  const auto back = only<client::GivenBack>(ana->state().untold.tell());
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].why, Err::stale);
  EXPECT_EQ(back[0].text, "between us");
  take_in(*dora);
  EXPECT_EQ(texts(*dora, to_ben), Texts{});

  take_in(*cleo);
  ASSERT_TRUE(keep(*cleo, to_cleo, "wait").ok());
  auto h = ana->environment();
  ASSERT_TRUE(client::remove(ana->state(), h, to_cleo, cleo->id()).ok());
  EXPECT_TRUE(send_kept(*cleo).spoken.empty());
  EXPECT_EQ(only<client::GivenBack>(cleo->state().untold.tell()).at(0).why, Err::refused);
  EXPECT_EQ(err(keep(*cleo, to_cleo, "still?")), Err::refused);
  EXPECT_TRUE(cleo->state().kept.empty());
}

TEST(Chat, WhatIsSaidToSomeIsNotSentToWhoeverCameInMeanwhile_CLI_41) {
  Town town(73);
  auto ana = town.settle(), ben = town.settle(), dora = town.settle();
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "hello").ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ben, id, "hello").ok());
  take_in(*ana);
  const auto known = client::members(ana->state(), id).take();
  auto hb = ben->environment();
  ASSERT_TRUE(client::add(ben->state(), hb, id, dora->id()).ok());
  auto h = ana->environment();
  EXPECT_EQ(err(client::send(ana->state(), h, id, "for Ben", {}, known)), Err::stale);
  take_in(*dora);
  EXPECT_EQ(texts(*dora, id), Texts{});
  const auto now = client::members(ana->state(), id).take();
  EXPECT_TRUE(client::send(ana->state(), h, id, "for both", {}, now).ok());
  take_in(*dora);
  EXPECT_EQ(texts(*dora, id), (Texts{"for both"}));
}

TEST(Chat, WhatSendingTookInIsToldOnceAlsoAfterACrash_CLI_25) {
  Town town(7);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  take_in(*ana);
  ASSERT_TRUE(say(*ben, id, "urgent, call me").ok());
  ASSERT_TRUE(say(*ana, id, "hello").ok());
  ana->crash();
  const auto news = only<client::NewMessage>(take_in(*ana));
  ASSERT_EQ(news.size(), 1u) << "our own that came back is no news";
  EXPECT_EQ(texts(*ana, id).at(news[0].at), "urgent, call me");
  EXPECT_TRUE(take_in(*ana).empty());
}

TEST(Chat, WhoWasRemovedIsToldThoughSendingFailed_CLI_25) {
  Town town(8);
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle();
  const auto id = start(*ana, {ben.get(), cleo.get()});
  auto hb = ben->environment();
  ASSERT_TRUE(client::remove(ben->state(), hb, id, cleo->id()).ok());
  EXPECT_EQ(err(say(*cleo, id, "am I still here?")), Err::refused);
  const auto changes = only<client::MembersChanged>(take_in(*cleo));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_TRUE(changes[0].removed_me);
  EXPECT_TRUE(take_in(*cleo).empty());
}

TEST(Chat, AFloodOfJunkIsToldInOneLineAndHidesNothing_CLI_25) {
  Town town(9);
  auto ana = town.settle(), ben = town.settle(), stranger = town.settle();
  const auto id = start(*ana, {ben.get()});
  take_in(*ana);
  auto h = stranger->environment();
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(client::ask(stranger->state(), h,
                            wire::DeskPost{wire::Address::of(ana->id()), Bytes(100, 1)})
                    .ok());
  ASSERT_TRUE(say(*ben, id, "still there?").ok());
  const auto events = take_in(*ana);
  const auto junk = only<client::Dropped>(events);
  ASSERT_EQ(junk.size(), 1u);
  EXPECT_EQ(junk[0].times, 50u);
  EXPECT_EQ(only<client::NewMessage>(events).size(), 1u);
}

TEST(Chat, WhatCouldNotBePostedWaitsIsSaidToWaitAndGoesOutOnce_CLI_26) {
  Town town(10);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  const auto sent = say_without_posting(*ana, id, "once");
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->posted, client::Posted::waits);
  ana->crash();
  auto h = ana->environment();
  ASSERT_TRUE(client::flush(ana->state(), h).ok());
  const auto news = only<client::NewMessage>(take_in(*ana));
  EXPECT_EQ(news.size(), 1u) << "that it arrived is news, for it was said to wait";
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), (Texts{"once"}));
}

TEST(Chat, AConversationThatCannotBeSentToKeepsNoOtherWaiting_CLI_26) {
  Town town(11);
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle();
  const auto lost = start(*ben, {ana.get(), cleo.get()}), good = start(*ben, {ana.get()});
  ASSERT_TRUE(say_without_posting(*ana, lost, "too late").ok());
  ASSERT_TRUE(say_without_posting(*ana, good, "in time").ok());
  auto hb = ben->environment();
  ASSERT_TRUE(client::remove(ben->state(), hb, lost, ana->id()).ok());
  auto h = ana->environment();
  ASSERT_TRUE(client::flush(ana->state(), h).ok());
  const auto back = only<client::GivenBack>(take_in(*ana));
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].conversation, lost);
  EXPECT_EQ(back[0].text, "too late");
  take_in(*ben);
  EXPECT_EQ(texts(*ben, good), (Texts{"in time"}));
  ASSERT_TRUE(client::flush(ana->state(), h).ok());
  EXPECT_TRUE(take_in(*ana).empty()) << "what can never go is told once";
}

TEST(Chat, WithoutAnEpochObjectMessagesFlowAndTheMarkSaysSo_CLI_5) {
  Town town(6);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  auto h = ana->environment();
  const auto sent = client::send(ana->state(), h, id, "no object today", {});
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->access, client::AccessMark::no_object);
  take_in(*ben);
  EXPECT_EQ(ben->state().conversations.at(id).history.back().access, client::AccessMark::no_object);
}

}  // namespace
}  // namespace eq::journeys
