// List versions are certified and follow one another, and pictures were opened only by a list that
// was in force for reports.  spec/audit.md.
#pragma once

#include "eq/tlog/log.h"
#include "parties/auditor/notes.h"

namespace eq::auditor {

struct ListsAsked {
  wire::Transport& server;
  const wire::Realm& realm;
  const tlog::ReplayedLog& orders;
};

/// @param figures  what lists and openings of pictures add up to is entered there
/// Promises AUD-5, AUD-12, AUD-19.
void check_lists(const ListsAsked& what, Figures& figures, Notes& notes);

}  // namespace eq::auditor
