#include "apps/server/store_place.h"

#include <filesystem>

namespace eq::server {
namespace fs = std::filesystem;

StorePlace::Opening FilePlace::open(StoreSettings::Check check) {
  if (!was_there_) was_there_ = fs::exists(path_);
  StoreSettings settings;
  settings.check = check;
  Opening opening;
  opening.store = SqliteStore::open(path_, opening.why, settings);
  return opening;
}

void FilePlace::forget_new() {
  if (was_there_.value_or(true)) return;
  for (const char* end : {"", "-wal", "-shm"}) {
    std::error_code ignored;
    fs::remove(path_ + end, ignored);
  }
}

}  // namespace eq::server
