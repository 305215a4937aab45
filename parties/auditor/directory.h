// The directory of accounts from epoch to epoch: each is the one before it with records added, and
// nothing was changed or taken out (eq/keytrans/epoch.h).
#pragma once

#include "parties/auditor/notes.h"

namespace eq::auditor {

/// The directory's log as it was read, and how much of it this auditor found right before.
struct DirectoryRead {
  wire::Transport& server;
  const tlog::ReplayedLog& log;
  std::uint64_t checked = 0;  // epochs
};
/// Each epoch after those, with the growth that the server shows for it.  Promises AUD-23.
void check_directory(const DirectoryRead& read, Figures& figures, Notes& notes);

}  // namespace eq::auditor
