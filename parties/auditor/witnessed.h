// When entries of a log could first be seen: times that come only from cosigned checkpoints on the
// log's own history.
#pragma once

#include <map>

#include "eq/tlog/log.h"
#include "eq/wire/log_reader.h"

namespace eq::auditor {

class Witnessed {
 public:
  Witnessed(wire::Transport& server, const wire::Realm& realm, wire::LogName log,
            const tlog::ReplayedLog& replayed)
      : server_(server), realm_(realm), log_(log), replayed_(replayed) {}

  /// The time of the first checkpoint that covers the entry.  Err::forged if the one served is not
  /// on the log's history.
  Result<tlog::NotAfter> at(std::uint64_t index);
  /// Whether the entry was witnessed by then.  A later checkpoint in time proves it too: asked from
  /// the last entry to the first, this takes about one checkpoint for each deadline.
  Result<bool> by(std::uint64_t index, Time deadline);

 private:
  struct Covering {
    std::uint64_t from = 0;  // the lowest entry for which the server gave this one
    tlog::NotAfter at;
  };
  std::map<std::uint64_t, Covering> seen_;  // by size

  wire::Transport& server_;
  const wire::Realm& realm_;
  wire::LogName log_;
  const tlog::ReplayedLog& replayed_;
};

}  // namespace eq::auditor
