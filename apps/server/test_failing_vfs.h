// A disk that fails when told to, for tests: a layer over SQLite's own way to files.  Calls are
// counted, and any of them can be made to fail as real ones do.  It also knows what was flushed, so
// that the power can be cut.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eq/base/bytes.h"
#include "eq/base/random.h"

struct sqlite3_vfs;

namespace eq::server {

enum class DiskCall : std::uint8_t { open, read, write, sync, truncate, size, access, remove };

enum class Failure : std::uint8_t {
  full,         // ENOSPC; of a write, nothing was written
  short_write,  // ENOSPC after half of it
  // EIO; after a failed flush the system believes the pages to be clean, and a later flush skips
  // them
  io_error,
  no_memory,
};

/// Which failures a call can have.
std::vector<Failure> failures_of(DiskCall call);

/// One at a time in a process.
class FailingVfs {
 public:
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  static constexpr const char* kName = "failing";

  /// Calls from now on are counted from 0; those of [first, first + count) fail.
  void plan(std::uint64_t first, std::uint64_t count, Failure failure);
  /// No call fails any more.
  void heal() { failure_.reset(); }
  const std::vector<DiskCall>& calls() const { return calls_; }
  bool has_failed() const { return has_failed_; }

  /// Files are as the last flush left them; of what was written since, any part may be there.  No
  /// connection may be open.
  void cut_power(Random& rng);

  // ---- for its files

  struct Range {
    std::size_t at = 0;
    std::size_t size = 0;
  };
  /// A file as the disk has it, and what was written since.
  struct Disk {
    Bytes flushed;
    std::vector<Range> since;
  };
  /// What this call does, if it fails.
  std::optional<Failure> next(DiskCall call);
  /// nullptr for temporary files.
  Disk* disk(const char* path);
  void forget(const std::string& path) { disks_.erase(path); }
  sqlite3_vfs* real() const { return real_; }

 private:
  sqlite3_vfs* real_;
  std::map<std::string, Disk> disks_;
  std::vector<DiskCall> calls_;
  std::optional<Failure> failure_;
  std::uint64_t first_ = 0, count_ = 0;
  bool has_failed_ = false;
};

}  // namespace eq::server
