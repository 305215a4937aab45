// The platform's store in one SQLite file: WAL, synchronous=FULL, numbered migrations.
//
// Steps are savepoints.  Between begin_group() and commit_group() any number of steps become one
// transaction, so many requests share one flush to disk; a step outside a group is a transaction of
// its own.  When commit_group() returns without error, everything in the group survives a crash.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "parties/platform/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace eq::server {

class SqliteStore final : public platform::Store {
 public:
  /// Open or create.  @param path  a file, or ":memory:"
  /// @return nullptr with sentences in `why` that say what is wrong and what to do; then nothing in the
  /// file was changed: it is damaged, is no database of this program, was written by a newer version,
  /// is in use, or cannot be written.
  static std::unique_ptr<SqliteStore> open(const std::string& path, std::string& why);
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  Status begin_group();
  Status commit_group();
  void abandon_group();

  Result<Bytes> get(platform::Table table, View key) const override;
  Status put(platform::Table table, View key, View value) override;
  Status erase(platform::Table table, View key) override;
  Status scan(platform::Table table, View from, View to, const platform::Visit& visit) const override;
  Result<platform::Row> last(platform::Table table, View from, View to) const override;
  Status begin_step() override;
  Status keep_step() override;
  Status undo_step() override;

  /// What SQLite last complained about; holds no data.
  const std::string& trouble() const { return trouble_; }

 private:
  enum Kind { kGet, kPut, kErase, kScan, kLast, kKinds };
  explicit SqliteStore(sqlite3* db) : db_(db) {}
  std::string prepare_file(const std::string& path);
  std::string migrate(const std::string& path, int version);
  bool run(const char* sql) const;
  Result<sqlite3_stmt*> statement(platform::Table table, Kind kind) const;
  Err complain() const;

  sqlite3* db_;
  mutable std::array<std::array<sqlite3_stmt*, kKinds>, platform::kTables> statements_{};
  mutable std::string trouble_;
};

}  // namespace eq::server
