#include "apps/matching/sqlite.h"

#include <sqlite3.h>

namespace eq::matching {
namespace {

constexpr int kApplicationId = 0x45514d54;  // "EQMT"
constexpr int kVersion = 1;
constexpr int kPatience_ms = 5000;  // for another process's commit

[[noreturn]] void fail(sqlite3* db) {
  switch (sqlite3_errcode(db)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StoreFailure{"another program holds the database", StoreFailure::Kind::busy};
    case SQLITE_FULL:
      throw StoreFailure{"there is no room left on the disk", StoreFailure::Kind::full};
    default: throw StoreFailure{sqlite3_errmsg(db)};
  }
}

void execute(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(db);
}

std::int64_t one_number(sqlite3* db, const char* sql) {
  Statement s(db, sql);
  return s.step() ? s.number(0) : 0;
}

/// Empty, or why this file cannot serve.
std::string prepare(sqlite3* db, const std::string& path, const char* schema) {
  sqlite3_busy_timeout(db, kPatience_ms);
  const auto id = one_number(db, "PRAGMA application_id"),
             version = one_number(db, "PRAGMA user_version");
  const bool fresh =
      id == 0 && version == 0 && one_number(db, "SELECT count(*) FROM sqlite_master") == 0;
  if (!fresh && id != kApplicationId)
    return path +
           " is a database, but not one of this service. Nothing was changed. Choose another home";
  if (version > kVersion)
    return path + " was written by a newer version. Nothing was changed. Use that version";
  if (!fresh) {
    Statement check(db, "PRAGMA quick_check(1)");
    if (!check.step() || check.text(0) != "ok") throw StoreFailure{"an integrity check failed"};
  }
  for (const char* sql :
       {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA trusted_schema = OFF",
        "PRAGMA secure_delete = ON", "PRAGMA foreign_keys = ON"})
    execute(db, sql);
  if (!fresh) return {};
  const std::string sql = "BEGIN IMMEDIATE;" + std::string(schema) +
                          "PRAGMA application_id = " + std::to_string(kApplicationId) +
                          ";PRAGMA user_version = " + std::to_string(kVersion) + ";COMMIT;";
  execute(db, sql.c_str());
  return {};
}

}  // namespace

std::string remedy_for(StoreFailure::Kind kind) {
  switch (kind) {
    case StoreFailure::Kind::busy: return "Let the other program finish, and try again";
    case StoreFailure::Kind::full: return "Make room, and try again";
    default: return "`equipoise match audit` says whether it is damaged; restore it from a backup";
  }
}

Statement::Statement(sqlite3* db, const char* sql) : db_(db) {
  if (sqlite3_prepare_v2(db, sql, -1, &s_, nullptr) != SQLITE_OK) fail(db);
}
Statement::~Statement() { sqlite3_finalize(s_); }

Statement& Statement::with(std::int64_t v) {
  sqlite3_bind_int64(s_, ++bound_, v);
  return *this;
}
Statement& Statement::with(std::string_view v) {
  sqlite3_bind_text64(s_, ++bound_, v.data() ? v.data() : "", v.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}
Statement& Statement::with(View v) {
  sqlite3_bind_blob64(s_, ++bound_, v.data(), v.size(), SQLITE_TRANSIENT);
  return *this;
}

bool Statement::step() {
  const int rc = sqlite3_step(s_);
  if (rc == SQLITE_ROW) return true;
  if (rc != SQLITE_DONE) fail(db_);
  return false;
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(s_, column); }
std::string Statement::text(int column) const { return to_string(blob(column)); }
Bytes Statement::blob(int column) const {
  const auto* p = static_cast<const std::uint8_t*>(sqlite3_column_blob(s_, column));
  return p ? Bytes(p, p + sqlite3_column_bytes(s_, column)) : Bytes();
}

std::unique_ptr<Database> Database::open(const std::string& path, const char* schema,
                                         std::string& why) {
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(
      path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(db));
  if (rc != SQLITE_OK) {
    why = path + " cannot be opened (" + sqlite3_errstr(rc) +
          "). Check that its directory exists and that you may write there";
    return nullptr;
  }
  try {
    why = prepare(db, path, schema);
  } catch (const StoreFailure& f) {
    why = path + " cannot be used: " + f.what + ". Nothing was changed. " + remedy_for(f.kind);
  }
  if (!why.empty()) return nullptr;
  return database;
}

Database::~Database() { sqlite3_close(db_); }

Transaction::Transaction(Database& db, const char* begin) : db_(db) { db_.sql(begin).run(); }
Transaction::~Transaction() {
  if (!open_) return;
  try {
    db_.sql("ROLLBACK").run();
  } catch (const StoreFailure&) {
    // SQLite has undone it already.
  }
}
void Transaction::commit() {
  db_.sql("COMMIT").run();
  open_ = false;
}

}  // namespace eq::matching
