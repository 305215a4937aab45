// Who may have what kept, and what the service then holds.
#include "eq/gate/tag.h"
#include "eq/order/act.h"
#include "parties/platform/rows.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using testing::Chat;
using testing::Person;
using wire::Code;

class PlatformPreservation : public testing::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ana.emplace(person());
    ben.emplace(person());
    grant(order::Basis::judge);
  }
  /// With preservation asked for; the tests' own order.
  void grant(order::Basis basis) {
    order.emplace(log_order({ana->id, day, day, order::DataCategory::content, basis}));
    ASSERT_EQ(append(order->agency().key, order->by_agency(order::Act::preserve, now)), Code::ok);
  }
  template <class T>
  Code append(const crypto::SigningKey& key, const T& entry) {
    const auto c =
        as(key, wire::LogAppend{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}});
    if (c.ok()) index = c->index;
    cosign_all();
    return last_code_;
  }
  order::ActEntry act(order::Act a, const crypto::Digest& detail = {},
                      order::Ground ground = order::Ground::none) {
    const auto& law = world->realm.profile;
    if (a == order::Act::keep)
      kept_until = order::longest_keeping(order->file.terms.last, law, now);
    const Time until = a == order::Act::keep     ? kept_until
                       : a == order::Act::extend ? kept_until + law.extension_days * kDay_ms
                                                 : Time{};
    return order->by_court(a, now, detail, ground, until);
  }
  crypto::Digest key_bytes() const { return to_array<32>(key.public_key).take(); }
  wire::PreservationBegin begin() {
    return {order->file.terms.number, index, ana->id, order->file.blind};
  }
  std::size_t sealed() const {
    return keys_in(store, Table::preserved, {}, Bytes(64, 0xff), SIZE_MAX).value().size();
  }

  std::uint64_t index = 0;  // of the last entry
  Time kept_until;
  std::optional<Person> ana, ben;
  std::optional<testing::TestOrder> order;
  crypto::HpkeKeyPair key = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  Day day = day_of(now);
};

TEST_F(PlatformPreservation, OnlyTheCourtForTheOrdersAccountAndOnlyAfterAWitnessedAct_PLT_22) {
  EXPECT_EQ(code_as(world->court.key, begin()), Code::refused) << "no act names a key";
  const auto request = wire::LogAppend{
      wire::LogName::orders, std::nullopt, tlog::entry_of(act(order::Act::keep, key_bytes())), {}};
  index = as(world->court.key, request)->index;
  EXPECT_EQ(code_as(world->court.key, begin()), Code::refused) << "the witness has not seen it";
  cosign_all();
  EXPECT_EQ(code_as(world->agency.key, begin()), Code::unauthorised);
  EXPECT_EQ(code_as(ana->device, begin()), Code::unauthorised);
  auto other = begin();
  other.account = ben->id;
  EXPECT_EQ(code_as(world->court.key, other), Code::refused) << "the order names somebody else";
  other = begin();
  other.order = 2;
  EXPECT_EQ(code_as(world->court.key, other), Code::refused) << "no such order is logged";
  other = begin();
  other.act_index = 1;
  EXPECT_EQ(code_as(world->court.key, other), Code::refused) << "an order is no such act";
  other = begin();
  other.blind[0] ^= 1;
  EXPECT_EQ(code_as(world->court.key, other), Code::refused);
  EXPECT_EQ(code_as(world->court.key, begin()), Code::ok);
  EXPECT_EQ(code_as(world->court.key, begin()), Code::ok) << "again changes nothing";
}

TEST_F(PlatformPreservation, ADayIsSealedOnceItIsOverAndNothingOfOthersIsKept_PLT_22) {
  const Person cleo = person();
  const Chat ours = chat({&*ana, &*ben}), theirs = chat({&*ben, &cleo});
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  ASSERT_EQ(code_as(world->court.key, begin()), Code::ok);
  const auto sent = ours.message(rng), foreign = theirs.message(rng);
  ASSERT_EQ(code(sent), Code::ok);
  ASSERT_EQ(code(foreign), Code::ok);
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(sealed(), 0u) << "the day is not over";
  now = start_of(day + 1) + kEnvelopeGrace_ms;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(sealed(), 2u) << "a list of envelopes and one message";
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(sealed(), 2u) << "once";
  for (const Person* p : std::initializer_list<const Person*>{&*ana, &*ben, &cleo})
    (void)code_as(p->device, wire::MailboxAck{mailbox(*p).back().seq});
  now = now + kAccess_ms;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  const Bytes all = store.dump();
  for (const Bytes& m : {sent.message, foreign.message})
    EXPECT_EQ(std::search(all.begin(), all.end(), m.begin(), m.end()), all.end());
  EXPECT_EQ(sealed(), 2u);

  // The court gets the sealed secret, and nobody else does; with it the list opens.
  const wire::PreservationSecret ask{1, day};
  EXPECT_EQ(code_as(world->agency.key, ask), Code::unauthorised);
  const auto secret = as(world->court.key, ask);
  ASSERT_TRUE(secret.ok());
  const auto opened = order::DaySecret::open(1, day, key, secret->secret);
  ASSERT_TRUE(opened.ok());
  const auto place = order::DaySecret::index_place();
  ASSERT_EQ(append(world->agency.key, order->intent(day, now)), Code::ok);
  const wire::AccessPreserved request{index, day, {place, rng.array<32>()}};
  EXPECT_EQ(code_as(world->court.key, request), Code::unauthorised);
  const auto found = as(world->agency.key, request);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->records.size(), 1u);
  const auto list =
      decode<wire::EnvelopesOfDay>(opened->open(place, found->records[0].sealed).value());
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->count.account.conversations, std::vector{ours.conv});
}

TEST_F(PlatformPreservation,
       ADayThatIsOverHasOneCountWhetherItIsKeptBeforeTheIntentOrAfter_PLT_22) {
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  now = start_of(day + 1) + kEnvelopeGrace_ms;
  ASSERT_EQ(append(world->agency.key, order->intent(day, now)), Code::ok);
  const auto before = index;
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  ASSERT_EQ(code_as(world->court.key, begin()), Code::ok);
  now = now + kMinute_ms;
  ASSERT_EQ(append(world->agency.key, order->intent(day, now)), Code::ok);
  for (const std::uint64_t intent : {before, index}) {
    const auto kept = as(world->agency.key,
                         wire::AccessPreserved{intent, day, {order::DaySecret::index_place()}});
    ASSERT_TRUE(kept.ok()) << intent;
    EXPECT_EQ(kept->records.size(), 1u);
    const wire::AccessEnvelopes held{intent, ana->id, order->file.blind, day, 0};
    EXPECT_EQ(code_as(world->agency.key, held), Code::ok) << intent;
  }
}

TEST_F(PlatformPreservation, AnIntentCountedWhileTheDayRanOpensNothingOfWhatIsKept_PLT_22) {
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  ASSERT_EQ(append(world->agency.key, order->intent(day, now)), Code::ok);
  const auto early = index;
  now = now + kMinute_ms;
  (void)chat({&*ana, &*ben});  // not counted
  now = start_of(day + 1) + kEnvelopeGrace_ms;
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  ASSERT_EQ(code_as(world->court.key, begin()), Code::ok);
  EXPECT_EQ(code_as(world->agency.key,
                    wire::AccessPreserved{early, day, {order::DaySecret::index_place()}}),
            Code::refused);
}

TEST_F(PlatformPreservation, CountsOfADayThatRunsShareNoSaltsAndOneThatIsOverHasOneCount_PLT_19) {
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  const auto root = [&] {
    EXPECT_EQ(append(world->agency.key, order->intent(day, now)), Code::ok);
    return decode<TallyRow>(store.get(Table::tallies, be64_key(index)).value())->root;
  };
  const auto while_it_runs = root();
  now = now + kMinute_ms;
  EXPECT_NE(root(), while_it_runs) << "though nothing was sent meanwhile";
  now = start_of(day + 1);
  const auto over = root();
  EXPECT_NE(over, while_it_runs);
  now = now + kMinute_ms;
  EXPECT_EQ(root(), over);
}

TEST_F(PlatformPreservation, ADayOfManyMessagesIsSealedWholeAndNothingOfTheDaysAround_PLT_22) {
  constexpr std::size_t kEachDay = 70;  // more than are in memory at a time
  const Chat ours = chat({&*ana, &*ben});
  now = start_of(day) - kHour_ms;
  for (std::size_t i = 0; i < kEachDay; ++i) ASSERT_EQ(code(ours.message(rng)), Code::ok);
  now = start_of(day) + kHour_ms;
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  ASSERT_EQ(code_as(world->court.key, begin()), Code::ok);
  for (std::size_t i = 0; i < kEachDay; ++i) ASSERT_EQ(code(ours.message(rng)), Code::ok);
  now = start_of(day + 1) + kEnvelopeGrace_ms;
  for (std::size_t i = 0; i < kEachDay; ++i) ASSERT_EQ(code(ours.message(rng)), Code::ok);
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(sealed(), 1 + kEachDay);
}

TEST_F(PlatformPreservation, WhileTheClockIsDoubtedNothingIsSealedOrEnded_SRV_9) {
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  ASSERT_EQ(code_as(world->court.key, begin()), Code::ok);
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  ASSERT_TRUE(platform->announce(now + 3 * kDay_ms, rng).ok());
  EXPECT_EQ(sealed(), 0u) << "the day is not over";
  now = start_of(day + 1) + kEnvelopeGrace_ms;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  ASSERT_EQ(sealed(), 2u);
  ASSERT_TRUE(platform->announce(kept_until + kDay_ms, rng).ok());
  EXPECT_EQ(sealed(), 2u) << "by a clock that is ahead it would be over";
  ASSERT_TRUE(purge(*platform, kept_until + kDay_ms, 100, rng).ok());
  EXPECT_EQ(sealed(), 0u);
}

class EndedBy : public PlatformPreservation, public ::testing::WithParamInterface<order::Act> {};
INSTANTIATE_TEST_SUITE_P(Acts, EndedBy,
                         ::testing::Values(order::Act::destroy, order::Act::withdraw,
                                           order::Act::lapse, order::Act::object,
                                           order::Act::reject, order::Act::close));

TEST_P(EndedBy, AnActErasesWhatWasKeptAndItDoesNotBeginAgain_PLT_22) {
  // Where each of these acts is open.
  if (GetParam() == order::Act::lapse) grant(order::Basis::emergency);
  if (GetParam() == order::Act::object) grant(order::Basis::foreign);
  if (GetParam() == order::Act::reject) {
    ASSERT_EQ(append(world->court.key,
                     order->by_court(order::Act::review, now, {}, order::Ground::third_country)),
              Code::ok);
  }
  if (GetParam() == order::Act::close) {
    const auto answer =
        order::answer(order->file.terms,
                      {{day, order::Disposition::refused, order::Ground::impossible, 0}},
                      keys_of_service->stamp, now, order->realm)
            .value();
    ASSERT_EQ(append(keys_of_service->stamp, answer), Code::ok);
  }
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  now = start_of(day + 2);
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  const auto kept = begin();
  ASSERT_EQ(code_as(world->court.key, kept), Code::ok);
  ASSERT_EQ(sealed(), 2u);
  const auto ground = GetParam() == order::Act::object   ? order::Ground::press_freedom
                      : GetParam() == order::Act::reject ? order::Ground::third_country
                                                         : order::Ground::none;
  ASSERT_EQ(append(world->court.key, act(GetParam(), {}, ground)), Code::ok);
  EXPECT_EQ(sealed(), 0u);
  EXPECT_EQ(code_as(world->court.key, wire::PreservationSecret{order->file.terms.number, day}),
            Code::unknown);
  EXPECT_EQ(code_as(world->court.key, kept), Code::refused);
  now = now + 1;
  EXPECT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::conflict);
  EXPECT_EQ(code_as(world->court.key, begin()), Code::refused) << "one preservation for one order";
}

TEST_F(PlatformPreservation, AtItsEndItIsErasedWithoutTheCourtOneExtensionLater_PLT_22) {
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  now = start_of(day + 2);
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  const auto kept = begin();
  ASSERT_EQ(code_as(world->court.key, kept), Code::ok);
  EXPECT_EQ(sealed(), 2u) << "a day that is over is sealed at once";
  ASSERT_EQ(append(world->court.key, act(order::Act::extend)), Code::ok);
  now = now + 1;
  EXPECT_EQ(append(world->court.key, act(order::Act::extend)), Code::conflict) << "once";
  now = kept_until + 30 * kDay_ms - 1;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(sealed(), 2u);
  now = now + 1;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(sealed(), 0u);
  EXPECT_EQ(code_as(world->court.key, kept), Code::refused) << "an end is an end";
}

TEST_F(PlatformPreservation, WhatCameTooLateIsNotSealedInPart_PLT_22) {
  const Chat ours = chat({&*ana, &*ben});
  ASSERT_EQ(code(ours.message(rng)), Code::ok);
  now = start_of(day) + kAccess_ms;
  ASSERT_EQ(append(world->court.key, act(order::Act::keep, key_bytes())), Code::ok);
  ASSERT_EQ(code_as(world->court.key, begin()), Code::ok);
  EXPECT_EQ(sealed(), 0u);
  EXPECT_EQ(code_as(world->court.key, wire::PreservationSecret{1, day}), Code::unknown);
}

}  // namespace
}  // namespace eq::platform
