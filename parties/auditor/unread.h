// Why a log could not be read: it is not there yet, it is another one than the realm's, the server
// does not answer, something of it is not shown, or it is false.
#pragma once

#include <map>

#include "parties/auditor/notes.h"

namespace eq::auditor {

/// A day's object is awaited from so long after the day's beginning: what a reader is shown may be
/// an hour old.
inline Time awaited(Day day) { return start_of(day) + kHour_ms; }

/// The server, and which checkpoint it showed: what is judged is what was judged before, and never
/// asked for twice.
class Shown final : public wire::Transport {
 public:
  explicit Shown(wire::Transport& server) : server_(server) {}
  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override;
  /// The last one that was read of this log; empty if none was.
  Bytes checkpoint(wire::LogName log) const;

 private:
  wire::Transport& server_;
  std::map<std::string, Bytes, std::less<>> checkpoints_;  // by path
};

/// Whether a checkpoint bears no signature of the realm's log, good or bad: it is another log's, or
/// the realm file is another realm's.
bool is_another_log(View checkpoint, const wire::Realm& realm, wire::LogName log);

/// Whether it is in order that no log is shown: none was seen before, and none is due yet.  The
/// directory is due with the others, for by then somebody has registered: a service that could say
/// for ever that nobody has would show each asker another one.
bool is_none_yet(const tlog::LogFault& fault, const wire::Realm& realm, bool seen_before, Time now);

struct Asked {
  Bytes checkpoint;  // that the server showed of the log
  const wire::Realm& realm;
  Time now;
};
/// @param seen_before  by this auditor: then it is there
/// Promises AUD-20.
void note_unread(const Asked& asked, const char* step, wire::LogName log, bool seen_before,
                 const tlog::LogFault& fault, Notes& notes);

}  // namespace eq::auditor
