#include "apps/server/store_copy.h"

#include <sqlite3.h>

#include <filesystem>

#include "apps/server/disk_room.h"

namespace eq::server {
namespace fs = std::filesystem;

namespace {
std::string sentence(const std::string& path, const std::string& reason) {
  return "The copy " + path + " cannot be written (" + reason + ")";
}
}  // namespace

std::unique_ptr<StoreCopy> StoreCopy::begin(SqliteStore& store, const std::string& path,
                                            std::string& why) {
  if (fs::exists(path)) {
    why = sentence(path, "something lies there already");
    return nullptr;
  }
  const char* from = sqlite3_db_filename(store.db_, "main");  // none in memory
  why = lacks_room(fs::path(path).parent_path(), store_bytes(from ? from : ""));
  if (!why.empty()) return nullptr;
  sqlite3* to = nullptr;
  sqlite3_backup* pages = nullptr;
  int rc = sqlite3_open_v2(
      path.c_str(), &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  // Whoever takes it flushes it once it is whole; until then a crash leaves nothing to rely on.
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(
        to, "PRAGMA locking_mode = EXCLUSIVE;PRAGMA journal_mode = OFF;PRAGMA synchronous = OFF;",
        nullptr, nullptr, nullptr);
  if (rc == SQLITE_OK) {
    pages = sqlite3_backup_init(to, "main", store.db_, "main");
    rc = pages ? SQLITE_OK : sqlite3_errcode(to);
  }
  std::unique_ptr<StoreCopy> copy(new StoreCopy(to, pages, path));
  if (rc == SQLITE_OK) return copy;
  why = sentence(path, sqlite3_errstr(rc));
  return nullptr;
}

StoreCopy::~StoreCopy() {
  sqlite3_backup_finish(pages_);
  sqlite3_close(to_);
  std::error_code ec;
  if (!is_whole_) fs::remove(path_, ec);
}

StoreCopy::Progress StoreCopy::step(int pages) {
  if (pages_ == nullptr) return is_whole_ ? Progress::whole : Progress::failed;
  const int rc = sqlite3_backup_step(pages_, pages);
  if (rc == SQLITE_OK) return Progress::more;
  if (rc != SQLITE_DONE) return failed(rc);
  const int ended = sqlite3_backup_finish(std::exchange(pages_, nullptr));
  if (ended != SQLITE_OK) return failed(ended);
  const int closed = sqlite3_close(std::exchange(to_, nullptr));
  if (closed != SQLITE_OK) return failed(closed);
  is_whole_ = true;
  return Progress::whole;
}

StoreCopy::Progress StoreCopy::failed(int rc) {
  why_ = sentence(path_, sqlite3_errstr(rc));
  sqlite3_backup_finish(std::exchange(pages_, nullptr));
  return Progress::failed;
}

std::string copy_store(SqliteStore& store, const std::string& path) {
  std::string why;
  const auto copy = StoreCopy::begin(store, path, why);
  if (!copy) return why;
  return copy->step(-1) == StoreCopy::Progress::whole ? std::string() : copy->why();
}

}  // namespace eq::server
