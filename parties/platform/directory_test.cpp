// The directory of accounts: what is registered comes in, is shown with proof, and grows by epochs
// that neither keep a newcomer waiting nor flood the log.
#include <gmock/gmock.h>

#include "eq/wire/directory.h"
#include "eq/wire/log_reader.h"
#include "parties/platform/key_directory.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using testing::Person;
using wire::Code;
using wire::LogName;

class Directory_ : public testing::PlatformTest {
 protected:
  /// As somebody who has looked before.
  Result<wire::AccountRecord> look(const AccountId& id) {
    return wire::current_record(*this, world->realm, seen, id, now);
  }
  std::uint32_t version_of(const AccountId& id) {
    const auto r = look(id);
    return r.ok() ? r->version : 0;
  }
  Status nothing_newer(const Person& p, std::uint32_t version) {
    const auto answer = as(p.device, wire::ask_nothing_newer(seen, version));
    return wire::check_nothing_newer(answer, world->realm, seen, p.id, version, now);
  }
  Code renew(Person& p) {
    p.record = wire::next_record(p.record);
    wire::sign_record(p.record, p.account_key);
    return code(wire::AccountRegister{p.record});
  }
  std::size_t rows(Table table) {
    return keys_in(store, table, {}, Bytes(80, 0xff), SIZE_MAX)->size();
  }
  std::uint64_t epochs() { return platform->public_view(0)->directory_size; }
  wire::RecordsSeen seen;
};

TEST_F(Directory_, WhatIsRegisteredIsShownWithProofOnceItsEpochIsWitnessed_PLT_50) {
  Person ana = person();
  EXPECT_THAT(last.grown, ::testing::ElementsAre(LogName::directory)) << "in the same step";
  EXPECT_EQ(look(ana.id).error(), Err::unavailable);
  cosign_all();
  ASSERT_EQ(version_of(ana.id), 1u);
  EXPECT_EQ(look(ana.id)->digest(), ana.record.digest());

  const Person ben = person();
  EXPECT_EQ(look(ben.id).error(), Err::missing) << "proven under the tree of before";
  EXPECT_EQ(version_of(ana.id), 1u);
  cosign_all();
  EXPECT_EQ(version_of(ben.id), 1u);
  for (std::uint32_t v = 2; v <= 5; ++v) {
    ASSERT_EQ(renew(ana), Code::ok);
    EXPECT_EQ(version_of(ana.id), v - 1);
    cosign_all();
    EXPECT_EQ(version_of(ana.id), v);
  }
  EXPECT_EQ(look(AccountId{rng.array<32>()}).error(), Err::missing);
}

TEST_F(Directory_, WhatComesMeanwhileComesInWithTheNextEpoch_PLT_50) {
  Person ana = person();
  std::vector<Person> others;
  for (int i = 0; i < 3; ++i) others.push_back(person());
  ASSERT_EQ(renew(ana), Code::ok);
  ASSERT_EQ(renew(ana), Code::ok);
  EXPECT_EQ(epochs(), 1u) << "the first has not been seen";
  EXPECT_EQ(rows(Table::directory_queue), 5u);
  cosign_all();
  EXPECT_EQ(epochs(), 2u) << "as soon as it was";
  EXPECT_EQ(version_of(ana.id), 1u);
  cosign_all();
  EXPECT_EQ(version_of(ana.id), 3u) << "and all before it";
  for (const auto& p : others) EXPECT_EQ(version_of(p.id), 1u);
  EXPECT_EQ(rows(Table::directory_queue), 0u);
  cosign_all();
  EXPECT_EQ(epochs(), 2u) << "none without something new";
}

TEST_F(Directory_, NobodyFloodsItsLog_PLT_51) {
  for (std::uint32_t i = 0; i < kSpareEpochs; ++i) {
    (void)person();
    cosign_all();
  }
  EXPECT_EQ(epochs(), kSpareEpochs);
  const Person late = person();
  cosign_all();
  ASSERT_TRUE(platform->announce(now, rng).ok());
  EXPECT_EQ(epochs(), kSpareEpochs);
  EXPECT_EQ(look(late.id).error(), Err::missing);
  now = now + kMinute_ms;
  ASSERT_TRUE(platform->announce(now, rng).ok());
  cosign_all();
  EXPECT_EQ(epochs(), kSpareEpochs + 1) << "one each minute";
  EXPECT_EQ(version_of(late.id), 1u);
  (void)person();
  EXPECT_EQ(epochs(), kSpareEpochs + 1);
  now = now - 30 * kMinute_ms;  // set back, and right again: no minute counts twice
  ASSERT_TRUE(platform->announce(now, rng).ok());
  now = now + 30 * kMinute_ms;
  ASSERT_TRUE(platform->announce(now, rng).ok());
  EXPECT_EQ(epochs(), kSpareEpochs + 1);
}

TEST_F(Directory_, AnOwnerIsShownThatNothingNewerIsThere_PLT_50) {
  Person ana = person();
  cosign_all();
  EXPECT_TRUE(nothing_newer(ana, 1).ok());
  ASSERT_EQ(renew(ana), Code::ok);
  EXPECT_EQ(nothing_newer(ana, 2).error(), Err::unavailable) << "on its way";
  cosign_all();
  EXPECT_EQ(nothing_newer(ana, 1).error(), Err::refused);
  EXPECT_TRUE(nothing_newer(ana, 2).ok());
}

TEST_F(Directory_, NoCheckIsComputedForAVersionThatIsNotThere_PLT_50) {
  const Person ana = person(), ben = person();
  cosign_all();
  cosign_all();
  for (const std::uint32_t version : {0u, 2u, 32'768u, keytrans::kNewestVersion, UINT32_MAX})
    EXPECT_FALSE(nothing_newer(ana, version).ok()) << version;
  EXPECT_EQ(code_as(ana.device, wire::AccountCheck{32'768, 0}), Code::unknown);
  EXPECT_EQ(code_as(ana.device, wire::AccountCheck{0, 0}), Code::refused);
  for (std::uint32_t i = 0; i < kChecksPerDay; ++i) (void)nothing_newer(ana, 1);
  EXPECT_EQ(code_as(ana.device, wire::AccountCheck{1, 0}), Code::rate_limited);
  EXPECT_TRUE(nothing_newer(ben, 1).ok()) << "each has a day of their own";
}

TEST_F(Directory_, OneAccountMakesFewRecords_PLT_51) {
  Person ana = person();
  for (std::uint32_t i = 1; i < kRecordsPerDay; ++i) ASSERT_EQ(renew(ana), Code::ok);
  const auto newest = ana.record;
  EXPECT_EQ(renew(ana), Code::rate_limited);
  now = now + kDay_ms;
  ana.record = newest;
  EXPECT_EQ(renew(ana), Code::ok);
}

TEST_F(Directory_, AFloodOfNewcomersKeepsNobodyFromAReplacedDevice_PLT_51) {
  Person ana = person();
  cosign_all();
  for (std::uint32_t i = 1; i < kSpareEpochs; ++i) {
    (void)person();
    cosign_all();
  }
  ASSERT_EQ(epochs(), kSpareEpochs) << "from now on one each minute";
  const auto come = [&] {
    return code(wire::AccountRegister{Person::make(world->realm.name, rng).record});
  };
  ASSERT_EQ(come(), Code::ok);
  // as many more as if they had registered
  const Bytes first = keys_in(store, Table::directory_queue, {}, Bytes(80, 0xff), 1)->at(0);
  const auto n = decode<std::uint64_t>(first).value();
  ASSERT_TRUE(store.begin_step().ok());
  for (std::uint64_t i = 1; i + 1 < kNewcomersWaiting; ++i) {
    const WaitingRow waiting{AccountId{rng.array<32>()}, 1, {}};
    ASSERT_TRUE(store.put(Table::directory_queue, be64_key(n + i), encode(waiting)).ok());
  }
  ASSERT_TRUE(store.keep_step().ok());
  EXPECT_EQ(come(), Code::ok);
  EXPECT_EQ(come(), Code::rate_limited);
  ASSERT_EQ(renew(ana), Code::ok);
  now = now + kMinute_ms;
  ASSERT_TRUE(platform->announce(now, rng).ok());
  cosign_all();
  EXPECT_EQ(version_of(ana.id), 2u) << "before all of them";
  EXPECT_EQ(come(), Code::ok) << "and there is room again";
}

TEST_F(Directory_, AClockThatWasFarAheadTakesNoEpochsAway_PLT_51) {
  const Time right = now;
  (void)person();
  cosign_all();
  now = now + 40 * kDay_ms;
  (void)person();
  cosign_all();
  now = right + kMinute_ms;
  for (std::uint32_t i = 0; i < kSpareEpochs; ++i) {
    (void)person();
    cosign_all();
  }
  const auto made = epochs();
  now = now + 2 * kMinute_ms;
  (void)person();
  ASSERT_TRUE(platform->announce(now, rng).ok());
  cosign_all();
  EXPECT_GT(epochs(), made);
}

TEST_F(Directory_, EveryEpochsGrowthIsServedForAuditors_PLT_52) {
  Person ana = person();
  for (int i = 0; i < 4; ++i) {
    (void)person();
    (void)person();
    cosign_all();
    ASSERT_EQ(renew(ana), Code::ok);
    cosign_all();
  }
  cosign_all();
  const auto log = wire::read_log(*this, world->realm, LogName::directory);
  ASSERT_TRUE(log.ok());
  ASSERT_EQ(log->size(), epochs());
  keytrans::Epoch before = keytrans::before_all();
  for (std::uint64_t i = 0; i < log->size(); ++i) {
    const auto epoch = tlog::parse_entry<keytrans::Epoch>(log->entry(i));
    ASSERT_TRUE(epoch.ok());
    const auto document = platform->get(wire::growth_path(epoch->number));
    ASSERT_EQ(document.code, Code::ok);
    EXPECT_TRUE(document.immutable);
    const auto growth = decode<keytrans::Growth>(document.body);
    ASSERT_TRUE(growth.ok());
    EXPECT_TRUE(keytrans::check_next(before, *epoch, *growth).ok()) << i;
    before = *epoch;
  }
  EXPECT_EQ(before.leaves, 13u);
  EXPECT_EQ(platform->get(wire::growth_path(99)).code, Code::unknown);
  EXPECT_EQ(platform->get("/log/directory/growth/01").code, Code::unknown);
}

TEST_F(Directory_, AStoreOfBeforeIsTakenOver_PLT_50) {
  Person ana = person(), ben = person();
  ASSERT_EQ(renew(ana), Code::ok);
  ASSERT_EQ(renew(ana), Code::ok);
  const auto erase = [&](Table table, View from, View to) {
    const auto keys = keys_in(store, table, from, to, SIZE_MAX).value();
    for (const auto& key : keys) ASSERT_TRUE(store.erase(table, key).ok());
  };
  ASSERT_TRUE(store.begin_step().ok());
  for (const Table t : {Table::directory, Table::directory_nodes, Table::directory_accounts,
                        Table::directory_queue, Table::directory_growths})
    erase(t, {}, Bytes(80, 0xff));
  const Bytes log = log_key(LogName::directory);
  for (const Table t : {Table::heads, Table::tiles, Table::log_index, Table::log_times})
    erase(t, log, end_of(log));
  ASSERT_TRUE(store.keep_step().ok());

  ASSERT_EQ(renew(ben), Code::ok) << "before anybody tended it";
  ASSERT_TRUE(platform->announce(now, rng).ok());
  cosign_all();
  cosign_all();
  EXPECT_EQ(version_of(ana.id), 3u);
  EXPECT_EQ(version_of(ben.id), 2u);
  EXPECT_TRUE(nothing_newer(ana, 3).ok());
  const auto before = store.dump();
  ASSERT_TRUE(platform->announce(now, rng).ok());
  EXPECT_EQ(store.dump(), before) << "once";
}

TEST_F(Directory_, ARegistrationWritesAFewRowsHoweverManyThereAre_PLT_51) {
  for (int i = 0; i < 100; ++i) (void)person();
  cosign_all();
  cosign_all();
  const auto all = [&] {
    std::size_t n = 0;
    for (const Table t : {Table::directory, Table::directory_nodes, Table::directory_accounts,
                          Table::directory_queue, Table::directory_growths})
      n += rows(t);
    return n;
  };
  const std::size_t before = all();
  for (int i = 0; i < 100; ++i) (void)person();
  cosign_all();
  cosign_all();
  EXPECT_LE(all() - before, 100u * 3 + 2) << "the account, its leaf, a node; and two growths";
}

TEST_F(Directory_, NobodySendsItAnEntry_PLT_50) {
  for (const auto* key : {&world->court.key, &world->agency.key})
    EXPECT_EQ(code_as(*key, wire::LogAppend{LogName::directory, {}, Bytes{1, 2, 3}, {}}),
              Code::unauthorised);
  EXPECT_EQ(
      code_as(keys_of_service->stamp, wire::LogAppend{LogName::directory, {}, Bytes{1, 2, 3}, {}}),
      Code::unauthorised);
}

}  // namespace
}  // namespace eq::platform
