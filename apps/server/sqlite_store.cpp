#include "apps/server/sqlite_store.h"

#include <sqlite3.h>

#include <span>

#include "apps/server/store_copy.h"

namespace eq::server {
namespace {
using platform::Row;
using platform::Table;

constexpr int kApplicationId = 0x45515001;  // "EQP", 1

/// Names of the tables in the file, in the order of platform::Table (`mailbox` holds inboxes).
/// `big` rows hold bodies: they are appended in order of arrival with an index beside them, because
/// clustering bodies under random keys is two to three times slower.
struct TableSpec {
  const char* name;
  bool big;
};
constexpr TableSpec kSpecs[] = {{"accounts", false},
                                {"devices", false},
                                {"key_packages", true},
                                {"conversations", false},
                                {"members", false},
                                {"subscriptions", false},
                                {"messages", true},
                                {"handshakes", true},
                                {"seen", false},
                                {"envelopes", false},
                                {"locators", false},
                                {"pending", false},
                                {"message_dates", false},
                                {"mailboxes", false},
                                {"mailbox", true},
                                {"cursors", false},
                                {"blobs", true},
                                {"blob_dates", false},
                                {"desks", false},
                                {"desk", true},
                                {"tiles", true},
                                {"heads", false},
                                {"log_index", false},
                                {"orders", true},
                                {"intents", false},
                                {"log_times", false},
                                {"log_blobs", true},
                                {"day_keys", false},
                                {"stamp_day_keys", false},
                                {"list", false},
                                {"cases", false},
                                {"nonces", false},
                                {"quotas", false},
                                {"grants", false},
                                {"log_kinds", false},
                                {"produced", false},
                                {"tallies", false},
                                {"last_tally", false},
                                {"vouchers", true},
                                {"voucher_parts", true},
                                {"voucher_numbers", false},
                                {"matches", true},
                                {"openings", true},
                                {"opening_keys", false},
                                {"custodians", false},
                                {"preservations", false},
                                {"preserved_days", false},
                                {"preserved", true},
                                {"answers", false},
                                {"tables", false},
                                {"past_questions", true},
                                {"past_parts", true},
                                {"begun_by", false},
                                {"conversation_log", false},
                                {"positions", false},
                                {"former", false},
                                {"invitations", false},
                                {"standings", false},
                                {"directory", false},
                                {"directory_nodes", false},
                                {"directory_accounts", true},
                                {"directory_queue", true},
                                {"directory_growths", true}};
/// How many of them each version of the file has.
constexpr std::size_t kTablesOfVersion[] = {0, 35, 36, 38, 44, 45, 49, 52, 52, 52, 53, 56, 63};
static_assert(*std::rbegin(kTablesOfVersion) == std::size(kSpecs));
static_assert(std::size(kSpecs) == platform::kTables);
/// The number of the last group, written in its own transaction: so the file itself says what was
/// kept.
constexpr std::size_t kLastGroupVersion = 8;
/// Vouchers carry their sender's signature: what came before proves nothing, and is forgotten.
constexpr std::size_t kSignedVouchersVersion = 9;
constexpr const char* kForgetVouchers =
    "DELETE FROM vouchers;DELETE FROM voucher_parts;DELETE FROM matches;DELETE FROM opening_keys;";
constexpr const char* kLastGroup =
    "CREATE TABLE last_group(number INTEGER NOT NULL);INSERT INTO last_group VALUES(0);";

/// What is written to a conversation is in its log, once for all who read it.  Deliveries of before
/// stay in inboxes, under numbers that are below every position; members read the log from now on.
/// Whether everybody has an older message is known no more: it is kept as one that somebody lacks.
constexpr std::size_t kLogVersion = 11;
constexpr const char* kBeginLogs =
    "UPDATE conversations SET value = CAST(value || zeroblob(8) AS BLOB);"
    "UPDATE subscriptions SET value = CAST(value || CASE WHEN EXISTS(SELECT 1 FROM members WHERE key = "
    "CAST(substr(subscriptions.key, 33) || substr(subscriptions.key, 1, 32) AS BLOB)) "
    "THEN X'100000000000000000FFFFFFFFFFFFFFFF' ELSE X'00' END AS BLOB);"
    "UPDATE message_dates SET value = zeroblob(8);"
    "INSERT INTO positions VALUES(X'', X'0000010000000000');"
    "DELETE FROM pending;DELETE FROM mailboxes;";

std::string create_tables(std::size_t from, std::size_t to) {
  std::string sql;
  for (const auto& t : std::span(kSpecs).subspan(from, to - from)) {
    sql += std::string("CREATE TABLE ") + t.name;
    sql += t.big ? "(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL);"
                 : "(key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;";
  }
  return sql;
}

/// Migration i brings a file from version i to i + 1.  Never edit one that was released: add the
/// next.
const std::vector<std::string>& migrations() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> steps;
    for (std::size_t v = 1; v < std::size(kTablesOfVersion); ++v) {
      steps.push_back(create_tables(kTablesOfVersion[v - 1], kTablesOfVersion[v]));
      if (v == kLastGroupVersion) steps.back() += kLastGroup;
      if (v == kSignedVouchersVersion) steps.back() += kForgetVouchers;
      if (v == kLogVersion) steps.back() += kBeginLogs;
    }
    return steps;
  }();
  return all;
}

std::string sql_for(const char* name, int kind) {
  const std::string t = name;
  switch (kind) {
    case 0: return "SELECT value FROM " + t + " WHERE key = ?1";
    case 1:
      return "INSERT INTO " + t +
             "(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value";
    case 2: return "DELETE FROM " + t + " WHERE key = ?1";
    case 3: return "SELECT key, value FROM " + t + " WHERE key >= ?1 AND key < ?2 ORDER BY key";
    default:
      return "SELECT key, value FROM " + t +
             " WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT 1";
  }
}

bool bind(sqlite3_stmt* s, int at, View v) {
  static const std::uint8_t none = 0;
  return sqlite3_bind_blob64(s, at, v.empty() ? &none : v.data(), v.size(), SQLITE_STATIC) ==
         SQLITE_OK;
}

/// nullopt if memory ran out while it was read.
std::optional<View> column(sqlite3_stmt* s, int i) {
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(s, i));
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(s, i));
  if (data == nullptr && (size > 0 || sqlite3_column_type(s, i) != SQLITE_BLOB))
    return std::nullopt;
  return View{data, size};
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

/// The first value that a statement gives; nullopt with the reason in `rc`.
std::optional<std::string> one_value(sqlite3* db, const char* sql, int& rc) {
  sqlite3_stmt* s = nullptr;
  rc = sqlite3_prepare_v2(db, sql, -1, &s, nullptr);
  if (rc != SQLITE_OK) return std::nullopt;
  rc = sqlite3_step(s);
  std::optional<std::string> value;
  if (rc == SQLITE_ROW) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(s, 0));
    if (text) value = text;
    rc = text ? SQLITE_OK : SQLITE_NOMEM;
  }
  sqlite3_finalize(s);
  return value;
}

std::string explain(const std::string& path, int rc, const char* detail) {
  switch (rc & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "The database " + path + " is damaged (" + detail +
             "). Nothing was changed. Restore it from a backup, or move it away to start empty";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "The database " + path + " is in use by another process. Stop that one first";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "The database " + path +
             " cannot be opened for writing. Check that its directory exists and that you may write there";
    case SQLITE_FULL:
      return "There is no space left for the database " + path + ". Make room and start again";
    default: return "The database " + path + " does not work (" + detail + ")";
  }
}
}  // namespace

std::string_view table_name(Table table) { return kSpecs[static_cast<std::size_t>(table)].name; }

std::unique_ptr<SqliteStore> SqliteStore::open(const std::string& path, std::string& why,
                                               const StoreSettings& settings) {
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(path.c_str(), &db,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                 settings.vfs);
  if (rc != SQLITE_OK) {
    why = explain(path, rc, sqlite3_errstr(rc));
    sqlite3_close(db);
    return nullptr;
  }
  std::unique_ptr<SqliteStore> store(new SqliteStore(db));
  why = store->prepare_file(path, settings);
  if (!why.empty()) return nullptr;
  return store;
}

std::string SqliteStore::prepare_file(const std::string& path, const StoreSettings& settings) {
  int rc = SQLITE_OK;
  const auto unusable = [&] { return explain(path, rc, sqlite3_errmsg(db_)); };
  sqlite3_busy_timeout(db_, 200);
  // Before the first look at the file: the index of the WAL then lies in our memory alone.
  if (!one_value(db_, "PRAGMA locking_mode = EXCLUSIVE", rc)) return unusable();
  const auto objects = one_value(db_, "SELECT count(*) FROM sqlite_master", rc);
  if (!objects) return unusable();
  const auto id = one_value(db_, "PRAGMA application_id", rc);
  if (!id) return unusable();
  const auto version = one_value(db_, "PRAGMA user_version", rc);
  if (!version) return unusable();
  const int from = std::stoi(*version);
  const bool fresh = *objects == "0" && *version == "0" && *id == "0";
  if (!fresh && std::stoi(*id) != kApplicationId)
    return path +
           " is a database, but not one of this program. Nothing was changed. Choose another home";
  if (from > static_cast<int>(migrations().size()))
    return "The database " + path + " was written by a newer version of this program (format " +
           *version + ", this one knows " + std::to_string(migrations().size()) +
           "). Nothing was changed. Use that version, or restore a backup made by this one";
  if (!fresh && settings.check != StoreSettings::Check::none) {
    const bool indexes = settings.check == StoreSettings::Check::with_indexes;
    const auto check =
        one_value(db_, indexes ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)", rc);
    if (!check) return unusable();
    if (*check != "ok") return explain(path, SQLITE_CORRUPT, "an integrity check failed");
  }
  if (const auto why = configure(path, settings); !why.empty()) return why;
  if (const auto why = migrate(path, from); !why.empty()) return why;
  const auto group = one_value(db_, "SELECT number FROM last_group", rc);
  if (!group) return unusable();
  last_group_ = std::stoull(*group);
  return {};
}

std::string SqliteStore::configure(const std::string& path, const StoreSettings& settings) {
  int rc = SQLITE_OK;
  const auto mode = one_value(db_, "PRAGMA journal_mode = WAL", rc);
  if (!mode) return explain(path, rc, sqlite3_errmsg(db_));
  if (*mode != "wal" && path != ":memory:")
    return explain(path, SQLITE_IOERR, "it takes no write-ahead log");
  const std::string sql =
      "PRAGMA synchronous = FULL;PRAGMA trusted_schema = OFF;PRAGMA secure_delete = ON;PRAGMA cache_size = -" +
      std::to_string(settings.cache_kib) +
      ";PRAGMA wal_autocheckpoint = " + std::to_string(settings.checkpoint_pages) +
      ";PRAGMA temp_store = MEMORY";
  rc = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  // What the WAL holds may never have reached the disk, if a flush failed or a process died before
  // it.  It is copied into the main file and flushed there before anybody reads it.
  if (rc == SQLITE_OK)
    rc = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  return rc == SQLITE_OK ? std::string() : explain(path, rc, sqlite3_errmsg(db_));
}

std::string SqliteStore::migrate(const std::string& path, int version) {
  for (int i = version; i < static_cast<int>(migrations().size()); ++i) {
    const std::string sql = "BEGIN IMMEDIATE;" + migrations()[i] +
                            "PRAGMA application_id = " + std::to_string(kApplicationId) +
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

Err SqliteStore::fail() const {
  return DurableStore::fail(sqlite3_errstr(sqlite3_extended_errcode(db_)));
}

bool SqliteStore::run(const char* sql) const {
  if (failed()) return false;
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return true;
  fail();
  return false;
}

Result<sqlite3_stmt*> SqliteStore::statement(Table table, Kind kind) const {
  const auto t = static_cast<std::size_t>(table);
  auto*& s = statements_[t][kind];
  if (!s) {
    const std::string sql = sql_for(kSpecs[t].name, kind);
    if (sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr) !=
        SQLITE_OK)
      return fail();
  }
  EQ_ASSERT(!sqlite3_stmt_busy(s));
  return s;
}

Result<std::optional<Bytes>> SqliteStore::committed(Table table, View key) const {
  const Use use(TRY(statement(table, kGet)));
  if (!bind(use.s, 1, key)) return fail();
  const int rc = sqlite3_step(use.s);
  if (rc == SQLITE_DONE) return std::optional<Bytes>();
  if (rc != SQLITE_ROW) return fail();
  const auto value = column(use.s, 0);
  if (!value) return fail();
  return std::optional(to_bytes(*value));
}

Status SqliteStore::scan_committed(Table table, View from, View to,
                                   const platform::Visit& visit) const {
  const Use use(TRY(statement(table, kScan)));
  if (!bind(use.s, 1, from) || !bind(use.s, 2, to)) return fail();
  for (;;) {
    const int rc = sqlite3_step(use.s);
    if (rc == SQLITE_DONE) return ok();
    if (rc != SQLITE_ROW) return fail();
    const auto key = column(use.s, 0), value = column(use.s, 1);
    if (!key || !value) return fail();
    if (!visit(*key, *value)) return ok();
  }
}

Result<std::optional<Row>> SqliteStore::last_committed(Table table, View from, View to) const {
  const Use use(TRY(statement(table, kLast)));
  if (!bind(use.s, 1, from) || !bind(use.s, 2, to)) return fail();
  const int rc = sqlite3_step(use.s);
  if (rc == SQLITE_DONE) return std::optional<Row>();
  if (rc != SQLITE_ROW) return fail();
  const auto key = column(use.s, 0), value = column(use.s, 1);
  if (!key || !value) return fail();
  return std::optional(Row{to_bytes(*key), to_bytes(*value)});
}

Status SqliteStore::write(Table table, View key, const std::optional<Bytes>& value) {
  const Use use(TRY(statement(table, value ? kPut : kErase)));
  if (!bind(use.s, 1, key) || (value && !bind(use.s, 2, View(*value)))) return fail();
  return sqlite3_step(use.s) == SQLITE_DONE ? ok() : Status(fail());
}

Status SqliteStore::begin() { return run("BEGIN IMMEDIATE") ? ok() : Status(Err::unavailable); }

void SqliteStore::undo() { run("ROLLBACK"); }

Status SqliteStore::commit(const Changes& changes, std::uint64_t number, Flush flush) {
  for (std::size_t t = 0; t < platform::kTables; ++t)
    for (const auto& [key, value] : changes.of(static_cast<Table>(t)))
      TRY(write(static_cast<Table>(t), key, value));
  // Those who only read are told what was on the disk before, and nothing is written for them.
  const bool writes = flush == Flush::anyway || !changes.empty();
  REQUIRE_OR(!writes || run("UPDATE last_group SET number = number + 1"), Err::unavailable);
  REQUIRE_OR(run("COMMIT"), Err::unavailable);
  if (writes) last_group_ = number;
  return ok();
}

std::unique_ptr<StoreCopy> SqliteStore::begin_copy(const std::string& path, std::string& why) {
  return StoreCopy::begin(*this, path, why);
}

}  // namespace eq::server
