#include "parties/auditor/unread.h"

#include <algorithm>

namespace eq::auditor {
bool is_another_log(View checkpoint, const wire::Realm& realm, wire::LogName log) {
  const auto policy = wire::log_policy(realm, log);
  const auto note = tlog::Note::parse(to_string(checkpoint));
  if (!policy.ok() || !note.ok() || !tlog::Checkpoint::parse(note->text).ok()) return false;
  return std::ranges::none_of(note->signatures, [&](const auto& s) {
    return s.name == policy->log.name && s.key_id == policy->log.id();
  });
}

Result<Bytes> Shown::get(std::string_view path) {
  auto bytes = server_.get(path);
  if (bytes.ok() && path.ends_with("/checkpoint"))
    checkpoints_.insert_or_assign(std::string(path), *bytes);
  return bytes;
}

Bytes Shown::checkpoint(wire::LogName log) const {
  const auto it = checkpoints_.find("/log/" + std::string(to_text(log)) + "/checkpoint");
  return it == checkpoints_.end() ? Bytes{} : it->second;
}

bool is_none_yet(const tlog::LogFault& fault, const wire::Realm& realm, bool seen_before,
                 Time now) {
  return fault.err == Err::missing && fault.path == "checkpoint" && !seen_before &&
         now <= awaited(realm.e_0);
}

void note_unread(const Asked& asked, const char* step, wire::LogName log, bool seen_before,
                 const tlog::LogFault& fault, Notes& notes) {
  if (is_none_yet(fault, asked.realm, seen_before, asked.now))
    return notes.good(
        step, "there is no such log yet; the realm's first day is " + to_text(asked.realm.e_0));
  if (is_another_log(asked.checkpoint, asked.realm, log))
    return notes.add(
        step, Severity::misconfigured,
        "the checkpoint is not signed by the log that this realm file names: it is the file of another realm, or the server "
        "shows another log",
        log, {}, "checkpoint");
  notes.add(step, severity_of(fault.err), fault.what, log, fault.index, fault.path);
}

}  // namespace eq::auditor
