// Runs groups of jobs and commits them.  After any error of the storage, platform and store are
// thrown away and opened again: nothing in memory outlives the rows it was made from.  Then the
// store says whether the group was kept, and everybody in it is told the same.  Until it can be
// asked, they are told nothing.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "apps/server/store_copy.h"

namespace eq::server {

/// A platform and what it remembers, opened together.
struct LivePlatform {
  std::unique_ptr<DurableStore> store;
  std::unique_ptr<platform::Platform> platform;  // over *store
};

/// What came of opening both.
struct Opened {
  std::optional<LivePlatform> live;
  std::string why;  // there is no `live`: a sentence
  /// Another process works on it: this one stands by, and is told what became of its last group.
  std::unique_ptr<DurableStore> anothers;
};

/// After the first time a whole file need not be checked.
using OpenLive = std::function<Opened(StoreSettings::Check check)>;

using JobGroup = std::deque<std::unique_ptr<Job>>;

class Committer {
 public:
  /// @param live  none: it is opened by the first run() that can
  Committer(std::optional<LivePlatform> live, OpenLive again)
      : live_(std::move(live)), again_(std::move(again)) {}
  Committer(Committer&&) = default;
  Committer& operator=(Committer&&) = delete;
  /// Who still waits is never told what became of his job.
  ~Committer();

  /// Every job is kept or lost, all of them alike, before this returns; except after a commit that
  /// failed and a store that does not answer: then the group waits, and the first run() that can
  /// ask it tells what it became. While the storage does not work, each run() tries once to open
  /// it, and jobs that come are lost unseen.
  void run(JobGroup jobs);
  bool is_open() const { return live_.has_value(); }

  /// Told once: empty if the copy is whole, or why there is none.
  using CopyTold = std::function<void(std::string why)>;
  /// Begin a copy of the file; one at a time.
  void begin_copy(const std::string& path, CopyTold told);
  bool is_copying() const { return copying_ != nullptr; }
  /// A piece of the copy, not much longer than a group takes.
  void copy_on();

 private:
  struct Copying {
    std::unique_ptr<StoreCopy> copy;
    CopyTold told;
  };
  void end_copy(std::string why);
  void commit(JobGroup& jobs);
  bool run_all(JobGroup& jobs, std::uint64_t number);
  bool open_again();
  void say(const Opened& opened);

  std::optional<LivePlatform> live_;
  std::unique_ptr<Copying> copying_;  // of *live_, and gone before it
  OpenLive again_;
  JobGroup unknown_;  // nobody can say whether this group was kept
  std::uint64_t unknown_number_ = 0;
  std::string said_;  // so that a lasting trouble is logged once
};

}  // namespace eq::server
