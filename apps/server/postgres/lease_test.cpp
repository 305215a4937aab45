// One owner at a time: whoever lost the lease commits nothing, says nothing of what it remembers,
// and learns what became of its last group.
#include "apps/server/postgres/lease.h"

#include <gmock/gmock.h>

#include <thread>

#include "apps/server/postgres/store_fixture.h"

namespace eq::server::postgres {
namespace {
using platform::Table;
using ::testing::HasSubstr;

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
  EXPECT_EQ(open(second).turn, Turn::anothers);
  std::this_thread::sleep_for(kLease);
  auto taken = open(second);
  ASSERT_EQ(taken.turn, Turn::ours) << taken.why;
  auto group = old->begin_group();
  EXPECT_EQ(old->get(Table::blobs, Bytes{1}).error(), Err::unavailable) << "it remembers";
  EXPECT_FALSE(std::move(*group).commit().ok());
}

TEST_F(PostgresStoreTest, ACandidateThatWasStoppedWhileItTookTheLeaseHoldsNobodyUp_SRV_25_SRV_26) {
  auto first = place(1), second = place(2);
  ASSERT_TRUE(open(first).store);
  const auto stopped = server->connect(name);
  ASSERT_TRUE(stopped->run({"", "begin"}).ok());
  ASSERT_TRUE(stopped->run({"", "select owner from equipoise.lease for update"}).ok());
  ASSERT_TRUE(stopped->run({"", "select pg_advisory_xact_lock(72684801)"}).ok());
  const auto begun = std::chrono::steady_clock::now();
  auto taken = open(second);
  while (!taken.store && std::chrono::steady_clock::now() < begun + 5 * kLease)
    taken = open(second);
  EXPECT_EQ(taken.turn, Turn::ours) << taken.why;
  EXPECT_TRUE(taken.store) << taken.why;
  EXPECT_FALSE(stopped->run({"", "commit"}).ok());
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

TEST_F(PostgresStoreTest, NoJumpOfTheDatabasesClockMovesTheLease_SRV_25_SRV_26) {
  auto first = place(1), second = place(2), third = place(3);
  const auto old = open(first).store;
  ASSERT_TRUE(old);
  const auto jump = [&](const std::string& to) {
    server->run(name, "update equipoise.lease set expires = '" + to + "'");
  };
  EXPECT_EQ(open(third).turn, Turn::anothers);
  jump("-infinity");
  EXPECT_EQ(open(second).turn, Turn::anothers);
  EXPECT_EQ(open(third).turn, Turn::anothers);
  jump("infinity");  // and its owner is never heard of again
  EXPECT_EQ(open(second).turn, Turn::anothers);
  std::this_thread::sleep_for(kLease);
  EXPECT_EQ(open(third).turn, Turn::anothers) << "it saw a change just now";
  const auto taken = open(second);
  EXPECT_EQ(taken.turn, Turn::ours) << taken.why;
}

TEST_F(PostgresStoreTest, WhoeverTakesItsTurnAgainKnowsWhetherAnotherHadOne_SRV_25) {
  auto first = place(1), second = place(2);
  EXPECT_EQ(open(first).before, StorePlace::Before::another) << "it cannot know";
  EXPECT_EQ(open(first).before, StorePlace::Before::this_process);
  {
    const auto taken = open(second);
    ASSERT_EQ(taken.turn, Turn::ours) << taken.why;
  }
  EXPECT_EQ(open(first).before, StorePlace::Before::another);
  EXPECT_EQ(open(first).before, StorePlace::Before::this_process);
}

TEST_F(PostgresStoreTest, ADatabaseThatLacksWhatWasAnsweredIsNotServed_SRV_1) {
  auto first = place(1);
  const auto commit = [&] {
    const auto store = open(first).store;
    auto group = store->begin_group();
    put(*store, {1}, {1});
    EXPECT_TRUE(std::move(*group).commit().ok());
  };
  commit();
  commit();
  const auto term = server->number(name, "select term from equipoise.lease");
  server->run(name, "update equipoise.lease set last_group = 1");  // as a late copy has it
  const auto opening = open(first);
  EXPECT_FALSE(opening.store);
  EXPECT_THAT(opening.why, HasSubstr("lacks what was answered here"));
  EXPECT_EQ(server->number(name, "select term from equipoise.lease"), term) << "it takes nothing";
  server->run(name, "update equipoise.lease set last_group = 2");
  EXPECT_TRUE(open(first).store);
}

TEST_F(PostgresStoreTest, AnOwnerThatReadsForLongKeepsItsTurn_SRV_25) {
  auto first = place(1), second = place(2);
  const auto old = open(first).store;
  ASSERT_TRUE(old);
  auto group = old->begin_group();
  put(*old, {1}, {1});
  const auto begun = std::chrono::steady_clock::now();
  for (std::uint32_t n = 0; std::chrono::steady_clock::now() < begun + kLease + 2 * kRenew; ++n) {
    const auto row = to_bytes(be32(n));
    ASSERT_EQ(n % 2 == 0 ? old->get(Table::members, row).error()
                         : old->last(Table::members, row, Bytes{0xff}).error(),
              Err::missing);
    if (n % 20 == 0) {
      ASSERT_EQ(open(second).turn, Turn::anothers);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(std::move(*group).commit().ok());
}

TEST_F(PostgresStoreTest, AReaderWhoseLeaseWasTakenReadsNoFurther_SRV_25) {
  auto first = place(1), second = place(2);
  const auto old = open(first).store;
  ASSERT_TRUE(old);
  expire();
  const auto taken = open(second);
  ASSERT_EQ(taken.turn, Turn::ours) << taken.why;
  std::this_thread::sleep_for(kRenew);
  EXPECT_EQ(old->get(Table::blobs, Bytes{1}).error(), Err::unavailable);
  EXPECT_EQ(old->trouble(), "another process works on it now");
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

}  // namespace
}  // namespace eq::server::postgres
