// What every store must do, as one test run on each implementation.  Tests only.
#pragma once

#include <gtest/gtest.h>

#include "parties/platform/rows.h"

namespace eq::platform {

inline std::vector<Bytes> keys_of(const Store& store, Table table, View from, View to) {
  auto keys = keys_in(store, table, from, to, SIZE_MAX);
  EXPECT_TRUE(keys.ok());
  return keys.ok() ? std::move(keys).take() : std::vector<Bytes>{};
}

namespace contract {

inline const Bytes a = {1}, ab = {1, 2}, b = {2}, value = {9, 9}, other = {8};

inline void check_rows(Store& store) {
  // What was put is there, replaced by the next put, gone after erase; a missing key is
  // Err::missing.
  ASSERT_TRUE(store.begin_step().ok());
  EXPECT_EQ(store.get(Table::accounts, a).error(), Err::missing);
  ASSERT_TRUE(store.put(Table::accounts, a, value).ok());
  EXPECT_EQ(*store.get(Table::accounts, a), value);
  ASSERT_TRUE(store.put(Table::accounts, a, other).ok());
  EXPECT_EQ(*store.get(Table::accounts, a), other);
  EXPECT_EQ(store.get(Table::devices, a).error(), Err::missing) << "tables are apart";
  ASSERT_TRUE(store.erase(Table::accounts, a).ok());
  ASSERT_TRUE(store.erase(Table::accounts, a).ok()) << "erasing nothing is no error";
  EXPECT_EQ(store.get(Table::accounts, a).error(), Err::missing);
  // Empty values and empty keys are values and keys.
  ASSERT_TRUE(store.put(Table::accounts, {}, {}).ok());
  EXPECT_EQ(*store.get(Table::accounts, {}), Bytes{});
  ASSERT_TRUE(store.keep_step().ok());

  // Order is that of the bytes, a prefix before what it begins; ranges are half open.
  ASSERT_TRUE(store.begin_step().ok());
  for (const auto& key : {b, a, ab}) ASSERT_TRUE(store.put(Table::blobs, key, key).ok());
  EXPECT_EQ(keys_of(store, Table::blobs, {}, end_of({})), (std::vector<Bytes>{a, ab, b}));
  EXPECT_EQ(keys_of(store, Table::blobs, a, b), (std::vector<Bytes>{a, ab}));
  EXPECT_EQ(keys_of(store, Table::blobs, ab, ab), (std::vector<Bytes>{}));
  EXPECT_EQ(store.last(Table::blobs, a, b)->key, ab);
  EXPECT_EQ(store.last(Table::blobs, a, b)->value, ab);
  EXPECT_EQ(store.last(Table::blobs, Bytes{3}, Bytes{4}).error(), Err::missing);
  EXPECT_EQ(rows_in(store, Table::blobs, {}, end_of({}), 2)->size(), 2u);
  ASSERT_TRUE(store.keep_step().ok());
}

inline void check_steps_and_scans(Store& store) {
  // An undone step leaves nothing: no insertion, no change, no erasure.
  ASSERT_TRUE(store.begin_step().ok());
  ASSERT_TRUE(store.put(Table::blobs, Bytes{7}, value).ok());
  ASSERT_TRUE(store.put(Table::blobs, a, value).ok());
  ASSERT_TRUE(store.put(Table::blobs, a, other).ok());
  ASSERT_TRUE(store.erase(Table::blobs, b).ok());
  ASSERT_TRUE(store.undo_step().ok());
  EXPECT_EQ(store.get(Table::blobs, Bytes{7}).error(), Err::missing);
  EXPECT_EQ(*store.get(Table::blobs, a), a);
  EXPECT_EQ(*store.get(Table::blobs, b), b);

  // A reader may look things up while it scans.
  std::size_t seen = 0;
  ASSERT_TRUE(store
                  .scan(Table::blobs, {}, end_of({}),
                        [&](View key, View) {
                          EXPECT_TRUE(store.get(Table::blobs, key).ok());
                          return ++seen < 2;
                        })
                  .ok());
  EXPECT_EQ(seen, 2u);

  // Bodies of a megabyte are nothing special; every table works.
  ASSERT_TRUE(store.begin_step().ok());
  const Bytes large(1 << 20, 0x5a);
  for (std::size_t t = 0; t < kTables; ++t) {
    ASSERT_TRUE(store.put(static_cast<Table>(t), Bytes{0xee}, large).ok()) << t;
    ASSERT_EQ(*store.get(static_cast<Table>(t), Bytes{0xee}), large) << t;
    ASSERT_TRUE(store.erase(static_cast<Table>(t), Bytes{0xee}).ok()) << t;
  }
  ASSERT_TRUE(store.keep_step().ok());
}

}  // namespace contract

/// Runs on an empty store and leaves it with rows in accounts and blobs.
inline void check_store_contract(Store& store) {
  contract::check_rows(store);
  contract::check_steps_and_scans(store);
}

}  // namespace eq::platform
