// The store in PostgreSQL: the contract, and every reason not to open.
#include "apps/server/postgres/store.h"

#include <gmock/gmock.h>

#include <thread>

#include "apps/server/postgres/restored.h"
#include "apps/server/postgres/schema.h"
#include "apps/server/postgres/store_fixture.h"
#include "apps/server/test_store_comparison.h"
#include "parties/platform/store_contract.h"

namespace eq::server::postgres {
namespace {
using platform::Table;
using ::testing::HasSubstr;
using ::testing::Not;

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

TEST_F(PostgresStoreTest, WhatIsReadInAGroupIsWhatMemoryWouldSay) {
  auto at = place(1);
  compare_with_memory([&] { return open(at).store; });
}

/// Strangers choose how large a letter is.
TEST_F(PostgresStoreTest, LargeValuesComeOneByOneAndOnlyToWhoeverWantsThem_SRV_7) {
  const auto value_of = [](std::uint8_t i) { return Bytes(i % 2 ? Reader::kSmall + i : i, i); };
  auto at = place(1);
  const auto store = open(at).store;
  ASSERT_TRUE(store);
  auto group = store->begin_group();
  for (std::uint8_t i = 0; i < 40; ++i) put(*store, {i}, value_of(i));
  ASSERT_TRUE(std::move(*group).commit().ok());

  const auto connection = server->connect(name);
  Reader reader(*connection);
  const auto keys = *reader.range(Table::blobs, {}, Bytes{0xff}, Reader::Values::none);
  ASSERT_EQ(keys->rows.size(), 16u);
  for (const auto& row : keys->rows) EXPECT_FALSE(row.value);
  const auto rows = *reader.range(Table::blobs, {}, Bytes{0xff}, Reader::Values::small);
  ASSERT_EQ(rows->rows.size(), 16u);
  for (const auto& row : rows->rows) EXPECT_EQ(row.value.has_value(), row.key[0] % 2 == 0);
  EXPECT_EQ(*reader.range(Table::blobs, {}, Bytes{0xff}, Reader::Values::none), rows)
      << "whoever has more has the keys";

  const auto all = platform::rows_in(*store, Table::blobs, {}, Bytes{0xff}, SIZE_MAX);
  ASSERT_EQ(all->size(), 40u);
  for (std::uint8_t i = 0; i < 40; ++i) {
    EXPECT_EQ((*all)[i].key, Bytes{i});
    EXPECT_EQ((*all)[i].value, value_of(i));
  }
  auto next = store->begin_group();
  put(*store, {40}, value_of(41));
  ASSERT_TRUE(store->erase(Table::blobs, Bytes{39}).ok());
  EXPECT_EQ(platform::keys_in(*store, Table::blobs, Bytes{38}, Bytes{0xff}, SIZE_MAX).take(),
            (std::vector<Bytes>{{38}, {40}}));
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
  // So is what the format before had not.
  server->run(name, "alter table equipoise.store drop column restored");
  server->run(name, "alter table equipoise.lease drop column given_back");
  server->run(name, "update equipoise.store set format = 1");
  {
    auto at = place(1);
    while (open(at).turn == Turn::anothers)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_TRUE(open(at).store);
  }
  server->run(name, "drop schema equipoise cascade");
  server->run(name, "create schema equipoise");
  EXPECT_THAT(refusal(), HasSubstr("that is not of this program"));
}

TEST_F(PostgresStoreTest, ACopyKnowsThatItIsOneAndGivesNoPlaceTwice_SRV_15) {
  const Bytes office = {1};
  {
    auto at = place(1);
    const auto store = open(at).store;
    auto group = store->begin_group();
    ASSERT_TRUE(store->put(Table::desks, office, encode(std::uint64_t{41})).ok());
    ASSERT_TRUE(std::move(*group).commit().ok());
  }
  const auto copy = server->make_database(name + "copy", name);
  EXPECT_THAT(refusal(kRealm, copy), HasSubstr("is a copy of the one"));
  const auto ms = server->number("postgres", "select (extract(epoch from now()) * 1000)::bigint");
  const Time now{static_cast<std::uint64_t>(ms)};
  std::optional<Time> made;
  const auto take = [&](const Bytes& realm, Time at) {
    return take_restored(*Address::parse(copy), realm, owner(2), at, [&](Time t) { made = t; });
  };
  EXPECT_THAT(take(Bytes(32, 8), now), HasSubstr("another realm"));
  EXPECT_THAT(take(kRealm, Time{1}), HasSubstr("clock is before"));
  EXPECT_FALSE(made);
  EXPECT_THAT(refusal(kRealm, copy), HasSubstr("is a copy of the one")) << "nothing was taken";
  EXPECT_EQ(take(kRealm, now), "");
  ASSERT_TRUE(made);
  EXPECT_LE(*made, now);
  EXPECT_GE(*made + kMinute_ms, now);
  auto at = place(3, copy);
  const auto opening = open(at);
  ASSERT_TRUE(opening.store);
  EXPECT_EQ(opening.kind, StorePlace::Kind::restored) << "whoever serves from it";
  const auto& store = opening.store;
  const auto number = decode<std::uint64_t>(*store->get(Table::desks, office));
  EXPECT_GE(*number, 41 + (std::uint64_t{1} << 20));
  at.vouched();
  auto next = place(4, copy);
  while (open(next).turn == Turn::anothers)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(open(next).kind, StorePlace::Kind::grown);
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
  return eq::server::postgres::run_tests(eq::server::postgres::server, argc, argv);
}
