// An evidence package against a whole realm: what eq/evidence proves byte by byte, and what order,
// days and openings in it come to, by the rules of the very book that court and custodians went
// by.  spec/evidence.md sections 4 and 5
#pragma once

#include <set>

#include "eq/evidence/verify.h"
#include "eq/order/as_of.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::auditor {

/// The realm's public order log, for a verifier who can ask it.
struct PublicLog {
  wire::Transport& server;  // only get() is used
  // it must be the log as it is now; without, a saved copy will do, and its time is said
  std::optional<Time> now;
};

/// Whom a verifier trusts, from somewhere other than the package.
struct Trusted {
  // the one that served the order; for another realm's order, also the agency's own
  std::vector<wire::Realm> realms;
  Bytes time_authorities = {};                  // PEM, for time stamps
  std::optional<PublicLog> log = std::nullopt;  // for what happened after the head in the package
};

/// Why the log that was asked could not be compared with a package, though neither is at fault.
enum class LogTrouble { older, clock, another, not_shown };

struct PackageReport : evidence::Report {
  std::set<Day> opened;  // with a verified object that holds the order, and enough receipts
  std::optional<LogTrouble> log_trouble;
  std::optional<order::CaseAsOf> packed;  // as of the head in the package
  std::optional<order::CaseAsOf> now;     // as of the log that was asked, if one was

  /// Everything in it is genuine, but the order does not stand.
  bool only_standing_fails() const { return fails_only("standing"); }
};

/// Err::malformed if the realm's log keys cannot be read.
Result<evidence::Anchors> anchors(const wire::Realm& realm);

/// Every check of eq/evidence, and if those hold: the order in the log names this account and rests
/// on the decision that the package shows; the record is every entry of that log that names it;
/// each day is covered, and its object verifies and holds exactly the orders in force; every
/// message falls on a day that enough custodians opened, for this account; and the order stands, as
/// of the package's head and of the log that was asked ("standing").  Another realm's order needs
/// that realm's own constitution, too, which must name its judge.  Promises AUD-6, AUD-7, AUD-16,
/// AUD-17.
PackageReport verify_package(const evidence::Items& items, const Trusted& trusted);
PackageReport verify_package(const evidence::Items& items, const wire::Realm& realm);

}  // namespace eq::auditor
