// What a moderator keeps: its keys, whom it gave tokens to, the cases.  One value, saved whole.
// There is no message in it that was not reported.
#pragma once

#include <map>
#include <set>

#include "eq/crypto/persist.h"
#include "eq/franking/verify.h"
#include "eq/wire/vouchers.h"

namespace eq::moderator {

struct Decision {
  std::string text, reason;  // plain words, as the reporter reads them
  Time at;
  EQ_FIELDS(text, reason, at)
};

/// What a human says of pictures that were opened above the threshold.  Nothing else makes a report.
enum class Verdict : std::uint8_t { report = 1, no_report = 2 };
constexpr bool is_valid(Verdict v) { return v == Verdict::report || v == Verdict::no_report; }

/// Pictures of one account that matched a certified list (eq/voucher), opened after the log had it.
struct Matched {
  wire::MatchedPictures found;
  std::optional<Verdict> verdict;
  std::vector<crypto::Digest> withdrawn;  // entries that have left the list since: the case is looked at again
  EQ_FIELDS(found, verdict, withdrawn)
};

/// A verified report, or pictures that matched, and what became of it.
struct Case {
  std::uint32_t number = 0;
  wire::CaseState state = wire::CaseState::open;
  franking::Category category = franking::Category::other;
  Time opened;
  std::optional<AccountId> reporter;  // none: a device that never asked for tokens
  crypto::Digest report_digest{};
  Bytes report;                       // empty once forgotten
  std::optional<Decision> decision;
  std::optional<Matched> matched;     // then there is no report of a person's
  EQ_FIELDS(number, state, category, opened, reporter, report_digest, report, decision, matched)
};

/// "M-000042": what stands on the public page.
std::string case_number(std::uint32_t number);
/// Accepts "M-000042" and "42".  Err::malformed.
Result<std::uint32_t> parse_case_number(std::string_view s);

struct State {
  crypto::SigningKey signing;  // long-term: letters, requests, day key certificates
  crypto::HpkeKeyPair letters;
  Secret<32> day_master;       // from which the issuer's day keys are derived
  std::string name;

  std::map<Day, bool> day_keys;                          // announced; true once the private half is published
  std::vector<franking::DayKeyCertificate> stamp_keys;   // of the delivery service, as first seen
  std::map<std::pair<Day, AccountId>, std::uint32_t> issued;
  std::map<crypto::VerifyKey, AccountId> devices;        // of accounts that asked for tokens
  std::map<crypto::Digest, Time> letters_seen;           // so that a letter counts once
  std::uint64_t desk_seen = 0;

  std::map<std::uint32_t, Case> cases;
  std::uint32_t next_case = 1;
  std::uint64_t log_seen = 0;                            // entries of the order log searched for withdrawals
  std::map<franking::Flaw, std::uint32_t> refused;       // reports, by what was wrong

  // What still has to leave; kept until the server took it.
  std::vector<wire::DeskPost> outbox;
  std::vector<wire::CaseUpdate> updates;

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View bytes);
};

/// Fresh keys.  Err::malformed for an empty or overlong name.
Result<State> new_moderator(std::string name, Random& rng);

}  // namespace eq::moderator
