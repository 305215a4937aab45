// A copy of a store that is made while the store works: page after page, between groups.  What is
// committed meanwhile goes into the copy too, so the copy is what the store was when it ended.
#pragma once

#include <memory>
#include <string>

#include "apps/server/sqlite_store.h"

struct sqlite3_backup;

namespace eq::server {

class StoreCopy {
 public:
  /// @param path  where nothing is yet
  /// @return nullptr with a sentence in `why`
  static std::unique_ptr<StoreCopy> begin(SqliteStore& store, const std::string& path,
                                          std::string& why);
  /// Takes away what is not whole.  Before the store.
  ~StoreCopy();
  StoreCopy(const StoreCopy&) = delete;
  StoreCopy& operator=(const StoreCopy&) = delete;

  enum class Progress : std::uint8_t { more, whole, failed };
  /// Some more pages; not within a group.  A whole copy is one file, not flushed yet.
  Progress step(int pages);
  /// One sentence about why it failed.
  const std::string& why() const { return why_; }

 private:
  StoreCopy(sqlite3* to, sqlite3_backup* pages, std::string path)
      : to_(to), pages_(pages), path_(std::move(path)) {}
  Progress failed(int rc);

  sqlite3* to_;
  sqlite3_backup* pages_;
  std::string path_, why_;
  bool is_whole_ = false;
};

/// All of it at once, of a store that nobody uses.  @return empty, or why there is no copy
std::string copy_store(SqliteStore& store, const std::string& path);

}  // namespace eq::server
