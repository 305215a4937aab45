// The store in PostgreSQL: the contract, the lease and its fence, and every reason not to open.
#include "apps/server/postgres/store.h"

#include <gmock/gmock.h>

#include <thread>

#include "apps/server/postgres/place.h"
#include "apps/server/postgres/schema.h"
#include "apps/server/postgres/test_server.h"
#include "eq/testing/seeded.h"
#include "parties/platform/memory_store.h"
#include "parties/platform/store_contract.h"

namespace eq::server::postgres {
namespace {
using platform::Table;
using ::testing::HasSubstr;
using ::testing::Not;
using Turn = StorePlace::Turn;

std::unique_ptr<TestServer> server;
int databases = 0;

Owner owner(std::uint8_t n) {
  Owner o{};
  o.fill(n);
  return o;
}
const Bytes kRealm(32, 7);

class PostgresStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    name = "store" + std::to_string(++databases);
    address = server->make_database(name);
  }
  Place place(std::uint8_t n, const std::string& at = "") const {
    return {*Address::parse(at.empty() ? address : at), kRealm, owner(n)};
  }
  static StorePlace::Opening open(Place& at) { return at.open(StoreSettings::Check::none); }
  std::string refusal(Bytes realm = kRealm, const std::string& at = "") const {
    Place p{*Address::parse(at.empty() ? address : at), std::move(realm), owner(1)};
    auto opening = open(p);
    EXPECT_FALSE(opening.store);
    return opening.why;
  }
  static void put(DurableStore& store, const Bytes& key, const Bytes& value) {
    ASSERT_TRUE(store.begin_step().ok());
    ASSERT_TRUE(store.put(Table::blobs, key, value).ok());
    ASSERT_TRUE(store.keep_step().ok());
  }
  /// As if the owner had not renewed it in time.
  void expire() { server->run(name, "update equipoise.lease set expires = '-infinity'"); }

  std::string name, address;
};

TEST_F(PostgresStoreTest, KeepsTheContractOfAllStores) {
  auto at = place(1);
  const auto opened = open(at);
  ASSERT_TRUE(opened.store) << opened.why;
  auto group = opened.store->begin_group();
  ASSERT_TRUE(group.ok());
  platform::check_store_contract(*opened.store);
  EXPECT_TRUE(std::move(*group).commit().ok());
}

TEST_F(PostgresStoreTest, WhatAGroupCommittedIsThereAfterOpeningAgain) {
  auto at = place(1);
  {
    const auto store = open(at).store;
    ASSERT_TRUE(store);
    {
      auto group = store->begin_group();
      for (std::uint8_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(store->begin_step().ok());
        ASSERT_TRUE(store->put(Table::blobs, Bytes{i}, Bytes{i}).ok());
        ASSERT_TRUE(i == 1 ? store->undo_step().ok() : store->keep_step().ok());
      }
      const auto durable = std::move(*group).commit();
      ASSERT_TRUE(durable.ok());
      EXPECT_EQ(durable->group(), 1u);
    }
    const auto group = store->begin_group();  // and never committed
    put(*store, {9}, {9});
  }
  const auto store = open(at).store;
  ASSERT_TRUE(store);
  EXPECT_EQ(platform::keys_of(*store, Table::blobs, {}, platform::end_of({})),
            (std::vector<Bytes>{{0}, {2}}));
  EXPECT_TRUE(store->durable(1));
  EXPECT_FALSE(store->durable(2));
}

/// Ranges, last rows and single rows, against the store in memory.
TEST_F(PostgresStoreTest, WhatIsReadInAGroupIsWhatMemoryWouldSay) {
  auto at = place(1);
  auto store = open(at).store;
  ASSERT_TRUE(store);
  platform::MemoryStore memory;
  eq::testing::SeededRandom rng(20261130);
  const auto some_key = [&] {
    Bytes key{static_cast<std::uint8_t>(rng.below(8))};
    if (rng.below(2) == 0) key.push_back(static_cast<std::uint8_t>(rng.below(30)));
    return key;
  };
  const auto compare = [&] {
    Bytes from = some_key(), to = some_key();
    const auto limit = static_cast<std::size_t>(1 + rng.below(60));
    const auto rows = platform::rows_in(*store, Table::members, from, to, limit);
    const auto expected = platform::rows_in(memory, Table::members, from, to, limit);
    ASSERT_EQ(rows->size(), expected->size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
      ASSERT_EQ((*rows)[i].key, (*expected)[i].key);
      ASSERT_EQ((*rows)[i].value, (*expected)[i].value);
    }
    const auto last = store->last(Table::members, from, to);
    const auto expected_last = memory.last(Table::members, from, to);
    ASSERT_EQ(last.ok(), expected_last.ok());
    if (last.ok()) {
      ASSERT_EQ(last->key, expected_last->key);
    }
    const auto value = store->get(Table::members, from), other = memory.get(Table::members, from);
    ASSERT_EQ(value.ok(), other.ok());
    if (value.ok()) {
      ASSERT_EQ(*value, *other);
    }
  };
  const auto in_both = [&](auto act) {
    ASSERT_TRUE(act(*store).ok());
    ASSERT_TRUE(act(memory).ok());
  };
  for (int g = 0; g < 60; ++g) {
    auto group = store->begin_group();
    for (int s = 0; s < 4; ++s) {
      in_both([](platform::Store& to) { return to.begin_step(); });
      for (int i = 0; i < 6; ++i) {
        const Bytes key = some_key(), value = to_bytes(rng.array<3>());
        if (rng.below(3) > 0)
          in_both([&](platform::Store& to) { return to.put(Table::members, key, value); });
        else
          in_both([&](platform::Store& to) { return to.erase(Table::members, key); });
        compare();
      }
      if (rng.below(4) > 0)
        in_both([](platform::Store& to) { return to.keep_step(); });
      else
        in_both([](platform::Store& to) { return to.undo_step(); });
      compare();
    }
    ASSERT_TRUE(std::move(*group).commit().ok());
    compare();
    if (g % 20 == 19) {
      store.reset();
      store = open(at).store;
      ASSERT_TRUE(store);
    }
  }
}

TEST_F(PostgresStoreTest, AnOwnerWhoseLeaseWasTakenCommitsNothing_SRV_25) {
  auto first = place(1), second = place(2);
  const auto old = open(first).store;
  ASSERT_TRUE(old);
  {
    const auto other = open(second);
    EXPECT_EQ(other.turn, Turn::anothers);
    EXPECT_THAT(other.why, HasSubstr("worked on by another process"));
    EXPECT_TRUE(other.store->failed());
    EXPECT_FALSE(other.store->begin_group().ok());
  }
  auto group = old->begin_group();
  put(*old, {1}, {1});
  expire();
  const auto taken = open(second);
  ASSERT_EQ(taken.turn, Turn::ours) << taken.why;
  const auto lost = std::move(*group).commit();
  ASSERT_FALSE(lost.ok());
  EXPECT_TRUE(old->failed());
  EXPECT_EQ(old->trouble(), "another process works on it now");
  EXPECT_FALSE(old->begin_group().ok());
  EXPECT_EQ(server->number(name, "select count(*) from equipoise.blobs"), 0);

  auto next = taken.store->begin_group();
  put(*taken.store, {2}, {2});
  EXPECT_EQ(next->number(), 1u) << "the number that the lost group had";
  EXPECT_TRUE(std::move(*next).commit().ok());
  const auto again = open(first);
  ASSERT_EQ(again.turn, Turn::anothers);
  EXPECT_FALSE(again.store->durable(1)) << "that was another's";
}

TEST_F(PostgresStoreTest, WhatAnEndedTermCommittedIsSaidToItsOwner_SRV_25) {
  auto first = place(1), second = place(2);
  {
    const auto old = open(first).store;
    auto group = old->begin_group();
    put(*old, {1}, {1});
    EXPECT_TRUE(std::move(*group).commit().ok());  // and suppose nobody heard of it
    expire();
    const auto taken = open(second);
    ASSERT_EQ(taken.turn, Turn::ours) << taken.why;
    auto next = taken.store->begin_group();
    put(*taken.store, {2}, {2});
    EXPECT_TRUE(std::move(*next).commit().ok());
    const auto again = open(first);
    ASSERT_EQ(again.turn, Turn::anothers);
    EXPECT_TRUE(again.store->durable(1));
    EXPECT_FALSE(again.store->durable(2));
  }
  const auto again = open(first);  // the second gave it back
  ASSERT_EQ(again.turn, Turn::ours) << again.why;
  EXPECT_TRUE(again.store->durable(1));
  EXPECT_FALSE(again.store->durable(2));
}

TEST_F(PostgresStoreTest, AnOwnerThatWasStoppedInTheMiddleOfAGroupHoldsNobodyUp_SRV_25) {
  auto first = place(1), second = place(2);
  const auto old = open(first).store;
  ASSERT_TRUE(old);
  std::string why;
  const auto stopped = Connection::open(*Address::parse(address), application_name(owner(1)), why);
  expire();
  ASSERT_TRUE(stopped->run({"", "begin"}).ok());
  ASSERT_TRUE(stopped->run({"", "update equipoise.lease set last_group = 9"}).ok());
  const auto taken = open(second);
  EXPECT_EQ(taken.turn, Turn::ours) << taken.why;
  EXPECT_FALSE(stopped->run({"", "commit"}).ok());
  EXPECT_EQ(server->number(name, "select last_group from equipoise.lease"), 0);
}

TEST_F(PostgresStoreTest, NothingIsToldFromMemoryOnceAnotherMayHaveWritten_SRV_25) {
  auto first = place(1), second = place(2);
  const auto old = open(first).store;
  EXPECT_EQ(old->get(Table::blobs, Bytes{1}).error(), Err::missing);
  {
    auto group = old->begin_group();
    EXPECT_TRUE(std::move(*group).commit().ok()) << "its lease holds";
  }
  std::this_thread::sleep_for(kLease);
  auto taken = open(second);
  ASSERT_EQ(taken.turn, Turn::ours) << taken.why;
  auto group = old->begin_group();
  EXPECT_EQ(old->get(Table::blobs, Bytes{1}).error(), Err::missing) << "it remembers";
  EXPECT_FALSE(std::move(*group).commit().ok());
}

TEST_F(PostgresStoreTest, AnOwnerWhoseCommitIsSlowKeepsItsTurn_SRV_25) {
  auto first = place(1), second = place(2);
  const auto slow = open(first).store;
  ASSERT_TRUE(slow);
  expire();
  const auto group = server->connect(name);
  ASSERT_TRUE(group->run({"", "begin"}).ok());
  ASSERT_TRUE(group->run({"", "update equipoise.lease set last_group = 1"}).ok());
  std::thread commit([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    EXPECT_TRUE(group->run({"", "commit"}).is_commit());
  });
  EXPECT_EQ(open(second).turn, Turn::anothers);
  commit.join();
}

TEST_F(PostgresStoreTest, ALostConnectionEndsTheStoreAndTheNextOneSaysWhatWasKept_SRV_1) {
  auto at = place(1);
  auto store = open(at).store;
  ASSERT_TRUE(store);
  const auto end_connection = [&] {
    server->run("postgres",
                "select pg_terminate_backend(pid, 1000) from pg_stat_activity where "
                "application_name = '" +
                    application_name(owner(1)) + "'");
  };
  {
    auto group = store->begin_group();
    put(*store, {1}, {1});
    end_connection();
    EXPECT_FALSE(std::move(*group).commit().ok());
  }
  EXPECT_TRUE(store->failed());
  EXPECT_EQ(store->get(Table::blobs, Bytes{1}).error(), Err::unavailable);
  store = open(at).store;
  ASSERT_TRUE(store);
  EXPECT_FALSE(store->durable(1));
  end_connection();
  EXPECT_EQ(store->get(Table::blobs, Bytes{1}).error(), Err::unavailable);
  EXPECT_TRUE(store->failed());
}

TEST_F(PostgresStoreTest, WhatIsNotThisServersIsRefusedAndLeftAsItIs_SRV_27) {
  {
    auto at = place(1);
    ASSERT_TRUE(open(at).store);
  }
  EXPECT_THAT(refusal(Bytes(32, 8)), HasSubstr("holds the store of another realm"));
  server->run(name, "update equipoise.store set format = 99");
  EXPECT_THAT(refusal(), HasSubstr("a version of this program that this one does not know"));
  server->run(name, "update equipoise.store set format = 1, tables = 1000");
  EXPECT_THAT(refusal(), HasSubstr("does not know"));
  // A table that came with a newer version of this program is made.
  server->run(name, "update equipoise.store set tables = tables - 948");
  const auto last = name_of(static_cast<Table>(platform::kTables - 1));
  server->run(name, "drop table " + last);
  server->run(name, "update equipoise.store set tables = " + std::to_string(platform::kTables - 1));
  {
    auto at = place(1);
    EXPECT_TRUE(open(at).store);
  }
  EXPECT_EQ(server->number(name, "select count(*) from " + last), 0);
  server->run(name, "drop schema equipoise cascade");
  server->run(name, "create schema equipoise");
  EXPECT_THAT(refusal(), HasSubstr("that is not of this program"));
}

TEST_F(PostgresStoreTest, EveryReasonNotToOpenIsSaidWithARemedyAndWithoutAPassword_SRV_27) {
  std::string why;
  EXPECT_THAT(refusal(kRealm, server->address_of("absent")),
              HasSubstr("does not exist. Create it"));
  EXPECT_THAT(refusal(kRealm, server->address_of(name, "/nowhere")), HasSubstr("does not answer"));
  const auto wrong = refusal(kRealm, server->guarded_address_of(name, "hunter2"));
  EXPECT_THAT(wrong, HasSubstr("does not take the user and password"));
  EXPECT_THAT(wrong, Not(HasSubstr("hunter2")));
  EXPECT_THAT(
      refusal(kRealm, "postgresql://guarded@/" + name + "?host=" + server->folder().string()),
      HasSubstr("asks for a password"));
  EXPECT_THAT(refusal(kRealm, server->guarded_address_of(name, "right")),
              HasSubstr("does not let this user make tables"));
  server->configure("fsync = off");
  for (int i = 0; i < 100 && Connection::open(*Address::parse(address), "test", why); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_THAT(why, HasSubstr("works with fsync = off"));
  server->configure("");
  for (int i = 0; i < 100 && !Connection::open(*Address::parse(address), "test", why); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

}  // namespace
}  // namespace eq::server::postgres

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  eq::server::postgres::server = eq::server::postgres::TestServer::start();
  if (!eq::server::postgres::server) {
    printf("skipped: PostgreSQL 15 is not installed (deps/setup)\n");
    return 77;
  }
  const int code = RUN_ALL_TESTS();
  eq::server::postgres::server.reset();
  return code;
}
