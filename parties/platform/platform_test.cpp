// Accounts, conversations, mailboxes, authorisation.
#include <gmock/gmock.h>

#include "eq/franking/attachment_hash.h"
#include "eq/wire/day_key.h"
#include "eq/wire/position.h"
#include "parties/platform/rows.h"
#include "parties/platform/store_contract.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using testing::Chat;
using testing::Person;
using wire::Code;
using wire::DeliveryKind;
class Platform_ : public testing::PlatformTest {};

TEST(MemoryStore, KeepsTheContractOfAllStores) {
  MemoryStore store;
  check_store_contract(store);
}

TEST_F(Platform_, AMessageReachesEveryMailboxWithItsStampAndWakesItsOwners_PLT_1) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const auto send = c.message(rng);
  const auto accepted = wire::ask(*this, send);
  ASSERT_TRUE(accepted.ok());
  EXPECT_THAT(last.wake, ::testing::UnorderedElementsAre(ana.id, ben.id));

  for (const auto* p : {&ana, &ben}) {
    const auto got = mailbox(*p);
    const auto& d = got.back();
    EXPECT_EQ(d.kind, DeliveryKind::message);
    EXPECT_EQ(d.conv, c.conv);
    EXPECT_EQ(d.body, send.message);
    EXPECT_EQ(d.stamp, accepted->stamp);
  }
  ASSERT_EQ(mailbox(ben).size(), 2u) << "the welcome, then the message";
  EXPECT_EQ(mailbox(ben)[0].kind, DeliveryKind::welcome);
  EXPECT_EQ(mailbox(ana).size(), 1u) << "no welcome to oneself";
}

TEST_F(Platform_, StampsFollowOneAnotherAndVerifyUnderTheLoggedDayKey_PLT_2) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const auto d1 = c.data(rng), d2 = c.data(rng);
  const auto m1 = c.message(d1, rng.array<40>()), m2 = c.message(d2, rng.array<40>());
  const auto s1 = *decode<franking::Stamp>(wire::ask(*this, m1)->stamp);
  EXPECT_THAT(last.grown, ::testing::ElementsAre(wire::LogName::orders))
      << "the day's key is logged first";
  now = now + 5;
  const auto s2 = *decode<franking::Stamp>(wire::ask(*this, m2)->stamp);
  EXPECT_TRUE(last.grown.empty());

  EXPECT_EQ(s1.seq, 1u);
  EXPECT_EQ(s1.time, testing::kNoon);
  EXPECT_TRUE(franking::follows(s1, s2, c.conv, d2.cf, crypto::sha256(m2.message)));
  const auto certificate = wire::fetch_day_key(*this, franking::Role::delivery, day_of(now));
  ASSERT_TRUE(certificate.ok());
  ASSERT_TRUE(franking::verify(*certificate, world->realm.stamp_key).ok());
  EXPECT_TRUE(franking::verify(s1, c.conv, d1.cf, certificate->key).ok());
  EXPECT_TRUE(franking::verify(s2, c.conv, d2.cf, certificate->key).ok());
  EXPECT_TRUE(
      wire::fetch_day_key(*this, franking::Role::delivery, day_of(now) + kDayKeysAhead).ok());
  EXPECT_EQ(
      wire::fetch_day_key(*this, franking::Role::delivery, day_of(now) + kDayKeysAhead + 1).error(),
      Err::missing);

  now = now - 10 * kMinute_ms;  // the server's clock was set back
  EXPECT_EQ(decode<franking::Stamp>(wire::ask(*this, c.message(rng))->stamp)->time, s2.time);
}

TEST_F(Platform_, DayKeysAreLoggedDaysAheadWithAndWithoutMessages_PLT_42) {
  const auto size = [&] {
    return wire::read_log(*this, world->realm, wire::LogName::orders)->size();
  };
  const auto has = [&](Day day) {
    return wire::fetch_day_key(*this, franking::Role::delivery, day).ok();
  };
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  cosign_all();
  EXPECT_EQ(size(), kDayKeysAhead + 1);
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  now = now + kDay_ms;
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  ASSERT_TRUE(wire::ask(*this, c.message(rng)).ok());
  cosign_all();
  EXPECT_EQ(size(), kDayKeysAhead + 2) << "one more, and none twice";
  // The clock jumps ahead and comes back part of the way: no day is left out.
  now = now + 20 * kDay_ms;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  now = now - 5 * kDay_ms;
  EXPECT_FALSE(has(day_of(now)));
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  for (std::uint32_t ahead = 0; ahead <= kDayKeysAhead; ++ahead)
    EXPECT_TRUE(has(day_of(now) + ahead)) << ahead;
}

TEST_F(Platform_, AWelcomeIsKeptOnceForAllWhoGetIt_PLT_43) {
  std::vector<Person> people;
  for (int i = 0; i < 20; ++i) people.push_back(person());
  wire::ConversationCreate create{
      ConversationId{rng.array<16>()}, 1, rng.array<32>(), {}, 20, Bytes(100'000, 0x5a)};
  for (const auto& p : people) create.members.push_back(p.id);
  const auto before = store.dump().size();
  ASSERT_EQ(code_as(people[0].device, create), Code::ok);
  EXPECT_LT(store.dump().size() - before, 120'000u);
  for (std::size_t i = 1; i < people.size(); ++i) {
    const auto got = mailbox(people[i]);
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].body, create.welcome);
  }
}

TEST_F(Platform_, WhatNobodyFetchesIsForgottenFromEveryTable_PLT_17) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  ASSERT_TRUE(wire::ask(*this, c.message(rng)).ok());
  ASSERT_EQ(code_as(ana.device,
                    wire::DeskPost{{wire::AddressKind::account, ben.id.bytes}, Bytes{1, 2, 3}}),
            Code::ok);
  ASSERT_EQ(code_as(ana.device, wire::DeskPost{{wire::AddressKind::organisation,
                                                world->realm.moderator.signing.bytes},
                                               Bytes{4, 5, 6}}),
            Code::ok);
  const auto rows = [&](Table table) {
    return keys_in(store, table, {}, Bytes(80, 0xff), SIZE_MAX)->size();
  };
  EXPECT_EQ(rows(Table::handshakes), 1u);
  now = now + kUndelivered_ms + kDay_ms;
  ASSERT_TRUE(purge(*platform, now, 1000, rng).ok());
  EXPECT_EQ(rows(Table::messages), 0u);
  EXPECT_EQ(rows(Table::desk), 1u) << "an office may be away for longer";
  ASSERT_EQ(mailbox(ben).size(), 2u) << "and a letter waits longer than a chat, as a Welcome does";
  EXPECT_EQ(rows(Table::handshakes), 1u);
  now = now + kUnfetched_ms;
  ASSERT_TRUE(purge(*platform, now, 1000, rng).ok());
  for (const Table t :
       {Table::desk, Table::inbox, Table::handshakes, Table::blob_dates, Table::nonces})
    EXPECT_EQ(rows(t), 0u);
}

TEST_F(Platform_, WhatIsKeptForSomebodyHasADailyMeasure_PLT_44) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const auto used = [&](View whose, std::uint64_t bytes) {
    const Bytes key = concat({be32(day_of(now).n), whose, Bytes{0xff}});
    ASSERT_TRUE(store.begin_step().ok());
    ASSERT_TRUE(store.put(Table::quotas, key, be64(bytes)).ok());
    ASSERT_TRUE(store.keep_step().ok());
  };
  constexpr std::uint64_t kMiB = wire::kMiB;
  used(concat({c.conv.bytes, view("messages")}), 512 * kMiB - 10);
  EXPECT_EQ(code(c.message(rng)), Code::rate_limited);
  used(concat({ana.id.bytes, view("letters")}), 128 * kMiB);
  EXPECT_EQ(code_as(ana.device,
                    wire::DeskPost{{wire::AddressKind::account, ben.id.bytes}, Bytes{1, 2, 3}}),
            Code::rate_limited);
  used(ana.id.bytes, 128 * kMiB);
  EXPECT_EQ(
      code_as(
          ana.device,
          wire::ConversationCreate{
              ConversationId{rng.array<16>()}, 1, rng.array<32>(), {ana.id, ben.id}, 2, Bytes{1}}),
      Code::rate_limited);
  now = now + kDay_ms;
  EXPECT_EQ(code(c.message(rng)), Code::ok) << "a day later";
  used(concat({c.conv.bytes, view("messages")}), 512 * kMiB);
  EXPECT_EQ(code(c.commit(rng.array<32>(), {}, {ben.id}, rng)), Code::ok)
      << "who has filled it can be removed";
}

TEST_F(Platform_, WhoUsesUpTheCommitsCanStillBeRemoved_PLT_44) {
  const Person ana = person(), ben = person(), cleo = person();
  Chat c = chat({&ana, &ben});
  const Bytes key = concat({be32(day_of(now).n), c.conv.bytes, view("commits"), Bytes{0xff}});
  ASSERT_TRUE(store.begin_step().ok());
  ASSERT_TRUE(store.put(Table::quotas, key, be64(512 * wire::kMiB)).ok());
  ASSERT_TRUE(store.keep_step().ok());
  EXPECT_EQ(code(c.commit(rng.array<32>(), {cleo.id}, {}, rng)), Code::rate_limited);
  EXPECT_EQ(code(c.commit(rng.array<32>(), {}, {ben.id}, rng)), Code::ok);
}

TEST_F(Platform_, AMessageCountsTheSameHoweverManyReadIt_PLT_44) {
  const Person ana = person(), ben = person();
  const Chat two = chat({&ana, &ben}), one = chat({&ana});
  const auto counted = [&](const Chat& c) {
    const auto sent = c.message(rng);
    EXPECT_EQ(code(sent), Code::ok);
    const auto used = store.get(
        Table::quotas, concat({be32(day_of(now).n), c.conv.bytes, view("messages"), Bytes{0xff}}));
    return decode<std::uint64_t>(*used).value() - sent.message.size();
  };
  EXPECT_EQ(counted(two), counted(one));
  EXPECT_GT(counted(two), 0u) << "what is written to find it counts";
}

TEST_F(Platform_, AnAcknowledgementDropsSoMuchAndTheRestGoesWithTheForgetting_PLT_17) {
  const Person ana = person();
  ASSERT_TRUE(store.begin_step().ok());
  constexpr std::uint64_t kMany = 2500;
  for (std::uint64_t i = 1; i <= kMany; ++i)
    ASSERT_TRUE(store
                    .put(Table::inbox, key_of({ana.id.bytes, be64(i)}),
                         encode(DeliveryRow{wire::DeliveryKind::letter, now, {}, 0, Bytes{1}}))
                    .ok());
  ASSERT_TRUE(store.put(Table::positions, {}, be64(kMany)).ok());
  ASSERT_TRUE(store.keep_step().ok());
  const auto left = [&] {
    return keys_in(store, Table::inbox, ana.id.bytes, end_of(ana.id.bytes), SIZE_MAX)->size();
  };
  ASSERT_EQ(code_as(ana.device, wire::MailboxAck{kMany}), Code::ok);
  EXPECT_EQ(left(), kMany - 1000);
  EXPECT_TRUE(mailbox(ana, kMany).empty()) << "what was acknowledged is not given again";
  ASSERT_TRUE(purge(*platform, now, 100'000, rng).ok());
  EXPECT_EQ(left(), 0u);
}

TEST_F(Platform_, ComingAndGoingHasAnEnd_PLT_44) {
  const Person ana = person(), ben = person();
  Chat c = chat({&ana, &ben});
  const auto change = [&](std::vector<AccountId> added, std::vector<AccountId> removed) {
    const auto next = rng.array<32>();
    const Code said = code(c.commit(next, std::move(added), std::move(removed), rng));
    if (said == Code::ok) c.send_key = next, ++c.epoch;
    return said;
  };
  int times = 0;
  do {
    ASSERT_EQ(change({}, {ben.id}), Code::ok);
    ++times;
  } while (times < 200 && change({ben.id}, {}) == Code::ok);
  EXPECT_EQ(times, 64) << "and no more while the service keeps when he came and went";
}

TEST_F(Platform_, HoweverManyConversationsAnAccountBeginsItsMeasureIsThatOfEight_PLT_44) {
  const Person ana = person(), ben = person();
  chat({&ana});
  const Chat of_ana = chat({&ana, &ben}), of_ben = chat({&ben, &ana});
  const Bytes key = concat({be32(day_of(now).n), ana.id.bytes, view("beganmessages"), Bytes{0xff}});
  ASSERT_TRUE(store.begin_step().ok());
  ASSERT_TRUE(store.put(Table::quotas, key, be64(8 * 512 * wire::kMiB)).ok());
  ASSERT_TRUE(store.keep_step().ok());
  EXPECT_EQ(code(of_ana.message(rng)), Code::rate_limited);
  EXPECT_EQ(code(of_ben.message(rng)), Code::ok) << "another's";
  now = now + kDay_ms;
  EXPECT_EQ(code(of_ana.message(rng)), Code::ok);
}

TEST_F(Platform_, AMessageWithoutTheSendingKeyIsForged_PLT_3) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const Bytes before = store.dump();
  auto send = c.message(rng);
  send.tag[0] ^= 1;
  EXPECT_EQ(code(send), Code::forged);
  Chat outsider = c;
  outsider.send_key = rng.array<32>();
  EXPECT_EQ(code(outsider.message(rng)), Code::forged);
  auto altered = c.message(rng);
  altered.message.back() ^= 1;
  EXPECT_EQ(code(altered), Code::forged);
  EXPECT_EQ(store.dump(), before) << "refusals store nothing";
}

TEST_F(Platform_, TheSameMessageTwiceIsReplayed_PLT_4) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const auto send = c.message(rng);
  EXPECT_EQ(code(send), Code::ok);
  EXPECT_EQ(code(send), Code::replayed);
  EXPECT_EQ(mailbox(ben).size(), 2u);
}

TEST_F(Platform_, TheFirstCommitOfAnEpochWinsAndTheOldEpochIsStale_PLT_5) {
  const Person ana = person(), ben = person(), eve = person();
  Chat c = chat({&ana, &ben, &eve});
  const auto next = rng.array<32>();
  const auto winner = c.commit(next, {}, {eve.id}, rng);
  EXPECT_EQ(wire::ask(*this, winner)->epoch, 2u);
  EXPECT_EQ(code(c.commit(rng.array<32>(), {}, {}, rng)), Code::stale_epoch);
  EXPECT_EQ(code(c.message(rng)), Code::stale_epoch);

  for (const auto* p : {&ana, &ben, &eve}) {
    EXPECT_EQ(mailbox(*p).back().kind, DeliveryKind::commit) << "the removed one learns of it too";
    EXPECT_EQ(mailbox(*p).back().body, winner.commit);
  }
  c.epoch = 2;
  c.send_key = next;
  EXPECT_EQ(code(c.message(rng)), Code::ok);
  EXPECT_EQ(mailbox(ben).back().kind, DeliveryKind::message);
  EXPECT_EQ(mailbox(eve).back().kind, DeliveryKind::commit) << "nothing new for the removed one";
}

TEST_F(Platform_, AddedMembersGetTheWelcomeAndOnlyWhatComesAfter_PLT_5) {
  const Person ana = person(), ben = person(), cleo = person();
  Chat c = chat({&ana, &ben});
  EXPECT_EQ(code(c.message(rng)), Code::ok);
  const auto next = rng.array<32>();
  EXPECT_EQ(code(c.commit(next, {cleo.id}, {}, rng)), Code::ok);
  c.epoch = 2;
  c.send_key = next;
  EXPECT_EQ(code(c.message(rng)), Code::ok);
  const auto got = mailbox(cleo);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].kind, DeliveryKind::welcome);
  EXPECT_EQ(got[1].kind, DeliveryKind::message);
}

TEST_F(Platform_, ACommitIsCheckedBeforeAnythingChanges_PLT_5) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const Bytes before = store.dump();
  auto untagged = c.commit(rng.array<32>(), {}, {}, rng);
  untagged.tag[3] ^= 1;
  EXPECT_EQ(code(untagged), Code::forged);
  auto rerouted = c.commit(rng.array<32>(), {}, {}, rng);
  rerouted.removed = {ben.id};
  EXPECT_EQ(code(rerouted), Code::forged) << "the member changes are under the tag";
  EXPECT_EQ(code(c.commit(rng.array<32>(), {ben.id}, {}, rng)), Code::refused)
      << "is a member already";
  EXPECT_EQ(code(c.commit(rng.array<32>(), {AccountId{rng.array<32>()}}, {}, rng)), Code::unknown);
  auto application = c.commit(rng.array<32>(), {}, {}, rng);
  application.commit = c.message(rng).message;
  application.tag = wire::commit_tag(c.send_key, application);
  EXPECT_EQ(code(application), Code::malformed) << "an application message is no commit";
  EXPECT_EQ(store.dump(), before);
}

TEST_F(Platform_, AConversationNeedsItsCreatorRegisteredMembersAndAFreshId) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  wire::ConversationCreate create{c.conv, 1, rng.array<32>(), {ana.id, ben.id}, 2, Bytes{1}};
  EXPECT_EQ(code_as(ana.device, create), Code::conflict);
  create.conv = ConversationId{rng.array<16>()};
  EXPECT_EQ(code_as(person().device, create), Code::refused) << "the creator is not in it";
  create.members = {ana.id, ana.id};
  EXPECT_EQ(code_as(ana.device, create), Code::malformed);
  create.members = {ana.id, AccountId{rng.array<32>()}};
  EXPECT_EQ(code_as(ana.device, create), Code::unknown);
  create.members = {ana.id, ben.id};
  create.welcome.clear();
  EXPECT_EQ(code_as(ana.device, create), Code::malformed);
}

TEST_F(Platform_, AMailboxIsReadAndEmptiedOnlyByItsOwnersDevices_PLT_6) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code(c.message(rng)), Code::ok);
  const auto page = as(ben.device, wire::MailboxFetch{0, 2});
  ASSERT_EQ(page->deliveries.size(), 2u);
  EXPECT_TRUE(page->more);
  EXPECT_EQ(mailbox(ben, page->deliveries[1].seq).size(), 2u);
  EXPECT_EQ(code_as(ben.device, wire::MailboxAck{wire::position_at(now) + 99}), Code::refused)
      << "nothing that far";
  EXPECT_EQ(code_as(ben.device, wire::MailboxAck{page->deliveries[1].seq}), Code::ok);
  EXPECT_EQ(mailbox(ben).size(), 2u);
  EXPECT_EQ(mailbox(ana).size(), 3u) << "the other mailbox is untouched";
  const auto stranger = crypto::SigningKey::generate(rng);
  EXPECT_EQ(code_as(stranger, wire::MailboxFetch{0, 2}), Code::unauthorised);
  EXPECT_EQ(code_as(world->court.key, wire::MailboxFetch{0, 2}), Code::unauthorised);
}

TEST_F(Platform_, ADeliveryWaitsUntilEveryDeviceHasIt_PLT_6) {
  Person ana = person();
  const Person ben = person();
  const auto second = crypto::SigningKey::generate(rng);
  ana.record = wire::next_record(ana.record);
  ana.record.device_keys.push_back(second.verify_key());
  wire::sign_record(ana.record, ana.account_key);
  ASSERT_EQ(code(wire::AccountRegister{ana.record}), Code::ok);
  (void)chat({&ben, &ana});
  const auto welcome = mailbox(ana)[0].seq;
  EXPECT_EQ(code_as(ana.device, wire::MailboxAck{welcome}), Code::ok);
  EXPECT_EQ(mailbox(ana).size(), 1u);
  EXPECT_EQ(code_as(second, wire::MailboxAck{welcome}), Code::ok);
  EXPECT_EQ(mailbox(ana).size(), 0u);
}

TEST_F(Platform_, ASignedRequestWorksOnceForOneVerbForFiveMinutes_PLT_7) {
  const Person ana = person();
  const auto sign = [&](wire::Verb verb, std::string_view realm, Time at) {
    return wire::sign_request(ana.device, verb, realm, encode(wire::MailboxFetch{}), at, rng);
  };
  const auto post = [&](const wire::SignedRequest& r) {
    (void)call(wire::Verb::mailbox_fetch, encode(r));
    return last_code_;
  };
  const auto good = sign(wire::Verb::mailbox_fetch, world->realm.name, now);
  EXPECT_EQ(post(good), Code::ok);
  EXPECT_EQ(post(good), Code::replayed);
  EXPECT_EQ(post(sign(wire::Verb::mailbox_ack, world->realm.name, now)), Code::forged);
  EXPECT_EQ(post(sign(wire::Verb::mailbox_fetch, "other.example", now)), Code::forged);
  EXPECT_EQ(post(sign(wire::Verb::mailbox_fetch, world->realm.name, now + wire::kRequestSkew_ms)),
            Code::ok);
  EXPECT_EQ(
      post(sign(wire::Verb::mailbox_fetch, world->realm.name, now + wire::kRequestSkew_ms + 1)),
      Code::expired);
  EXPECT_EQ(post(sign(wire::Verb::mailbox_fetch, world->realm.name, now - wire::kRequestSkew_ms)),
            Code::ok);
  EXPECT_EQ(
      post(sign(wire::Verb::mailbox_fetch, world->realm.name, now - wire::kRequestSkew_ms - 1)),
      Code::expired);
  auto altered = sign(wire::Verb::mailbox_fetch, world->realm.name, now);
  altered.body = encode(wire::MailboxFetch{1, 1});
  EXPECT_EQ(post(altered), Code::forged);

  // As long as a request's time is still good its nonce is remembered, whatever was forgotten
  // since.
  now = now + wire::kRequestSkew_ms;
  ASSERT_TRUE(purge(*platform, now, 1000, rng).ok());
  EXPECT_EQ(post(good), Code::replayed);
  now = now + 1;
  EXPECT_EQ(post(good), Code::expired);
}

TEST_F(Platform_, AnAccountIsReplacedOnlyByItsOwnKeyAndAHigherVersion_PLT_8) {
  Person ana = person();
  const Person ben = person();
  const wire::AccountRecord person_record = ana.record;
  EXPECT_EQ(code(wire::AccountRegister{ana.record}), Code::ok) << "the same again";
  auto other = ana.record;
  other.hpke_key = rng.array<32>();
  wire::sign_record(other, ana.account_key);
  EXPECT_EQ(code(wire::AccountRegister{other}), Code::conflict) << "the same version";
  auto forged = wire::next_record(ana.record);
  EXPECT_EQ(code(wire::AccountRegister{forged}), Code::forged);
  ana.record = wire::next_record(ana.record);
  wire::sign_record(ana.record, ben.account_key);
  EXPECT_EQ(code(wire::AccountRegister{ana.record}), Code::conflict)
      << "another key makes another account";
  auto jump = wire::next_record(wire::next_record(person_record));
  wire::sign_record(jump, ana.account_key);
  EXPECT_EQ(code(wire::AccountRegister{jump}), Code::conflict) << "not the next";
  auto unrelated = person_record;
  unrelated.version = 2;
  unrelated.previous = crypto::sha256(Bytes{1});
  wire::sign_record(unrelated, ana.account_key);
  EXPECT_EQ(code(wire::AccountRegister{unrelated}), Code::conflict) << "names another";
  auto next = wire::next_record(person_record);
  wire::sign_record(next, ana.account_key);
  EXPECT_EQ(code(wire::AccountRegister{next}), Code::ok);
  auto stolen = Person::make(world->realm.name, rng);
  stolen.record.device_keys = {ben.device.verify_key()};
  wire::sign_record(stolen.record, stolen.account_key);
  EXPECT_EQ(code(wire::AccountRegister{stolen.record}), Code::conflict) << "ben's device is ben's";
  auto foreign = Person::make("other.example", rng);
  EXPECT_EQ(code(wire::AccountRegister{foreign.record}), Code::refused);
}

TEST_F(Platform_, WhatWasReadBeforeItsTurnIsJudgedInIt_PLT_4_PLT_7) {
  const Person ana = person();
  Person ben = person();
  const auto read = [&](const Person& from, std::string_view realm) {
    auto incoming =
        Incoming::read(wire::Verb::mailbox_fetch,
                       encode(wire::sign_request(from.device, wire::Verb::mailbox_fetch, realm,
                                                 encode(wire::MailboxFetch{}), now, rng)),
                       world->realm);
    incoming.check_signature();
    return incoming;
  };
  const auto code = [&](const Incoming& incoming) {
    return platform->handle(incoming, now, rng).code;
  };
  const auto twice = read(ana, world->realm.name), late = read(ana, world->realm.name);
  EXPECT_EQ(code(twice), Code::ok);
  EXPECT_EQ(code(twice), Code::replayed);
  EXPECT_EQ(code(read(ana, "other.example")), Code::forged);
  EXPECT_EQ(code(read(Person::make(world->realm.name, rng), world->realm.name)),
            Code::unauthorised);
  const auto before = read(ben, world->realm.name);
  ben.record = wire::next_record(ben.record);
  ben.record.device_keys = {crypto::SigningKey::generate(rng).verify_key()};
  wire::sign_record(ben.record, ben.account_key);
  ASSERT_EQ(PlatformTest::code(wire::AccountRegister{ben.record}), Code::ok);
  EXPECT_EQ(code(before), Code::unauthorised) << "its device was removed meanwhile";
  now = now + wire::kRequestSkew_ms + 1;
  EXPECT_EQ(code(late), Code::expired);
  EXPECT_EQ(code(Incoming::read(wire::Verb::mailbox_fetch, Bytes{1}, world->realm)),
            Code::malformed);
  EXPECT_EQ(code(Incoming::read(wire::Verb::mailbox_fetch, Bytes(wire::kMiB), world->realm)),
            Code::too_large);
}

TEST_F(Platform_, ARemovedDeviceMayDoNothingMore_PLT_8) {
  Person ana = person();
  const auto fresh = crypto::SigningKey::generate(rng);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}}}), Code::ok);
  ana.record = wire::next_record(ana.record);
  ana.record.device_keys = {fresh.verify_key()};
  wire::sign_record(ana.record, ana.account_key);
  ASSERT_EQ(code(wire::AccountRegister{ana.record}), Code::ok);
  EXPECT_EQ(code_as(ana.device, wire::MailboxFetch{}), Code::unauthorised);
  EXPECT_EQ(code_as(fresh, wire::MailboxFetch{}), Code::ok);
  EXPECT_EQ(code_as(person().device, wire::KeyPackagesTake{ana.id}), Code::exhausted)
      << "its key packages went with it";
}

TEST_F(Platform_, AKeyPackageIsHandedOutOnce_PLT_9) {
  const Person ana = person(), ben = person();
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}, Bytes{2}}}), Code::ok);
  EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages, std::vector<Bytes>{Bytes{1}});
  EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages, std::vector<Bytes>{Bytes{2}});
  EXPECT_EQ(code_as(ben.device, wire::KeyPackagesTake{ana.id}), Code::exhausted);
  EXPECT_EQ(code_as(ben.device, wire::KeyPackagesTake{AccountId{}}), Code::unknown);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{std::vector<Bytes>(101, Bytes{1})}),
            Code::too_large);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{std::vector<Bytes>(100, Bytes{1})}),
            Code::ok);
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}}}), Code::too_large);
}

TEST_F(Platform_, TheLastResortIsServedWhenNothingElseIsAndStays_PLT_36) {
  const Person ana = person(), ben = person();
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}}, Bytes{9}}), Code::ok);
  EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages, std::vector<Bytes>{Bytes{1}});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages,
              std::vector<Bytes>{Bytes{9}});
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{}, Bytes{8}}), Code::ok);
  EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages, std::vector<Bytes>{Bytes{8}})
      << "the newer one, alone";
}

TEST_F(Platform_, OneTakerUsesUpFourOfAnAccountsPackagesADay_PLT_36) {
  const Person ana = person(), ben = person(), cleo = person();
  EXPECT_EQ(code_as(ana.device, wire::KeyPackagesPublish{{Bytes{1}, Bytes{2}, Bytes{3}, Bytes{4},
                                                          Bytes{5}, Bytes{6}}}),
            Code::ok);
  for (std::uint8_t i = 1; i <= 4; ++i)
    EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages,
              std::vector<Bytes>{Bytes{i}});
  EXPECT_EQ(code_as(ben.device, wire::KeyPackagesTake{ana.id}), Code::rate_limited);
  EXPECT_EQ(as(cleo.device, wire::KeyPackagesTake{ana.id})->packages, std::vector<Bytes>{Bytes{5}});
  now = now + kDay_ms;
  EXPECT_EQ(as(ben.device, wire::KeyPackagesTake{ana.id})->packages, std::vector<Bytes>{Bytes{6}});
}

TEST_F(Platform_, TheOwnerLearnsWhichPackagesAreLeftAndWithdrawsThem_PLT_36) {
  const Person ana = person(), ben = person();
  const auto id = [](std::uint8_t b) { return crypto::sha256(Bytes{b}); };
  const auto held = as(ana.device, wire::KeyPackagesPublish{{Bytes{1}, Bytes{2}}, Bytes{9}});
  EXPECT_EQ(held->once, (std::vector{id(1), id(2)}));
  (void)as(ben.device, wire::KeyPackagesTake{ana.id});
  const auto left = as(ana.device, wire::KeyPackagesPublish{});
  EXPECT_EQ(left->once, std::vector{id(2)});
  EXPECT_EQ(left->last_resort, id(9));
  const auto none = as(ana.device, wire::KeyPackagesPublish{{}, {}, {id(2), id(9)}});
  EXPECT_TRUE(none->once.empty() && !none->last_resort);
  EXPECT_EQ(code_as(ben.device, wire::KeyPackagesTake{ana.id}), Code::exhausted);
  EXPECT_TRUE(as(ben.device, wire::KeyPackagesPublish{})->once.empty())
      << "another device has its own";
}

TEST_F(Platform_, AnAttachmentIsStoredForMembersOnlyAndFoundByItsDigest_PLT_3) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  wire::BlobPut put{c.conv, c.epoch, Bytes(5000, 0x33), {}};
  EXPECT_EQ(code(put), Code::forged);
  put.tag = wire::blob_tag(c.send_key, put.data);
  const auto stored = wire::ask(*this, put);
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->id.bytes, franking::attachment_hash(put.data));
  EXPECT_EQ(wire::ask(*this, wire::BlobGet{stored->id})->data, put.data);
  EXPECT_EQ(code(wire::BlobGet{wire::BlobId{rng.array<32>()}}), Code::unknown);
}

TEST_F(Platform_, LettersWaitForTheirAddressee_PLT_6) {
  const Person ana = person();
  EXPECT_EQ(code_as(ana.device, wire::DeskPost{wire::Address::of(world->moderator.key.verify_key()),
                                               Bytes{1, 2}}),
            Code::ok);
  EXPECT_EQ(code_as(world->moderator.key, wire::DeskPost{wire::Address::of(ana.id), Bytes{3}}),
            Code::ok);
  EXPECT_EQ(code_as(ana.device,
                    wire::DeskPost{{wire::AddressKind::organisation, rng.array<32>()}, Bytes{1}}),
            Code::unknown);
  EXPECT_EQ(code_as(ana.device, wire::DeskPost{wire::Address::of(AccountId{}), Bytes{1}}),
            Code::unknown);

  EXPECT_EQ(as(world->court.key, wire::DeskFetch{})->letters.size(), 0u);
  const auto letters = as(world->moderator.key, wire::DeskFetch{})->letters;
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].letter, (Bytes{1, 2}));
  EXPECT_EQ(code_as(ana.device, wire::DeskFetch{}), Code::unauthorised);
  EXPECT_EQ(code_as(world->moderator.key, wire::DeskAck{letters[0].seq}), Code::ok);
  EXPECT_EQ(as(world->moderator.key, wire::DeskFetch{})->letters.size(), 0u);
  EXPECT_EQ(mailbox(ana)[0].kind, DeliveryKind::letter);
  EXPECT_EQ(mailbox(ana)[0].body, Bytes{3});
}

TEST_F(Platform_, MalformedAndOversizedRequestsChangeNothing_PLT_4) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const Bytes before = store.dump();
  for (const auto& i : wire::kVerbs) {
    for (std::size_t n : {0, 1, 33, 200}) {
      const Reply r = platform->handle(i.verb, Bytes(n, 0xab), now, rng);
      EXPECT_GE(status_of(r.code), 400) << i.name << " " << n;
      EXPECT_LT(status_of(r.code), 500) << i.name << " " << n;
      EXPECT_TRUE(r.body.empty());
    }
    EXPECT_EQ(platform->handle(i.verb, Bytes(i.request_size_max + 1), now, rng).code,
              Code::too_large)
        << i.name;
  }
  const Bytes whole = encode(c.message(rng));
  for (std::size_t n = 0; n < whole.size(); ++n)
    ASSERT_NE(platform->handle(wire::Verb::messages_send, View(whole).first(n), now, rng).code,
              Code::ok)
        << n;
  EXPECT_EQ(store.dump(), before);
}

TEST_F(Platform_, ASubscriptionNeedsAFreshSignedFetch_PLT_7) {
  const Person ana = person();
  const Bytes frame =
      encode(wire::sign_request(ana.device, wire::Verb::mailbox_fetch, world->realm.name,
                                encode(wire::MailboxFetch{}), now, rng));
  EXPECT_EQ(*platform->subscriber(frame, now), ana.id);
  EXPECT_EQ(platform->subscriber(frame, now).error(), Code::replayed);
  EXPECT_EQ(platform->subscriber(Bytes{1, 2, 3}, now).error(), Code::malformed);
}

TEST_F(Platform_, KeysSurviveSavingAndOnlyFitTheirRealm) {
  auto keys = Keys::generate("chat.example", rng).take();
  const auto again = Keys::load(keys.save());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->save(), keys.save());
  EXPECT_FALSE(again->serves(world->realm));
  MemoryStore empty;
  EXPECT_EQ(Platform::open(std::move(keys), world->realm, empty).error(), Err::refused);
  EXPECT_EQ(Keys::load(Bytes{1}).error(), Err::malformed);
  EXPECT_EQ(Keys::generate("two words", rng).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::platform
