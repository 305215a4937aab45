#include "parties/auditor/unread.h"

#include <algorithm>

namespace eq::auditor {
namespace {

/// Whether what the server shows bears no signature of the log's key, good or bad.
bool is_another_log(const Asked& asked, wire::LogName log) {
  const auto policy = wire::log_policy(asked.realm, log);
  const auto bytes = wire::log_fetch(asked.server, log)("checkpoint");
  if (!policy.ok() || !bytes.ok()) return false;
  const auto note = tlog::Note::parse(to_string(*bytes));
  if (!note.ok() || !tlog::Checkpoint::parse(note->text).ok()) return false;
  return std::ranges::none_of(note->signatures, [&](const auto& s) {
    return s.name == policy->log.name && s.key_id == policy->log.id();
  });
}

}  // namespace

void note_unread(const Asked& asked, const char* step, wire::LogName log, bool seen_before,
                 const tlog::LogFault& fault, Notes& notes) {
  const Day first = asked.realm.e_0;
  if (fault.err == Err::missing && fault.path == "checkpoint" && !seen_before &&
      asked.now <= awaited(first))
    return notes.good(step, "there is no such log yet; the realm's first day is " + to_text(first));
  if (is_another_log(asked, log))
    return notes.add(
        step, Severity::misconfigured,
        "the checkpoint is not signed by the log that this realm file names: it is the file of another realm, or the server "
        "shows another log",
        log, {}, "checkpoint");
  notes.add(step, fault.err == Err::missing ? Severity::missing : Severity::violation, fault.what,
            log, fault.index, fault.path);
}

}  // namespace eq::auditor
