// Checking an evidence package offline.  spec/evidence.md section 4
#pragma once

#include "eq/crypto/timestamp.h"
#include "eq/evidence/package.h"
#include "eq/tlog/log.h"

namespace eq::evidence {

/// Whom to believe: from the realm that the verifier has pinned.
struct Anchors {
  Bytes realm;                                        // the pinned constitution's encoding
  std::map<std::string, crypto::VerifyKey> agencies;  // that may apply in it, by name
  crypto::VerifyKey issuer, delivery;                 // long-term keys behind the day keys
  tlog::Policy orders_log, epochs_log;
  Bytes time_authorities;  // PEM; empty if none is trusted
};

/// One thing that was checked.
struct Check {
  std::string name;  // stable: "manifest", "statement", "franking", ...
  std::string item;  // the path it is about
  bool ok = false;
  std::string detail;  // one sentence
};

struct Report {
  std::vector<Check> checks;
  std::optional<Facts> facts;        // once the statement's signature holds
  std::optional<Contents> contents;  // once every item could be read
  // the order log in it, once each entry and its head hold
  std::optional<tlog::ReplayedLog> orders;
  std::optional<Time> witnessed;           // when a witness vouched for the newest head in it
  std::optional<crypto::Timestamp> stamp;  // a time stamp that verified

  bool ok() const;
  /// nullptr if all hold.  Its item is the one to name.
  const Check* first_failure() const;
  /// Nothing fails but checks of that name.
  bool fails_only(std::string_view name) const;
  /// Nothing fails but that other files lie beside the package's own ("stray").
  bool only_strays_fail() const { return fails_only("stray"); }
  void add(std::string name, std::string item, bool ok, std::string detail);
};

/// Every check that needs nothing but the package and the anchors: the bag's form and digests, the
/// statement, that the order log in it is whole up to a cosigned head that was new when the agency
/// packed, that each entry of the case stands in it, every message's franking proof by the day keys
/// that this log has, that each message is the account's, transcripts, provenance and cover word
/// for word, attachments, and the time stamp if there is one and an authority is trusted. Files
/// that are no part of the package, as file managers leave behind, are named as "stray" and looked
/// at by nothing else. What order and epoch entries say is for a floor above (parties/auditor).
/// Promises EVD-1..EVD-4, EVD-9, EVD-10.
Report verify(const Items& items, const Anchors& anchors);

/// One message's proof, as the moderator checks a report of one: commitment, token and stamp.  An
/// agency that keeps to it packs nothing that a verifier refuses.
Result<franking::VerifiedReport, franking::Flaw> check_message(const franking::FullItem& message,
                                                               const franking::DayKeys& keys);

}  // namespace eq::evidence
