// Why a log could not be read: it is not there yet, it is another one than the realm's, something
// of it is not shown, or it is false.
#pragma once

#include "parties/auditor/notes.h"

namespace eq::auditor {

/// A day's object is awaited from so long after the day's beginning: what a reader is shown may be
/// an hour old.
inline Time awaited(Day day) { return start_of(day) + kHour_ms; }

struct Asked {
  wire::Transport& server;
  const wire::Realm& realm;
  Time now;
};
/// @param seen_before  by this auditor: then it is there
/// Promises AUD-20.
void note_unread(const Asked& asked, const char* step, wire::LogName log, bool seen_before,
                 const tlog::LogFault& fault, Notes& notes);

}  // namespace eq::auditor
