// A delivery service that does not hand over all it has, when court and custodians have opened a
// day.
#include "eq/order/tally.h"
#include "journeys/attacks/modified_client.h"
#include "journeys/story.h"
#include "parties/client/change.h"
#include "parties/client/directory.h"

namespace eq::journeys {
namespace {

struct Withholding : ::testing::Test {
  Town town{113};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  Day day = town.first_day() + 1;
  std::uint32_t number = grant_order(town, ana->id(), day, day);

  /// Ana writes to Ben and to Cleo.
  void SetUp() override {
    publish_days_up_to(town, day);
    town.advance(start_of(day).ms + 9 * kHour_ms - town.now.ms);
    for (Person* p : {ana.get(), ben.get(), cleo.get()}) town.top_up(*p);
    for (Person* other : {ben.get(), cleo.get()}) {
      const auto id = start(*ana, {other});
      ASSERT_TRUE(say(*ana, id, "as agreed").ok());
      take_in(*other);
      ASSERT_TRUE(say(*other, id, "good").ok());
    }
    declare_intent(town, number, day);
  }
  /// What the agency says to envelopes that the service has changed.
  std::string extract(const std::function<void(wire::EnvelopesOfDay&)>& change) {
    town.office_line->change_reply = [&](wire::Verb verb, View, Bytes& reply) {
      if (verb != wire::Verb::access_envelopes) return;
      auto found = decode<wire::EnvelopesOfDay>(reply).take();
      change(found);
      reply = encode(found);
    };
    auto h = town.office<agency::Environment>();
    return rule_of(agency::extract(*town.agency, h, number, day, {}));
  }
};

// Control: what an honest service hands over is all that it counted.
TEST_F(Withholding, AnHonestServicesEnvelopesAreAllThere_AGY_8) {
  EXPECT_EQ(extract([](auto&) {}), "");
  EXPECT_EQ(town.agency->openings.at({number, day}).envelopes.size(), 4u);
}

// Attack: the service, now that it knows the account, keeps one envelope back.
// Stopped by: eq/order/tally.cpp check_all_there(), the count of the conversation.
TEST_F(Withholding, AnEnvelopeKeptBackIsMissed_AGY_8) {
  EXPECT_EQ(extract([](auto& found) { found.envelopes.pop_back(); }), "ORD-R33");
}

// Attack: it keeps one back and shows a smaller count.
// Stopped by: as above, the conversation's place in the tree whose root was logged.
TEST_F(Withholding, ASmallerCountIsNotTheOneLogged_AGY_8) {
  EXPECT_EQ(extract([](auto& found) {
              const auto conv = found.envelopes.back().conv;
              found.envelopes.pop_back();
              std::vector<Bytes> left;
              for (const auto& e : found.envelopes)
                if (e.conv == conv) left.push_back(encode(e));
              for (auto& c : found.count.conversations)
                if (c.conv == conv) c.count -= 1, c.envelopes = order::records_root(left);
            }),
            "ORD-R33");
}

// Attack: it denies a whole conversation.
// Stopped by: as above, the account's place in the tree.
TEST_F(Withholding, AConversationCannotBeDenied_AGY_8) {
  EXPECT_EQ(extract([](auto& found) {
              const auto conv = found.count.conversations.back().conv;
              std::erase_if(found.envelopes, [&](const auto& e) { return e.conv == conv; });
              found.count.conversations.pop_back();
              found.count.account.conversations.pop_back();
            }),
            "ORD-R33");
}

// Attack: it says that the account was in no conversation at all.
// Stopped by: as above; the tree shows absence of what is absent only.
TEST_F(Withholding, TheAccountCannotBeDenied_AGY_8) {
  EXPECT_EQ(extract([](auto& found) {
              found.envelopes.clear();
              found.count.conversations.clear();
              found.count.account.conversations.clear();
            }),
            "ORD-R33");
}

struct Reach : ::testing::Test {};

// Attack: Ana tells the service with her change of keys that the ratchet tree has no leaves at all,
// so that an opener who believed it would try none, while Ben's program says "sealed". Stopped by:
// parties/agency/open.cpp try_leaves(), which asks eq/gate/reach.h, as recipients do, and nobody's
// word. Seen to succeed with the word believed.
TEST_F(Reach, WhatACommitSaysOfTheTreeHidesNoEnvelope_CLI_6) {
  Town town(25);
  const auto ana = town.settle(), ben = town.settle();
  const Day d = town.first_day() + 1;
  const auto order = grant_order(town, ana->id(), d, d);
  publish_days_up_to(town, d);
  town.advance(start_of(d).ms + 9 * kHour_ms - town.now.ms);
  town.top_up(*ana);
  town.top_up(*ben);
  const auto id = start(*ana, {ben.get()});
  auto& c = ana->state().conversations.at(id);
  auto h = ana->environment();
  c.pending = client::stage_change(*c.group, {}, client::DirectoryCheck(ana->state(), h), town.now,
                                   town.rng)
                  .take();
  auto request = client::commit_request(*c.pending, *c.group, id).take();
  request.leaf_count = 0;
  request.tag = wire::commit_tag(client::send_key(*c.group), request);
  ASSERT_TRUE(wire::ask(ana->line, request).ok());
  ASSERT_TRUE(say(*ana, id, "unseen").ok());
  take_in(*ben);
  ASSERT_EQ(ben->state().conversations.at(id).history.back().access, client::AccessMark::sealed);
  const auto opened = open_day(town, order, d);
  ASSERT_EQ(opened.messages.size(), 1u);
  EXPECT_EQ(agency::text_of(opened.messages[0]), "unseen");
}

}  // namespace
}  // namespace eq::journeys
