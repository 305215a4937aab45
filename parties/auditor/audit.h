// The auditor: reads the public logs of a realm and the blobs they name, believes nobody, and says
// whether orders, days, openings, list versions and the directory of accounts agree.
// spec/audit.md.
//
// A pure function of what the server serves (or what was saved of it), the pinned realm and what
// this auditor saw before.  It has no secrets and sees none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eq/base/executor.h"
#include "eq/order/book.h"
#include "eq/tlog/trust_policy.h"
#include "eq/wire/office.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::auditor {

/// Of the last clean audit.  The heads: a log may only grow from there.  The late days that it
/// reported.
struct Memory {
  std::optional<tlog::Head> orders, epochs, directory;
  std::uint64_t directory_epochs = 0;  // of the directory, checked one by one
  std::vector<Day> late;               // ascending
  EQ_FIELDS(orders, epochs, directory, directory_epochs, late)
  std::optional<tlog::Head>& of(wire::LogName log) {
    if (log == wire::LogName::orders) return orders;
    return log == wire::LogName::epochs ? epochs : directory;
  }
};

enum class Severity {
  good,         // checked and found right
  flag,         // allowed, but somebody should explain it
  late,         // a day's object that came late, or is due and not there: nothing is false
  unreachable,  // the server did not answer: of what it was asked nothing can be said
  missing,      // the server answers, but does not show what the log names
  // the realm is not that of this log, or this machine's clock or the witness's is wrong
  misconfigured,
  violation,  // a rule is broken
};

struct Finding {
  // "orders_log", "epochs_log", "clock", "policy", "entries", "orders", "lead_time", "objections",
  std::string step;
  // "preservations", "deadlines", "notices", "epochs", "openings", "lists",
  // "picture_openings", "directory_log", "directory"
  Severity severity = Severity::good;
  std::string detail;                  // one sentence
  std::string log;                     // its name; empty if it is about none
  std::optional<std::uint64_t> index;  // the entry
  std::string path;                    // the object below the log's prefix
};

/// What an auditor publishes.
struct Figures {
  struct Log {
    std::uint64_t entries = 0;
    Time witnessed;
  };
  Log orders_log, epochs_log, directory_log;
  Log& of(wire::LogName log) {
    if (log == wire::LogName::orders) return orders_log;
    return log == wire::LogName::epochs ? epochs_log : directory_log;
  }
  std::uint64_t directory_records = 0;  // versions of all accounts together
  std::uint64_t orders = 0, key_events = 0, list_versions = 0, picture_openings = 0;
  // taken off lists
  std::uint64_t entries_withdrawn = 0, entries_expired = 0, entries_disputed = 0;
  std::uint64_t disputes_upheld = 0, disputes_withdrawn = 0;  // answered by hotlines
  std::uint64_t account_days = 0;  // sum of m over all days: what was authorised
  std::uint64_t intents = 0, receipts = 0;
  std::uint64_t extracted = 0;                    // distinct (order, day) with t receipts
  std::optional<std::uint64_t> median_answer_ms;  // intent to the t-th receipt, by witness time
  std::string authority;                          // the agency that the orders name
};

struct AuditReport {
  std::vector<Finding> findings;
  Figures figures;
  Memory next;  // to be kept if clean()
  /// The order log as it was read, for who goes on with it; nothing if it could not be.
  struct Read {
    tlog::ReplayedLog log;
    order::OrderBook book;
  };
  std::optional<Read> read;

  /// Nothing is false, misconfigured, missing or unread; something may be late.
  bool clean() const;
  /// The answer, and the first finding that gives it; nullptr if nothing was found but good.
  Severity worst() const;
  const Finding* first_of_worst() const;
  /// nullptr if clean.
  const Finding* first_violation() const;
};

/// @param server  only get() is used
/// @param now       for intents that wait too long for their receipt, preservations that are over
/// @param executor  threads for signatures and proofs; the report is the same without
/// @param policy    whom the auditor believes besides the realm's witness: all logs must satisfy
///     it too Promises AUD-1..AUD-5, AUD-8, AUD-9, AUD-13..AUD-15, AUD-19..AUD-23.
AuditReport audit(wire::Transport& server, const wire::Realm& realm, const Memory& memory, Time now,
                  Executor* executor = nullptr, const tlog::TrustPolicy* policy = nullptr);

/// Of a record that was read from a living service, and not from a folder: a log for which no
/// witness has vouched within the hour stands still, or what came since is kept back.  Promises
/// AUD-20.
void judge_age(AuditReport& report, Time now);

}  // namespace eq::auditor
