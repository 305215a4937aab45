// A service that lies about how much it has: the numbers of what waits, and whether there is more.
#include "eq/wire/position.h"
#include "journeys/attacks/modified_client.h"
#include "journeys/offices.h"
#include "journeys/people.h"

namespace eq::journeys {
namespace {

/// Pages after which the service of these stories has had enough itself.
constexpr int kEnough = 3000;

/// There is always one letter more.
class Endless final : public wire::Transport {
 public:
  explicit Endless(wire::Transport& inner) : inner_(inner) {}
  Result<Bytes> call(wire::Verb verb, View request) override {
    if (verb == wire::Verb::mailbox_ack) return encode(wire::Done{});
    if (verb != wire::Verb::mailbox_fetch) return inner_.call(verb, request);
    const auto asked =
        TRY(decode<wire::MailboxFetch>(TRY(decode<wire::SignedRequest>(request)).body));
    return encode(wire::MailboxContents{
        {{asked.after + 1, wire::DeliveryKind::letter, {}, to_bytes("junk"), {}}},
        ++pages < kEnough});
  }
  Result<Bytes> get(std::string_view path) override { return inner_.get(path); }
  int pages = 0;

 private:
  wire::Transport& inner_;
};

struct Lying : ::testing::Test {
  Town town{311};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  ConversationId id = start(*ana, {ben.get()});

  Status sync(Person& person) {
    auto h = person.environment();
    return client::sync(person.state(), h);
  }
};

// Attack: there is always one delivery more, so that whoever fetches them never comes to an end.
// Stopped by: eq/wire/pages.h Pages::ask().
TEST_F(Lying, PagesWithoutAnEndKeepNobodyForEver_WIR_22) {
  take_in(*ben);
  Endless line(ben->line);
  auto h = ben->environment();
  client::Environment lied_to{h.realm, line, h.keep, h.now, h.rng};
  EXPECT_EQ(err(client::sync(ben->state(), lied_to)), Err::too_large);
  EXPECT_LT(line.pages, kEnough);
}

// Attack: a delivery bears the last number there is, so that nothing comes after it for good.
// Stopped by: eq/wire/pages.h Pages::take().
TEST_F(Lying, ANumberFarAheadUsesUpNone_WIR_22) {
  ASSERT_TRUE(say(*ana, id, "before").ok());
  std::uint64_t number = UINT64_MAX;
  ben->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::mailbox_fetch) return;
    auto contents = decode<wire::MailboxContents>(reply).take();
    if (!contents.deliveries.empty()) contents.deliveries.back().seq = number;
    reply = encode(contents);
  };
  EXPECT_EQ(err(sync(*ben)), Err::forged);
  number = wire::position_at(town.now + wire::kPositionAhead_ms) + 1;
  EXPECT_EQ(err(sync(*ben)), Err::forged);
  EXPECT_LT(ben->state().mailbox_seq, wire::position_at(town.now + 1));
  ben->line.change_reply = {};
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), (Texts{"before"}));
}

// Attack: the service numbers what it gives a thousand too high, and is honest afterwards: what
// comes then has numbers that were used up. Stopped by: parties/client/inbox.cpp sync() and
// eq/wire/desk.cpp read_desk(), which begin again where an honest service says that it never gave
// so many.
TEST_F(Lying, WhoNumberedTooHighLosesNobodyForGood_WIR_22) {
  const auto higher = [](auto& items, Bytes& reply, auto& contents) {
    for (auto& i : items) i.seq += 1000;
    reply = encode(contents);
  };
  ben->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb == wire::Verb::mailbox_ack) reply = encode(wire::Done{});
    if (verb != wire::Verb::mailbox_fetch || reply.empty()) return;
    auto contents = decode<wire::MailboxContents>(reply);
    if (contents.ok()) higher(contents->deliveries, reply, *contents);
  };
  ASSERT_TRUE(say(*ana, id, "one").ok());
  (void)sync(*ben).ok();
  ASSERT_GT(ben->state().mailbox_seq, wire::position_at(town.now) + 1000);
  ben->line.change_reply = {};
  ASSERT_TRUE(say(*ana, id, "two").ok());
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id).back(), "two");

  file_order(town, form(ana->id(), town.first_day() + 1, town.first_day() + 1));
  town.court->desk_seen += 1000;
  town.advance(kMinute_ms);
  file_order(town, form(ben->id(), town.first_day() + 1, town.first_day() + 1));
  EXPECT_EQ(town.court->applications.size(), 2u);
}

}  // namespace
}  // namespace eq::journeys
