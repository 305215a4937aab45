#include "apps/server/sqlite_store.h"

#include <sqlite3.h>

#include <span>

namespace eq::server {
namespace {
using platform::Table;

constexpr int kApplicationId = 0x45515001;  // "EQP", 1

/// Names of the tables in the file, in the order of platform::Table.  `big` rows hold bodies: they are
/// appended in order of arrival with an index beside them, because clustering bodies under random keys
/// is two to three times slower.
struct TableSpec {
  const char* name;
  bool big;
};
constexpr TableSpec kSpecs[] = {
    {"accounts", false},   {"devices", false},  {"key_packages", true},   {"conversations", false}, {"members", false},
    {"subscriptions", false}, {"messages", true}, {"handshakes", true},   {"seen", false},          {"envelopes", false},
    {"locators", false},   {"pending", false},  {"message_dates", false}, {"mailboxes", false},     {"mailbox", true},
    {"cursors", false},    {"blobs", true},     {"blob_dates", false},    {"desks", false},         {"desk", true},
    {"tiles", true},       {"heads", false},    {"log_index", false},     {"orders", true},         {"intents", false},
    {"log_times", false},  {"log_blobs", true}, {"day_keys", false},      {"stamp_day_keys", false}, {"list", false},
    {"cases", false},      {"nonces", false},   {"quotas", false},        {"grants", false},
    {"log_kinds", false},
    {"produced", false},   {"tallies", false},  {"last_tally", false},
    {"vouchers", true},    {"voucher_parts", true}, {"voucher_numbers", false}, {"matches", true}, {"openings", true},
    {"opening_keys", false}, {"custodians", false},
    {"preservations", false}, {"preserved_days", false}, {"preserved", true}, {"answers", false},
    {"tables", false},     {"past_questions", true}, {"past_parts", true}};
/// How many of them each version of the file has.
constexpr std::size_t kTablesOfVersion[] = {0, 35, 36, 38, 44, 45, 49, 52};
static_assert(*std::rbegin(kTablesOfVersion) == std::size(kSpecs));
static_assert(std::size(kSpecs) == platform::kTables);

std::string create_tables(std::size_t from, std::size_t to) {
  std::string sql;
  for (const auto& t : std::span(kSpecs).subspan(from, to - from)) {
    sql += std::string("CREATE TABLE ") + t.name;
    sql += t.big ? "(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL);"
                 : "(key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;";
  }
  return sql;
}

/// Migration i brings a file from version i to i + 1.  Never edit one that was released: add the next.
const std::vector<std::string>& migrations() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> steps;
    for (std::size_t v = 1; v < std::size(kTablesOfVersion); ++v) steps.push_back(create_tables(kTablesOfVersion[v - 1], kTablesOfVersion[v]));
    return steps;
  }();
  return all;
}

std::string sql_for(const char* name, int kind) {
  const std::string t = name;
  switch (kind) {
    case 0: return "SELECT value FROM " + t + " WHERE key = ?1";
    case 1: return "INSERT INTO " + t + "(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value";
    case 2: return "DELETE FROM " + t + " WHERE key = ?1";
    case 3: return "SELECT key, value FROM " + t + " WHERE key >= ?1 AND key < ?2 ORDER BY key";
    default: return "SELECT key, value FROM " + t + " WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT 1";
  }
}

void bind(sqlite3_stmt* s, int at, View v) {
  static const std::uint8_t none = 0;
  sqlite3_bind_blob64(s, at, v.empty() ? &none : v.data(), v.size(), SQLITE_STATIC);
}

View column(sqlite3_stmt* s, int i) {
  return {static_cast<const std::uint8_t*>(sqlite3_column_blob(s, i)), static_cast<std::size_t>(sqlite3_column_bytes(s, i))};
}

/// Gives the statement back for its next use, whatever happens.
struct Use {
  sqlite3_stmt* s;
  explicit Use(sqlite3_stmt* statement) : s(statement) {}
  ~Use() {
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
};

std::optional<std::string> one_value(sqlite3* db, const char* sql, int& rc) {
  sqlite3_stmt* s = nullptr;
  rc = sqlite3_prepare_v2(db, sql, -1, &s, nullptr);
  if (rc != SQLITE_OK) return std::nullopt;
  rc = sqlite3_step(s);
  std::optional<std::string> value;
  if (rc == SQLITE_ROW) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(s, 0));
    value = text ? text : "";
    rc = SQLITE_OK;
  }
  sqlite3_finalize(s);
  return value;
}

std::string explain(const std::string& path, int rc, const char* detail) {
  switch (rc & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "The database " + path + " is damaged (" + detail + "). Nothing was changed. Restore it from a backup, or move it away to start empty";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "The database " + path + " is in use by another process. Stop that one first";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "The database " + path + " cannot be opened for writing. Check that its directory exists and that you may write there";
    case SQLITE_FULL:
      return "There is no space left for the database " + path + ". Make room and start again";
    default:
      return "The database " + path + " does not work (" + detail + ")";
  }
}
}  // namespace

std::unique_ptr<SqliteStore> SqliteStore::open(const std::string& path, std::string& why) {
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (rc != SQLITE_OK) {
    why = explain(path, rc, sqlite3_errstr(rc));
    sqlite3_close(db);
    return nullptr;
  }
  std::unique_ptr<SqliteStore> store(new SqliteStore(db));
  why = store->prepare_file(path);
  if (!why.empty()) return nullptr;
  return store;
}

std::string SqliteStore::prepare_file(const std::string& path) {
  int rc = SQLITE_OK;
  const auto failed = [&] { return explain(path, rc, sqlite3_errmsg(db_)); };
  sqlite3_busy_timeout(db_, 200);
  const auto objects = one_value(db_, "SELECT count(*) FROM sqlite_master", rc);
  if (!objects) return failed();
  const auto id = one_value(db_, "PRAGMA application_id", rc);
  if (!id) return failed();
  const auto version = one_value(db_, "PRAGMA user_version", rc);
  if (!version) return failed();
  const int from = std::stoi(*version);
  const bool fresh = *objects == "0" && *version == "0" && *id == "0";
  if (!fresh && std::stoi(*id) != kApplicationId)
    return path + " is a database, but not one of this program. Nothing was changed. Choose another home";
  if (from > static_cast<int>(migrations().size()))
    return "The database " + path + " was written by a newer version of this program (format " + *version + ", this one knows " +
           std::to_string(migrations().size()) + "). Nothing was changed. Use that version, or restore a backup made by this one";
  if (!fresh) {
    const auto check = one_value(db_, "PRAGMA quick_check(1)", rc);
    if (!check) return failed();
    if (*check != "ok") {
      rc = SQLITE_CORRUPT;
      return explain(path, rc, "an integrity check failed");
    }
  }
  for (const char* sql : {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                          "PRAGMA trusted_schema = OFF", "PRAGMA secure_delete = ON"})
    if ((rc = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)) != SQLITE_OK) return failed();
  return migrate(path, from);
}

std::string SqliteStore::migrate(const std::string& path, int version) {
  for (int i = version; i < static_cast<int>(migrations().size()); ++i) {
    const std::string sql = "BEGIN IMMEDIATE;" + migrations()[i] + "PRAGMA application_id = " + std::to_string(kApplicationId) +
                            ";PRAGMA user_version = " + std::to_string(i + 1) + ";COMMIT;";
    const int rc = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK) continue;
    const std::string why = explain(path, rc, sqlite3_errmsg(db_));
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    return why;
  }
  return {};
}

SqliteStore::~SqliteStore() {
  for (auto& table : statements_)
    for (auto* s : table) sqlite3_finalize(s);
  sqlite3_close(db_);
}

Err SqliteStore::complain() const {
  trouble_ = sqlite3_errstr(sqlite3_extended_errcode(db_));
  return Err::unavailable;
}

bool SqliteStore::run(const char* sql) const {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return true;
  complain();
  return false;
}

Result<sqlite3_stmt*> SqliteStore::statement(Table table, Kind kind) const {
  const auto t = static_cast<std::size_t>(table);
  auto*& s = statements_[t][kind];
  if (!s) {
    const std::string sql = sql_for(kSpecs[t].name, kind);
    if (sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr) != SQLITE_OK) return complain();
  }
  EQ_ASSERT(!sqlite3_stmt_busy(s));
  return s;
}

Result<Bytes> SqliteStore::get(Table table, View key) const {
  const Use use(TRY(statement(table, kGet)));
  bind(use.s, 1, key);
  const int rc = sqlite3_step(use.s);
  if (rc == SQLITE_DONE) return Err::missing;
  if (rc != SQLITE_ROW) return complain();
  return to_bytes(column(use.s, 0));
}

Status SqliteStore::put(Table table, View key, View value) {
  const Use use(TRY(statement(table, kPut)));
  bind(use.s, 1, key);
  bind(use.s, 2, value);
  if (sqlite3_step(use.s) != SQLITE_DONE) return complain();
  return ok();
}

Status SqliteStore::erase(Table table, View key) {
  const Use use(TRY(statement(table, kErase)));
  bind(use.s, 1, key);
  if (sqlite3_step(use.s) != SQLITE_DONE) return complain();
  return ok();
}

Status SqliteStore::scan(Table table, View from, View to, const platform::Visit& visit) const {
  const Use use(TRY(statement(table, kScan)));
  bind(use.s, 1, from);
  bind(use.s, 2, to);
  for (;;) {
    const int rc = sqlite3_step(use.s);
    if (rc == SQLITE_DONE) return ok();
    if (rc != SQLITE_ROW) return complain();
    if (!visit(column(use.s, 0), column(use.s, 1))) return ok();
  }
}

Result<platform::Row> SqliteStore::last(Table table, View from, View to) const {
  const Use use(TRY(statement(table, kLast)));
  bind(use.s, 1, from);
  bind(use.s, 2, to);
  const int rc = sqlite3_step(use.s);
  if (rc == SQLITE_DONE) return Err::missing;
  if (rc != SQLITE_ROW) return complain();
  return platform::Row{to_bytes(column(use.s, 0)), to_bytes(column(use.s, 1))};
}

Status SqliteStore::begin_group() { return run("BEGIN IMMEDIATE") ? ok() : Status(Err::unavailable); }
Status SqliteStore::commit_group() { return run("COMMIT") ? ok() : Status(Err::unavailable); }
void SqliteStore::abandon_group() {
  if (!sqlite3_get_autocommit(db_)) run("ROLLBACK");
}

Status SqliteStore::begin_step() { return run("SAVEPOINT step") ? ok() : Status(Err::unavailable); }
Status SqliteStore::keep_step() { return run("RELEASE step") ? ok() : Status(Err::unavailable); }
Status SqliteStore::undo_step() {
  return run("ROLLBACK TO step") && run("RELEASE step") ? ok() : Status(Err::unavailable);
}

}  // namespace eq::server
