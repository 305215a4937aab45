// A record that somebody saved: it is judged as of its own time, and may be older than what its
// reader saw since.
#pragma once

#include "parties/auditor/audit.h"

namespace eq::auditor {

/// The step of what is found where a record ends before what was seen.
inline constexpr const char* kOlderRecord = "older_record";

struct SavedAudit {
  AuditReport report;
  std::optional<Time> witnessed;  // when a witness had last signed what was saved
};
/// As audit(), of a folder in which nothing can be late after its last checkpoint.  One that ends
/// before what was seen is no false log: it is misconfigured, and the rest of it is still judged.
/// @param now  what is dated after it is not believed
/// Promises AUD-20.
SavedAudit audit_saved(wire::Transport& folder, const wire::Realm& realm, const Memory& memory,
                       Time now, Executor* executor = nullptr,
                       const tlog::TrustPolicy* policy = nullptr);

}  // namespace eq::auditor
