#include "apps/server/sqlite_store.h"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "apps/server/test_store_comparison.h"
#include "eq/testing/seeded.h"
#include "parties/platform/rows.h"
#include "parties/platform/store_contract.h"

namespace eq::server {
namespace {
namespace fs = std::filesystem;
using platform::Table;

class SqliteStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir = fs::temp_directory_path() /
          ("eqp-store-" + std::to_string(::getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(dir);
    fs::create_directories(dir);
    path = (dir / "store.sqlite").string();
  }
  void TearDown() override { fs::remove_all(dir); }

  std::unique_ptr<SqliteStore> open() { return SqliteStore::open(path, why); }
  static std::string content(const fs::path& p) {
    std::ifstream in(p, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  void with_sql(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  fs::path dir;
  std::string path, why;
};

TEST_F(SqliteStoreTest, KeepsTheContractOfAllStores) {
  const auto store = open();
  ASSERT_TRUE(store) << why;
  auto group = store->begin_group();
  ASSERT_TRUE(group.ok());
  platform::check_store_contract(*store);
  EXPECT_TRUE(std::move(*group).commit().ok());
}

TEST_F(SqliteStoreTest, KeepsTheContractInMemory) {
  const auto store = SqliteStore::open(":memory:", why);
  ASSERT_TRUE(store) << why;
  auto group = store->begin_group();
  ASSERT_TRUE(group.ok());
  platform::check_store_contract(*store);
  EXPECT_TRUE(std::move(*group).commit().ok());
}

TEST_F(SqliteStoreTest, WhatIsReadInAGroupIsWhatMemoryWouldSay) {
  compare_with_memory([&] { return open(); });
}

TEST_F(SqliteStoreTest, AGroupWritesEachRowOnceHoweverOftenItChangedIt) {
  const auto written = [&](std::uint8_t times) {
    const std::string own = path + std::to_string(times);
    const auto store = SqliteStore::open(own, why);
    EXPECT_TRUE(store) << why;
    auto group = store->begin_group();
    for (std::uint8_t i = 1; i <= times; ++i) {
      EXPECT_TRUE(store->begin_step().ok());
      EXPECT_TRUE(store->put(Table::blobs, Bytes{0}, Bytes(40000, i)).ok());
      EXPECT_TRUE(store->put(Table::blobs, Bytes{i}, Bytes(40000, i)).ok());
      EXPECT_TRUE(i > 1 ? store->erase(Table::blobs, Bytes{i}).ok() : true);
      EXPECT_TRUE(store->keep_step().ok());
    }
    EXPECT_TRUE(std::move(*group).commit().ok());
    EXPECT_EQ(*store->get(Table::blobs, Bytes{0}), Bytes(40000, times));
    EXPECT_EQ(platform::keys_of(*store, Table::blobs, {}, platform::end_of({})).size(), 2u);
    return fs::file_size(own + "-wal");
  };
  EXPECT_EQ(written(50), written(1));
}

TEST_F(SqliteStoreTest, WhatAGroupCommittedIsThereAfterOpeningAgain) {
  {
    const auto store = open();
    ASSERT_TRUE(store) << why;
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
    ASSERT_TRUE(store->begin_step().ok());
    ASSERT_TRUE(store->put(Table::blobs, Bytes{9}, Bytes{9}).ok());
    ASSERT_TRUE(store->keep_step().ok());
  }
  const auto store = open();
  ASSERT_TRUE(store) << why;
  EXPECT_EQ(platform::keys_of(*store, Table::blobs, {}, platform::end_of({})),
            (std::vector<Bytes>{{0}, {2}}));
  EXPECT_TRUE(store->durable(1));
  EXPECT_FALSE(store->durable(2));
}

TEST_F(SqliteStoreTest, ADamagedDatabaseIsNamedAndLeftAsItIs) {
  write(std::string(8192, 'x'));
  EXPECT_FALSE(open());
  EXPECT_THAT(why, ::testing::HasSubstr("damaged"));
  EXPECT_THAT(why, ::testing::HasSubstr(path));
  EXPECT_EQ(content(path), std::string(8192, 'x'));
}

TEST_F(SqliteStoreTest, DamageInsideIsFoundBeforeServing) {
  {
    const auto store = open();
    ASSERT_TRUE(store) << why;
    auto group = store->begin_group();
    for (int i = 0; i < 2000; ++i) {
      ASSERT_TRUE(store->begin_step().ok());
      ASSERT_TRUE(store->put(Table::members, platform::be64_key(i), {}).ok());
      ASSERT_TRUE(store->keep_step().ok());
    }
    ASSERT_TRUE(std::move(*group).commit().ok());
  }
  std::string bytes = content(path);
  ASSERT_GT(bytes.size(), 200000u) << "one page for each table at least";
  for (std::size_t page = 1; page < bytes.size() / 4096; ++page)
    std::fill_n(bytes.begin() + page * 4096, 64, '\xff');
  write(bytes);
  EXPECT_FALSE(open());
  EXPECT_THAT(why, ::testing::HasSubstr("damaged"));
  EXPECT_EQ(content(path), bytes);
}

TEST_F(SqliteStoreTest, ANewerFormatIsRefusedAndLeftAsItIs) {
  ASSERT_TRUE(open()) << why;
  with_sql("PRAGMA user_version = 99");
  const std::string before = content(path);
  EXPECT_FALSE(open());
  EXPECT_THAT(why, ::testing::HasSubstr("newer version"));
  EXPECT_EQ(content(path), before);
}

/// A file as it was before conversations had logs: what waits is still delivered, and members read
/// from now on.
TEST_F(SqliteStoreTest, AFileOfBeforeTheLogsKeepsWhatWaitsAndItsMembers) {
  const Bytes conv(16, 1), member(32, 2), gone(32, 3), cursor(64, 2);
  const auto text = [](const Bytes& b) { return "X'" + hex(b) + "'"; };
  const auto insert = [&](const std::string& table, const Bytes& key, const Bytes& value) {
    return "INSERT INTO " + table + "(key, value) VALUES(" + text(key) + "," + text(value) + ");";
  };
  platform::ConversationRow row;
  row.epoch = 4;
  Bytes old_row = encode(row);
  old_row.resize(old_row.size() - 8);
  const std::vector<platform::Interval> is{{Time{5}, {}}}, was{{Time{5}, Time{6}}};
  const platform::DeliveryRow letter{wire::DeliveryKind::letter, Time{7}, {}, 0, Bytes{9}};
  ASSERT_TRUE(open()) << why;
  std::string newer;
  for (const char* table :
       {"conversation_log", "positions", "former", "invitations", "standings", "directory",
        "directory_nodes", "directory_accounts", "directory_queue", "directory_growths"})
    newer += std::string("DROP TABLE ") + table + ";";
  with_sql(newer + insert("conversations", conv, old_row) +
           insert("members", concat({conv, member}), {}) +
           insert("subscriptions", concat({member, conv}), encode(is)) +
           insert("subscriptions", concat({gone, conv}), encode(was)) +
           insert("mailbox", concat({member, be64(70)}), encode(letter)) +
           insert("mailboxes", member, to_bytes(be64(70))) +
           insert("cursors", cursor, to_bytes(be64(69))) +
           insert("pending", concat({conv, be64(1)}), to_bytes(be32(1))) +
           insert("message_dates", concat({be64(8), conv, be64(1)}), {}) +
           "PRAGMA user_version = 10");
  const auto store = open();
  ASSERT_TRUE(store) << why;
  const auto kept = decode<platform::ConversationRow>(*store->get(Table::conversations, conv));
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->epoch, 4u);
  EXPECT_EQ(kept->last, 0u);
  const auto of = [&](const Bytes& account) {
    return decode<platform::SubscriptionRow>(
               *store->get(Table::subscriptions, concat({account, conv})))
        .value();
  };
  ASSERT_EQ(of(member).spans.size(), 1u);
  EXPECT_EQ(of(member).spans[0].from, 0u);
  EXPECT_EQ(of(member).spans[0].until, UINT64_MAX);
  EXPECT_TRUE(of(gone).spans.empty());
  EXPECT_EQ(of(gone).intervals[0].until, Time{6});
  EXPECT_EQ(store->get(Table::inbox, concat({member, be64(70)})).value(), encode(letter));
  EXPECT_EQ(store->get(Table::cursors, cursor).value(), to_bytes(be64(69)));
  EXPECT_GT(decode<std::uint64_t>(*store->get(Table::positions, {})).value(), 70u);
  EXPECT_EQ(store->get(Table::message_dates, concat({be64(8), conv, be64(1)})).value(), Bytes(8));
  EXPECT_TRUE(platform::keys_of(*store, Table::pending, {}, platform::end_of({})).empty());
}

TEST_F(SqliteStoreTest, AnotherProgramsDatabaseIsRefusedAndLeftAsItIs) {
  with_sql("CREATE TABLE recipes(name TEXT)");
  const std::string before = content(path);
  EXPECT_FALSE(open());
  EXPECT_THAT(why, ::testing::HasSubstr("not one of this program"));
  EXPECT_EQ(content(path), before);
}

TEST_F(SqliteStoreTest, ADatabaseInUseIsRefused) {
  const auto first = open();
  ASSERT_TRUE(first) << why;
  EXPECT_FALSE(open());
  EXPECT_THAT(why, ::testing::HasSubstr("in use"));
}

TEST_F(SqliteStoreTest, AMissingDirectoryIsSaidPlainly) {
  EXPECT_FALSE(SqliteStore::open((dir / "absent" / "store.sqlite").string(), why));
  EXPECT_THAT(why, ::testing::HasSubstr("cannot be opened for writing"));
}

TEST_F(SqliteStoreTest, TheFileIsInWriteAheadMode) {
  ASSERT_TRUE(open()) << why;
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  sqlite3_stmt* s = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &s, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_step(s), SQLITE_ROW);
  EXPECT_STREQ(reinterpret_cast<const char*>(sqlite3_column_text(s, 0)), "wal");
  sqlite3_finalize(s);
  sqlite3_close(db);
}

}  // namespace
}  // namespace eq::server
