// Reports that are not true, each refused by the moderator for its reason.
#include "journeys/attacks/modified_client.h"

namespace eq::journeys {
namespace {

using franking::Flaw;

struct Report : ::testing::Test {
  Town town{104};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  ConversationId id = start(*ana, {ben.get(), cleo.get()});

  void SetUp() override {
    ASSERT_TRUE(say(*ana, id, "I will pay on Monday").ok());
    ASSERT_TRUE(say(*ana, id, "I will not pay you").ok());
    ASSERT_TRUE(say(*cleo, id, "you will regret this").ok());
    take_in(*ben);
    ASSERT_EQ(texts(*ben, id).size(), 3u);
  }
  /// Ben's report of places first to last, to be changed.
  franking::Report report_of(std::uint64_t first, std::uint64_t last) {
    return franking::decode_report(*prepare(*ben, id, first, last)).take();
  }
  static franking::FullItem& item(franking::Report& r, std::size_t i) {
    return std::get<franking::FullItem>(r.items[i].content);
  }
  /// What the moderator says to it; nothing if it opened a case.
  std::optional<Flaw> flaw_of(const franking::Report& r) {
    const auto turn = hand_in(town, *ben, encode(r));
    if (turn.reports_refused.size() != 1 || !turn.cases_opened.empty()) return std::nullopt;
    return turn.reports_refused[0].flaw;
  }
};

// Control: the reports below are refused for what was done to them and nothing else.
TEST_F(Report, AnHonestOneOpensACase) {
  EXPECT_EQ(flaw_of(report_of(1, 3)), std::nullopt);
  EXPECT_EQ(town.moderator->cases.size(), 1u);
}

// Attack: Ben changes a word. Stopped by: eq/franking/verify.cpp check_sender() (sigma2 covers Cf)
// and check_stamp() (so does sigma3). Seen to succeed with both signature checks removed (the chain
// is not seen in a report of one message).
TEST_F(Report, AnAlteredWordIsRefused) {
  auto r = report_of(2, 2);
  auto content = franking::decode_content(item(r, 0).f).take();
  content.content = to_bytes("I will now kill you");
  item(r, 0).f = encode(content);
  EXPECT_EQ(flaw_of(r), Flaw::commitment);
}

// Attack: Ben and the delivery service together invent words of Ana's; lacking a token of hers, he
// uses his. Stopped by: eq/franking/verify.cpp check_sender(), the token (eq/franking/token.cpp
// check()). Seen to succeed with that check removed.
TEST_F(Report, AMessageInventedByReporterAndServiceIsRefused) {
  const auto token = ben->state().purse.take(day_of(town.now)).take();
  const Bytes f = encode(text_content("I will kill you", token.token));
  const auto crafted = craft({header_of(*ben, id), f, f, &token.ske}, town.rng);
  auto r = report_of(3, 3);
  const auto& last = item(r, 0).stamp;
  franking::FullItem invented;
  invented.header = crafted.header;
  invented.f = f;
  invented.fk = to_array<32>(crafted.fk.reveal("reported")).take();
  invented.sigma2 = crafted.sigma2;
  invented.sender = ana->id();
  invented.message_hash = town.rng.array<32>();
  franking::ChainHead head{last.seq, last.time, last.chain};
  const auto key = franking::derive_day_key(town.service_keys->stamp_master,
                                            franking::Role::delivery, day_of(town.now));
  invented.stamp =
      franking::stamp(key, head, id, crafted.cf, invented.message_hash, town.now).take();
  r.items = {{invented}};
  EXPECT_EQ(flaw_of(r), Flaw::borrowed_token);
}

// Attack: Ben shows Cleo's words as Ana's.
// Stopped by: as above; the token opens to Cleo only.  Seen to succeed with that check removed.
TEST_F(Report, AMessageUnderABorrowedNameIsRefused) {
  auto r = report_of(3, 3);
  item(r, 0).sender = ana->id();
  EXPECT_EQ(flaw_of(r), Flaw::borrowed_token);
}

// Attack: Ben makes up something that he himself never sent, to have it on record.
// Stopped by: eq/franking/verify.cpp check_stamp(): the delivery service never signed its place.
// Seen to succeed with that check removed.
TEST_F(Report, AMessageThatNeverPassedTheServiceIsRefused) {
  const auto token = ben->state().purse.take(day_of(town.now)).take();
  const Bytes f = encode(text_content("please stop, Ana", token.token));
  const auto crafted = craft({header_of(*ben, id), f, f, &token.ske}, town.rng);
  auto r = report_of(3, 3);
  auto& i = item(r, 0);
  i.f = f;
  i.fk = to_array<32>(crafted.fk.reveal("reported")).take();
  i.sigma2 = crafted.sigma2;
  i.sender = ben->id();
  EXPECT_EQ(flaw_of(r), Flaw::stamp);
}

// Attack: Ben moves a message to another hour. Stopped by: eq/franking/verify.cpp check_stamp():
// sigma3 covers the time.  Seen to succeed with that check removed.
TEST_F(Report, AMessageAtAnotherTimeIsRefused) {
  auto r = report_of(2, 2);
  item(r, 0).stamp.time = town.now - 3 * kHour_ms;
  EXPECT_EQ(flaw_of(r), Flaw::stamp);
}

// Attack: Ben leaves out what stood between two messages, without a trace. Stopped by:
// eq/franking/verify.cpp check_place(): places are consecutive, and the chain links recompute. Seen
// to succeed with both removed.
TEST_F(Report, AGapThatIsNotShownAsWithheldIsRefused) {
  auto r = report_of(1, 3);
  r.items.erase(r.items.begin() + 1);
  EXPECT_EQ(flaw_of(r), Flaw::order);
}

// Attack: Ben fills the gap with a withheld message that was never there. Stopped by:
// eq/franking/verify.cpp check_stamp() and check_place().  Seen to succeed with the stamp check and
// the chain check removed.
TEST_F(Report, AWithheldMessageThatNeverWasIsRefused) {
  auto r = report_of(1, 3);
  franking::WithheldItem fake{{}, item(r, 1).stamp, town.rng.array<32>()};
  r.items[1] = {fake};
  EXPECT_EQ(flaw_of(r), Flaw::stamp);
}

// Attack: Ben reports the words as said in another conversation. Stopped by: eq/franking/verify.cpp
// examine() (header), check_stamp() (sigma3 covers the conversation). Seen to succeed with both
// removed.
TEST_F(Report, AMessageMovedToAnotherConversationIsRefused) {
  auto r = report_of(2, 2);
  r.conversation = start(*ana, {ben.get()});
  EXPECT_EQ(flaw_of(r), Flaw::shape);
}

// Attack: one message shown twice, as if it had been repeated. Stopped by: eq/franking/verify.cpp
// check_place() and the used token.  Seen to succeed with place, chain and token checks removed.
TEST_F(Report, AMessageShownTwiceIsRefused) {
  auto r = report_of(2, 2);
  r.items.push_back(r.items[0]);
  EXPECT_EQ(flaw_of(r), Flaw::repeated_token);
}

// Attack: day keys are published after 60 days, so that anybody can forge messages of those days;
// Ben does. Stopped by: eq/franking/verify.cpp check_age(): reports end after 45 days.  Seen to
// succeed with that check removed, together with the moderator's forgetting of the service's old
// keys (parties/moderator/intake.cpp day_keys_for()).
TEST_F(Report, AForgeryWithPublishedDayKeysComesTooLate) {
  const Day then = day_of(town.now);
  auto r = report_of(2, 2);
  town.advance(61 * kDay_ms);
  town.moderate();
  // What is public by now: the private day keys of issuer and delivery service.
  const auto issuer =
      franking::derive_day_key(town.moderator->day_master, franking::Role::issuer, then);
  const auto batch = franking::issue(issuer, then, ana->id(), 1, town.rng).take();
  const auto token = franking::token_at(batch, 0);
  const Bytes f = encode(text_content("I will kill you", token.token));
  const auto crafted = craft({item(r, 0).header, f, f, &token.ske}, town.rng);
  auto& i = item(r, 0);
  i.f = f;
  i.fk = to_array<32>(crafted.fk.reveal("reported")).take();
  i.sigma2 = crafted.sigma2;
  franking::ChainHead head{i.stamp.seq - 1, i.stamp.time, town.rng.array<32>()};
  const auto delivery =
      franking::derive_day_key(town.service_keys->stamp_master, franking::Role::delivery, then);
  i.stamp = franking::stamp(delivery, head, id, crafted.cf, i.message_hash, i.stamp.time).take();
  EXPECT_EQ(flaw_of(r), Flaw::expired);
}

}  // namespace
}  // namespace eq::journeys
