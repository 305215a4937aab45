// What a service's operator can do about accounts, and what nobody can undo by it.
#include "parties/platform/users.h"

#include <gmock/gmock.h>

#include "parties/platform/rows.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using testing::Chat;
using testing::Person;
using wire::Code;

class Users_ : public testing::PlatformTest {
 protected:
  void take_by_invitation() {
    platform = Platform::open(Keys::load(keys_of_service->save()).take(), world->realm, store,
                              Registration::by_invitation)
                   .take();
  }
  Code register_with(const std::optional<wire::Invitation>& invitation) {
    const Person p = Person::make(world->realm.name, rng);
    return code(wire::AccountRegister{p.record, invitation});
  }
  bool holds(View what) const {
    const Bytes all = store.dump();
    return std::search(all.begin(), all.end(), what.begin(), what.end()) != all.end();
  }
  Result<void, Code> act(const Person& on, UserAct what) {
    return platform->act_on(on.id, what, now, rng);
  }
  /// The envelopes of a day of hers, under an order and an intent that the witness has seen.
  Result<wire::EnvelopesOfDay> envelopes_of(const Person& of, Day day) {
    const auto order = log_order({of.id, day, day});
    const auto index = as(world->agency.key, append_of(order.intent(day, now)))->index;
    cosign_all();
    return as(world->agency.key, wire::AccessEnvelopes{index, of.id, order.file.blind, day});
  }
};

TEST_F(Users_, AnInvitationMakesOneAccountUntilItsDayAndOnlyItsDigestIsKept_PLT_48) {
  take_by_invitation();
  EXPECT_EQ(register_with(std::nullopt), Code::uninvited);
  const auto made = platform->invite(3, 7, now, rng);
  ASSERT_TRUE(made.ok());
  ASSERT_EQ(made->size(), 3u);
  for (const auto& invitation : *made) EXPECT_FALSE(holds(invitation.secret));
  const auto again = wire::Invitation::from_text((*made)[0].text());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(register_with(*again), Code::ok);
  EXPECT_EQ(register_with(*again), Code::uninvited) << "used";
  EXPECT_EQ(register_with(wire::Invitation{day_of(now) + 7, rng.array<16>()}), Code::uninvited);
  auto later = (*made)[1];
  later.last = later.last + 1;
  EXPECT_EQ(register_with(later), Code::uninvited) << "its day is part of it";
  now = start_of(day_of(now) + 8) - 1;
  EXPECT_EQ(register_with((*made)[1]), Code::ok);
  now = now + 1;
  EXPECT_EQ(register_with((*made)[2]), Code::uninvited) << "past its day";
  EXPECT_TRUE(holds((*made)[2].digest()));
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_FALSE(holds((*made)[2].digest()));
}

TEST_F(Users_, ARefusedRegistrationUsesNoInvitationUpAndWhoIsHereNeedsNone_PLT_48) {
  Person ana = person();
  take_by_invitation();
  const auto made = platform->invite(1, 1, now, rng).value();
  Person thief = Person::make(world->realm.name, rng);
  thief.record.device_keys = {ana.device.verify_key()};
  wire::sign_record(thief.record, thief.account_key);
  EXPECT_EQ(code(wire::AccountRegister{thief.record, made[0]}), Code::conflict);
  EXPECT_EQ(register_with(made[0]), Code::ok);
  ana.record = wire::next_record(ana.record);
  wire::sign_record(ana.record, ana.account_key);
  EXPECT_EQ(code(wire::AccountRegister{ana.record}), Code::ok);
  EXPECT_EQ(code(wire::AccountRegister{ana.record}), Code::ok) << "the answer may have been lost";
}

TEST_F(Users_, InvitationsHaveABoundAndNobodyOutsideMakesThem_PLT_48) {
  EXPECT_EQ(platform->invite(0, 1, now, rng).error(), Code::malformed);
  EXPECT_EQ(platform->invite(1, kInvitationDaysMax + 1, now, rng).error(), Code::too_large);
  const auto most = static_cast<std::uint32_t>(kInvitationsMax);
  EXPECT_EQ(platform->invite(most + 1, 1, now, rng).error(), Code::too_large);
  ASSERT_TRUE(platform->invite(most, 1, now, rng).ok());
  EXPECT_EQ(platform->invite(1, 1, now, rng).error(), Code::too_large);
  now = now + 2 * kDay_ms;
  EXPECT_TRUE(platform->invite(1, 1, now, rng).ok()) << "those past their day do not count";
}

TEST_F(Users_, WhoIsSuspendedReadsAndBeginsNothing_PLT_49) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ben, &ana});
  ASSERT_TRUE(act(ana, UserAct::suspend).ok());
  EXPECT_EQ(act(ana, UserAct::suspend).error(), Code::conflict);
  EXPECT_EQ(code(c.message(rng)), Code::ok);
  EXPECT_EQ(mailbox(ana).size(), 2u);
  EXPECT_EQ(code_as(ana.device, wire::MailboxAck{mailbox(ana).back().seq}), Code::ok);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}}}), Code::suspended);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesTake{ben.id}), Code::suspended);
  const auto to = wire::Address::of(world->realm.moderator.signing);
  EXPECT_EQ(code_as(ana.device, wire::DeskPost{to, Bytes{1}}), Code::suspended)
      << "so it is given no tokens";
  wire::ConversationCreate alone{
      ConversationId{rng.array<16>()}, 1, rng.array<32>(), {ana.id}, 1, {}};
  EXPECT_EQ(code_as(ana.device, alone), Code::suspended);
  auto next = wire::next_record(ana.record);
  wire::sign_record(next, ana.account_key);
  EXPECT_EQ(code(wire::AccountRegister{next}), Code::suspended);

  ASSERT_TRUE(act(ana, UserAct::resume).ok());
  EXPECT_EQ(act(ana, UserAct::resume).error(), Code::conflict);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}}}), Code::ok);
  EXPECT_EQ(code(wire::AccountRegister{next}), Code::ok);
}

TEST_F(Users_, OfWhoIsErasedNothingIsLeftButWhatOrdersReachAndThatForSevenDays_PLT_49) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}}}), Code::ok);
  EXPECT_EQ(code_as(ben.device, wire::DeskPost{wire::Address::of(ana.id), Bytes{2}}), Code::ok);
  auto data = c.data(rng);
  data.envelope = Array<80>{7};
  EXPECT_EQ(code(c.message(data, rng.array<40>())), Code::ok);
  const Day day = day_of(now);
  ASSERT_TRUE(act(ana, UserAct::erase).ok());
  EXPECT_EQ(act(ana, UserAct::erase).error(), Code::unknown);
  EXPECT_EQ(act(ana, UserAct::suspend).error(), Code::unknown);

  EXPECT_EQ(code_as(ana.device, wire::MailboxFetch{0, 1}), Code::erased) << "it is told";
  EXPECT_EQ(code(wire::AccountRegister{ana.record}), Code::erased);
  EXPECT_EQ(code_as(ben.device, wire::KeyPackagesTake{ana.id}), Code::unknown);
  EXPECT_EQ(code(c.message(rng)), Code::ok) << "the conversation goes on";
  EXPECT_THAT(last.wake, ::testing::ElementsAre(ben.id));
  EXPECT_EQ(mailbox(ben).size(), 3u);

  const auto found = envelopes_of(ana, day);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->envelopes.size(), 1u) << "an order of that day finds what it would have found";
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  now = now + kAccess_ms + 1;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(code_as(ana.device, wire::MailboxFetch{0, 1}), Code::unauthorised);
  EXPECT_EQ(code(wire::AccountRegister{ana.record}), Code::erased) << "the directory has it";
  EXPECT_TRUE(keys_in(store, Table::subscriptions, ana.id.bytes, end_of(ana.id.bytes), 1)->empty());
}

TEST_F(Users_, TheListShowsCountsAndDatesOfAll_PLT_49) {
  std::vector<Person> people;
  for (std::size_t i = 0; i < kUsersAtOnce + 1; ++i) people.push_back(person());
  const Person& ana = people.front();
  (void)chat({&people[1], &ana});
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}, Bytes{2}}}), Code::ok);
  ASSERT_TRUE(act(ana, UserAct::suspend).ok());
  std::map<AccountId, User> all;
  std::optional<AccountId> after;
  for (bool more = true; more; after = all.rbegin()->first) {
    const auto page = platform->users(after, now, rng).value();
    for (const auto& user : page.users) all[user.account] = user;
    more = page.more;
  }
  ASSERT_EQ(all.size(), people.size());
  const User& hers = all.at(ana.id);
  EXPECT_EQ(hers.devices, 1u);
  EXPECT_EQ(hers.key_packages, 2u);
  EXPECT_EQ(hers.conversations, 1u);
  EXPECT_EQ(hers.waiting, 1u);
  EXPECT_EQ(hers.oldest, now);
  EXPECT_EQ(hers.suspended, now);
  EXPECT_EQ(all.at(people[2].id).suspended, std::nullopt);
  EXPECT_EQ(all.at(people[2].id).waiting, 0u);
}

}  // namespace
}  // namespace eq::platform
