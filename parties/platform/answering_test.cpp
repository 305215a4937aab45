// What the service's operator may answer, and what follows from it.
#include "parties/platform/answering.h"

#include "eq/gate/tag.h"
#include "eq/order/act.h"
#include "eq/wire/authorities.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using order::DataCategory;
using order::Disposition;
using order::Ground;
using testing::Chat;
using testing::Person;
using wire::Code;

class PlatformAnswers : public testing::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    keys = &*keys_of_service;
    ana.emplace(person());
    order_for(DataCategory::content);
  }
  void order_for(DataCategory category) {
    order.emplace(log_order({ana->id, day, day + 1, category}));
    cosign_all();
  }
  template <class T>
  Code append(const crypto::SigningKey& key, const T& entry) {
    const auto c =
        as(key, wire::LogAppend{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}});
    if (c.ok()) index = c->index;
    cosign_all();
    return last_code_;
  }
  order::AnswerEntry entry(Disposition d, Ground g = Ground::none) {
    return order::answer(order->file.terms, {{day, d, g, 0}, {day + 1, d, g, 0}}, keys->stamp, now,
                         wire::authorities(world->realm))
        .value();
  }
  Code clarify(const crypto::SigningKey& key) {
    return append(key, order->by_agency(order::Act::clarified, now));
  }
  Code ask_for_envelopes() {
    EXPECT_EQ(append(world->agency.key, order->intent(day, now)), Code::ok);
    return ask_again();
  }
  Code ask_again() {
    return code_as(world->agency.key,
                   wire::AccessEnvelopes{index, ana->id, order->file.blind, day});
  }
  /// Without a change of `index`, which is the intent's.
  template <class T>
  void log_besides(const crypto::SigningKey& key, const T& entry) {
    const auto intent = index;
    ASSERT_EQ(append(key, entry), Code::ok);
    index = intent;
  }
  order::ActEntry flag() const {
    order::ActEntry e;
    e.act = order::Act::flag;
    e.filing = order->file.terms.filing;
    e.at = now;
    e.actor = order::Actor::custodian;
    e.custodian = 1;
    e.ground = Ground::press_freedom;
    return order::sign_act(e, world->custodian.key, world->realm.name);
  }

  const Keys* keys = nullptr;
  std::optional<Person> ana;
  std::optional<testing::TestOrder> order;
  std::uint64_t index = 0;
  Day day = day_of(now);
};

TEST_F(PlatformAnswers,
       AfterARefusalNothingIsHandedOverAndAfterAQuestionNotUntilItIsClarified_PLT_23) {
  EXPECT_EQ(append(keys->stamp, entry(Disposition::refused, Ground::manifest_error)), Code::ok);
  EXPECT_EQ(ask_for_envelopes(), Code::refused);
  order_for(DataCategory::content);
  EXPECT_EQ(append(keys->stamp, entry(Disposition::unclear, Ground::incomplete)), Code::ok);
  EXPECT_EQ(ask_for_envelopes(), Code::refused);
  EXPECT_EQ(clarify(world->court.key), Code::unauthorised) << "not the court's to say";
  EXPECT_EQ(clarify(world->agency.key), Code::ok);
  EXPECT_EQ(ask_for_envelopes(), Code::ok);
}

TEST_F(PlatformAnswers, WhatWasHandedOverIsNotAnsweredOtherwiseAfterwards_PLT_23) {
  ASSERT_EQ(ask_for_envelopes(), Code::ok);
  EXPECT_EQ(append(keys->stamp, entry(Disposition::refused, Ground::impossible)), Code::conflict);
}

TEST_F(PlatformAnswers, UnderAnOrderThatWasStoppedNothingMoreIsHandedOver_PLT_45) {
  const auto entries = [&] { return LogBook(world->realm).of(store).value()->size(); };
  ASSERT_EQ(ask_for_envelopes(), Code::ok);
  ASSERT_EQ(append(world->agency.key, order->intent(day + 1, now)), Code::ok);
  log_besides(world->court.key, order->by_court(order::Act::withdraw, now));
  const auto before = entries();
  EXPECT_EQ(
      code_as(world->agency.key, wire::AccessEnvelopes{index, ana->id, order->file.blind, day + 1}),
      Code::refused)
      << "else the last day's answer would follow, which the log's readers do not take";
  EXPECT_EQ(entries(), before);
}

TEST_F(PlatformAnswers, WhatIsHeldUpIsNotHandedOver_PLT_45) {
  ASSERT_EQ(ask_for_envelopes(), Code::ok);
  log_besides(world->custodian.key, flag());
  EXPECT_EQ(ask_again(), Code::refused);
}

TEST_F(PlatformAnswers, AnEmergencyThatNobodyConfirmedIsOverForTheServiceToo_PLT_45) {
  order.emplace(log_order({ana->id, day, day + 1, DataCategory::content, order::Basis::emergency}));
  cosign_all();
  ASSERT_EQ(ask_for_envelopes(), Code::ok);
  now = order->file.terms.confirm_by + 1;
  cosign_all();
  EXPECT_EQ(ask_again(), Code::refused);
}

TEST_F(PlatformAnswers, AfterTheOrdersOwnEndNothingIsHandedOver_PLT_45) {
  ASSERT_EQ(ask_for_envelopes(), Code::ok);
  now = order->file.terms.release_by;
  cosign_all();
  const Code last = ask_again();
  EXPECT_TRUE(last == Code::ok || last == Code::unknown) << "the seven days are another matter";
  now = now + 1;
  EXPECT_EQ(ask_again(), Code::refused);
}

TEST_F(PlatformAnswers, NotHeldIsAcceptedOnlyOfDataThatTheServiceDoesNotHold_PLT_23) {
  EXPECT_EQ(append(keys->stamp, entry(Disposition::not_held)), Code::refused)
      << "of content the count says so";
  order_for(DataCategory::traffic);
  EXPECT_EQ(append(keys->stamp, entry(Disposition::not_held)), Code::refused)
      << "who receives from where is known";
  EXPECT_EQ(append(keys->stamp, entry(Disposition::refused, Ground::impossible)), Code::ok);
  for (const auto c : {DataCategory::subscriber, DataCategory::identifying}) {
    order_for(c);
    EXPECT_EQ(append(keys->stamp, entry(Disposition::not_held)), Code::ok);
  }
}

TEST_F(PlatformAnswers, OnlyTheServicesKeyAnswersAndItLogsNothingElse_PLT_23) {
  const auto refusal = entry(Disposition::refused, Ground::impossible);
  for (const auto* key :
       {&world->court.key, &world->agency.key, &world->custodian.key, &world->moderator.key})
    EXPECT_EQ(append(*key, refusal), Code::unauthorised);
  EXPECT_EQ(append(ana->device, refusal), Code::unauthorised);
  auto forged = refusal;
  forged.items[0].ground = Ground::press_freedom;
  EXPECT_EQ(append(keys->stamp, forged), Code::refused);
  auto unknown = refusal;
  unknown.order = 9;
  EXPECT_EQ(append(keys->stamp, unknown), Code::refused);
  EXPECT_EQ(append(keys->stamp, wire::KeyEvent{world->court.org.name, "test", Bytes{1}}),
            Code::unauthorised);
  EXPECT_EQ(append(keys->stamp, order::IntentEntry{}), Code::unauthorised);
  EXPECT_EQ(
      code_as(keys->stamp, wire::LogAppend{wire::LogName::epochs, std::nullopt, Bytes{1}, {}}),
      Code::unauthorised);
  EXPECT_EQ(code_as(keys->stamp, wire::DeskFetch{0, 1}), Code::unauthorised);
}

}  // namespace
}  // namespace eq::platform
