// One SQLite file: WAL, synchronous=FULL, so that what was committed survives a kill at any
// moment.  Several processes may have it open.
#pragma once

#include <memory>

#include "apps/matching/answer.h"
#include "eq/base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace eq::matching {

/// What to do about it, without a full stop.
std::string remedy_for(StoreFailure::Kind kind);

class Statement {
 public:
  Statement(sqlite3* db, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;

  /// Values for ?1, ?2 ... in turn.
  Statement& with(std::int64_t v);
  Statement& with(std::string_view v);
  Statement& with(View v);

  /// To the next row; false after the last.  Throws StoreFailure, as all here do.
  bool step();
  /// For statements that give no rows.
  void run() { step(); }

  std::int64_t number(int column) const;
  std::string text(int column) const;
  Bytes blob(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* s_ = nullptr;
  int bound_ = 0;
};

class Database {
 public:
  /// @param schema  for a new file; its number becomes user_version.
  /// @return nullptr with sentences in `why`; then nothing in the file was changed.
  static std::unique_ptr<Database> open(const std::string& path, const char* schema,
                                        std::string& why);
  ~Database();
  Database(const Database&) = delete;

  Statement sql(const char* text) const { return Statement(db_, text); }

 private:
  explicit Database(sqlite3* db) : db_(db) {}
  sqlite3* db_;
};

/// Undone when it dies, unless committed.
class Transaction {
 public:
  static constexpr const char* kWrite = "BEGIN IMMEDIATE";
  static constexpr const char* kRead = "BEGIN";  // one state throughout
  explicit Transaction(Database& db, const char* begin = kWrite);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  void commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace eq::matching
