// Runs groups of jobs and commits them.  After any error of the storage, platform and store are thrown away and
// opened again from the file: nothing in memory outlives the rows it was made from.  Then the file says whether
// the group was kept, and everybody in it is told the same.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "apps/server/sqlite_store.h"

namespace eq::server {

/// A platform and what it remembers, opened together.
struct LivePlatform {
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<platform::Platform> platform;  // over *store
};

/// Opens both; nullopt with the reason in `why`.  After the first time the whole file need not be checked.
using OpenLive = std::function<std::optional<LivePlatform>(std::string& why, StoreSettings::Check check)>;

using JobGroup = std::deque<std::unique_ptr<Job>>;

class Committer {
 public:
  Committer(LivePlatform live, OpenLive again) : live_(std::move(live)), again_(std::move(again)) {}

  /// Each job is run and kept, or lost.  Lost: unless is_open() is false afterwards, it had no effect; else the
  /// storage could not be opened again at once, and only then will be known what the last group became.
  void run(JobGroup& jobs);
  /// Whether the storage works.  While it does not, each run() tries once to open it.
  bool is_open() const { return live_.has_value(); }

 private:
  std::optional<Durable> commit(JobGroup& jobs);
  bool open_again();

  std::optional<LivePlatform> live_;
  OpenLive again_;
  std::string said_;  // so that a lasting trouble is logged once
};

}  // namespace eq::server
