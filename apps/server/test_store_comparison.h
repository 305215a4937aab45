// What a store that commits says within its groups and after them, against the store in memory:
// single rows, ranges and last rows.  Tests only.
#pragma once

#include <gtest/gtest.h>

#include "apps/server/durable_store.h"
#include "eq/testing/seeded.h"
#include "parties/platform/memory_store.h"

namespace eq::server {

class StoreComparison {
 public:
  using Open = std::function<std::unique_ptr<DurableStore>()>;
  explicit StoreComparison(Open open) : open_(std::move(open)), store_(open_()) {}

  void run() {
    ASSERT_TRUE(store_);
    for (int g = 0; g < 40; ++g) {
      one_group();
      if (g % 20 != 19) continue;
      store_.reset();
      store_ = open_();
      ASSERT_TRUE(store_);
      compare();
    }
  }

 private:
  static constexpr platform::Table kTable = platform::Table::members;

  void one_group() {
    auto group = store_->begin_group();
    ASSERT_TRUE(group.ok());
    for (int s = 0; s < 4; ++s) {
      in_both([](platform::Store& to) { return to.begin_step(); });
      for (int i = 0; i < 6; ++i) {
        change();
        compare();
      }
      const bool keeps = rng_.below(4) > 0;
      in_both([&](platform::Store& to) { return keeps ? to.keep_step() : to.undo_step(); });
      compare();
    }
    ASSERT_TRUE(std::move(*group).commit().ok());
    compare();
  }
  void change() {
    const Bytes key = some_key(), value = to_bytes(rng_.array<3>());
    const bool puts = rng_.below(3) > 0;
    in_both([&](platform::Store& to) {
      return puts ? to.put(kTable, key, value) : to.erase(kTable, key);
    });
  }
  void compare() {
    const Bytes from = some_key(), to = some_key();
    const auto limit = static_cast<std::size_t>(1 + rng_.below(60));
    const auto rows = platform::rows_in(*store_, kTable, from, to, limit);
    const auto expected = platform::rows_in(memory_, kTable, from, to, limit);
    ASSERT_EQ(rows->size(), expected->size());
    for (std::size_t i = 0; i < rows->size(); ++i) expect_same((*rows)[i], (*expected)[i]);
    const auto last = store_->last(kTable, from, to);
    const auto expected_last = memory_.last(kTable, from, to);
    ASSERT_EQ(last.ok(), expected_last.ok());
    if (last.ok()) expect_same(*last, *expected_last);
    const auto value = store_->get(kTable, from), other = memory_.get(kTable, from);
    ASSERT_EQ(value.ok(), other.ok());
    if (value.ok()) {
      EXPECT_EQ(*value, *other);
    }
  }
  static void expect_same(const platform::Row& a, const platform::Row& b) {
    EXPECT_EQ(a.key, b.key);
    EXPECT_EQ(a.value, b.value);
  }
  Bytes some_key() {
    Bytes key{static_cast<std::uint8_t>(rng_.below(8))};
    if (rng_.below(2) == 0) key.push_back(static_cast<std::uint8_t>(rng_.below(30)));
    return key;
  }
  template <class Act>
  void in_both(Act act) {
    ASSERT_TRUE(act(*store_).ok());
    ASSERT_TRUE(act(memory_).ok());
  }

  Open open_;
  std::unique_ptr<DurableStore> store_;
  platform::MemoryStore memory_;
  eq::testing::SeededRandom rng_{20261130};
};

inline void compare_with_memory(StoreComparison::Open open) {
  StoreComparison(std::move(open)).run();
}

}  // namespace eq::server
