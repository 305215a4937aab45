// What a group has changed and not committed, in memory: a value, or that a row is gone.  A step is
// undone in it.  Both engines write it as a whole, each row once.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "parties/platform/store.h"

namespace eq::server {

/// The order of keys: by their bytes, shorter first.
struct ByBytes {
  using is_transparent = void;
  bool operator()(View a, View b) const { return std::ranges::lexicographical_compare(a, b); }
};

class Changes {
 public:
  using Rows = std::map<Bytes, std::optional<Bytes>, ByBytes>;

  /// nullptr if the group left that row as it is.
  const std::optional<Bytes>* find(platform::Table table, View key) const;
  /// If memory runs out in it, the group can only be cleared.
  void set(platform::Table table, View key, std::optional<Bytes> value);
  const Rows& of(platform::Table table) const { return rows_[static_cast<std::size_t>(table)]; }
  bool empty() const;
  void clear();

  void begin_step();
  void keep_step();
  void undo_step();

 private:
  struct Before {
    platform::Table table;
    Rows::iterator row;
    std::optional<std::optional<Bytes>> change;  // none: the group had left it as it was
  };
  Rows& of(platform::Table table) { return rows_[static_cast<std::size_t>(table)]; }

  std::array<Rows, platform::kTables> rows_;
  std::vector<Before> before_;  // of the step, oldest first
  bool in_step_ = false;
};

}  // namespace eq::server
