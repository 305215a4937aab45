#include "parties/auditor/saved.h"

#include "parties/auditor/notes.h"

namespace eq::auditor {
namespace {
using wire::LogName;

struct Older {
  LogName log = LogName::orders;
  std::uint64_t size = 0, seen = 0;
};

Finding in_words(const Older& o) {
  return {kOlderRecord,
          Severity::misconfigured,
          "this record is older than what you saw: it has " + counted(o.size, "entry", "entries") +
              ", and you saw " + std::to_string(o.seen),
          std::string(to_text(o.log)),
          {},
          "checkpoint"};
}

}  // namespace

SavedAudit audit_saved(wire::Transport& folder, const wire::Realm& realm, const Memory& memory,
                       Time now, Executor* executor, const tlog::TrustPolicy* policy) {
  SavedAudit out;
  Memory still = memory;
  std::vector<Older> older;
  for (const auto log : wire::kLogs) {
    const auto read = wire::read_log(folder, realm, log);
    if (!read.ok()) continue;  // the audit says why
    out.witnessed = std::max(out.witnessed.value_or(Time{}), read->checkpoint().seen_by().latest());
    auto& seen = still.of(log);
    if (!seen || seen->size <= read->size()) continue;
    older.push_back({log, read->size(), seen->size});
    seen.reset();
    if (log == LogName::directory) still.directory_epochs = 0;
  }
  out.report =
      audit(folder, realm, still, std::min(now, out.witnessed.value_or(now)), executor, policy);
  for (const auto& o : older) out.report.findings.push_back(in_words(o));
  return out;
}

}  // namespace eq::auditor
