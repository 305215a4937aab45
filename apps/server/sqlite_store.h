// The platform's store in one SQLite file: WAL, synchronous=FULL, numbered migrations.
//
// A group is one transaction: many requests share one flush to disk, and each row that they changed
// is written once, table after table in the order of the keys.  After any error of the storage
// SQLite may have undone the whole transaction, and would begin another without a word.  So the
// first error ends the store: every later call is refused, its group cannot be committed, and what
// is true is only what the file says when it is opened again.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "apps/server/durable_store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace eq::server {

/// How SQLite works; none of it decides what is durable.
struct StoreSettings {
  /// none: opened again while serving; with_indexes: what came from elsewhere
  enum class Check : std::uint8_t { whole_file, with_indexes, none };
  Check check = Check::whole_file;
  int cache_kib = 64 * 1024;    // a group fits, so that nothing of it is written before it is whole
  int checkpoint_pages = 1000;  // of the WAL, before it is copied into the main file
  const char* vfs = nullptr;    // SQLite's own way to files
};

class SqliteStore final : public DurableStore {
 public:
  /// Open or create.  Everything that can be read from it then is on the disk, whatever happened
  /// before.
  /// @param path  a file, or ":memory:"
  /// @return nullptr with sentences in `why` that say what is wrong and what to do; then nothing in
  ///     the file was changed: it is damaged, is no database of this program, was written by a
  ///     newer version, is in use, or cannot be written.
  static std::unique_ptr<SqliteStore> open(const std::string& path, std::string& why,
                                           const StoreSettings& settings = {});
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  std::unique_ptr<StoreCopy> begin_copy(const std::string& path, std::string& why) override;

 private:
  friend class StoreCopy;
  enum Kind { kGet, kPut, kErase, kScan, kLast, kKinds };
  explicit SqliteStore(sqlite3* db) : db_(db) {}
  std::string prepare_file(const std::string& path, const StoreSettings& settings);
  std::string configure(const std::string& path, const StoreSettings& settings);
  std::string migrate(const std::string& path, int version);
  bool run(const char* sql) const;
  Result<sqlite3_stmt*> statement(platform::Table table, Kind kind) const;
  /// With what SQLite says.
  Err fail() const;
  Result<std::optional<Bytes>> committed(platform::Table table, View key) const override;
  Status scan_committed(platform::Table table, View from, View to,
                        const platform::Visit& visit) const override;
  Result<std::optional<platform::Row>> last_committed(platform::Table table, View from,
                                                      View to) const override;
  Status write(platform::Table table, View key, const std::optional<Bytes>& value);
  Status begin() override;
  void undo() override;
  Status commit(const Changes& changes, std::uint64_t number, Flush flush) override;
  bool holds(std::uint64_t group) const override { return group == last_group_; }
  std::uint64_t last_group() const override { return last_group_; }

  sqlite3* db_;
  mutable std::array<std::array<sqlite3_stmt*, kKinds>, platform::kTables> statements_{};
  std::uint64_t last_group_ = 0;  // as the file has it
};

}  // namespace eq::server
