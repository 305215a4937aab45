// What a moderator keeps: its keys, whom it gave tokens to, the cases.  One value, saved whole.
// There is no message in it that was not reported.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "eq/crypto/persist.h"
#include "eq/franking/verify.h"
#include "eq/wire/directory.h"
#include "parties/moderator/proven_match.h"
#include "parties/moderator/reviewer.h"

namespace eq::moderator {

/// In plain words, as whoever it concerns reads them.
struct Words {
  std::string text, reason;
  EQ_FIELDS(text, reason)
};

/// What a decision does to an account that the case proves to be a sender, besides its words.
struct Measure {
  enum class Kind : std::uint8_t { warning = 1, limit = 2 };
  Kind kind = Kind::warning;
  AccountId against;
  std::optional<Time> until;  // limit: until when
  std::uint32_t per_day = 0;  // limit: tokens for each day, below kTokensPerDay; 0 is a suspension
  EQ_FIELDS(kind, against, until, per_day)
};
constexpr bool is_valid(Measure::Kind k) {
  return k == Measure::Kind::warning || k == Measure::Kind::limit;
}

/// A limit from now on, for so many days; seven where none are said.
Measure limited(const AccountId& against, Time now, std::uint32_t days, std::uint32_t per_day);

/// What a human says of pictures that were opened above the threshold.  Nothing else makes a
/// report.
enum class Verdict : std::uint8_t { report = 1, no_report = 2 };
constexpr bool is_valid(Verdict v) { return v == Verdict::report || v == Verdict::no_report; }

struct Decision {
  Reviewer by{};
  crypto::Digest about{};  // Case::about()
  Words words{};
  Time at{};
  std::optional<Time> appeal_until{};  // none: it was the second look
  std::string unseen{};                // why it was decided by who was not shown the report
  std::optional<Measure> measure{};
  wire::CaseState state = wire::CaseState::decided;  // what the case comes to
  std::optional<Verdict> verdict{};                  // on pictures that matched
  crypto::Signature signature{};                     // hers; of to_sign()
  EQ_FIELDS(by, about, words, at, appeal_until, unseen, measure, state, verdict, signature)
};

/// Whoever a decision concerns does not agree with it.
struct Appeal {
  Time at;
  ForeignText words;
  AccountId by;
  EQ_FIELDS(at, words, by)
};

/// Pictures of one account that matched a certified list (eq/voucher), opened after the log had it.
struct Matched {
  ProvenMatch found;
  list::Kind kind = list::Kind::drill;  // of that list
  std::uint16_t notice_days = 0;  // of that list: a report is secret from the account for so long
  std::optional<Verdict> verdict;
  std::optional<Time> tell_at;  // the account is to be told of the report then
  bool told = false;            // a letter about the case has gone to the account
  // entries that have left the list since: the case is looked at again
  std::vector<crypto::Digest> withdrawn;
  EQ_FIELDS(found, kind, notice_days, verdict, tell_at, told, withdrawn)
};

/// Somebody at this desk was shown something.  Made by view_case(), open_attachment() and
/// open_picture() alone.
struct Viewing {
  Time at;
  Reviewer by;
  // the report's digest, the hash of an attachment's ciphertext, or of a matched picture's
  // derivative
  crypto::Digest what{};
  crypto::Signature signature{};  // hers; of to_sign()
  EQ_FIELDS(at, by, what, signature)
};

/// What a reviewer signs of a case of this desk: everything but the signature.
Bytes to_sign(const crypto::VerifyKey& desk, std::string_view case_number, const Viewing& looked);
Bytes to_sign(const crypto::VerifyKey& desk, std::string_view case_number, const Decision& decided);

/// A verified report, or pictures that matched, and what became of it.
struct Case {
  std::uint32_t number = 0;
  wire::CaseState state = wire::CaseState::open;
  franking::Category category = franking::Category::other;
  Time opened;
  std::optional<AccountId> reporter;  // none: a device that never asked for tokens
  crypto::Digest report_digest{};
  Bytes report;                     // empty once forgotten
  std::optional<Matched> matched;   // then there is no report of a person's
  std::vector<Decision> decisions;  // the last one holds
  std::vector<Appeal> appeals;      // at most one of each whom it concerns, looked at together
  std::vector<Viewing> viewings;
  EQ_FIELDS(number, state, category, opened, reporter, report_digest, report, matched, decisions,
            appeals, viewings)

  /// The report, or the pictures, that decisions are about; stays when what they show is erased.
  crypto::Digest about() const;
  bool appealed_by(const AccountId& who) const {
    return std::ranges::find(appeals, who, &Appeal::by) != appeals.end();
  }
  /// What holds now: nullptr before the first decision.
  const Decision* decision() const { return decisions.empty() ? nullptr : &decisions.back(); }
  /// Whoever is told of every decision and may appeal: the reporter, or the account whose pictures
  /// matched.
  std::optional<AccountId> concerns() const {
    return matched ? std::optional(matched->found.account()) : reporter;
  }
  /// Against whom the decision that holds does something: told of it, too, and may appeal.
  std::optional<AccountId> against() const {
    const Decision* d = decision();
    return d != nullptr && d->measure ? std::optional(d->measure->against) : std::nullopt;
  }
};

/// What a case's measure leaves an account: so many tokens for each day, until then.
struct Limit {
  AccountId of;
  std::uint32_t per_day = 0;
  Time until;
  EQ_FIELDS(of, per_day, until)
};

/// "M-000042": what stands on the public page.
std::string case_number(std::uint32_t number);
/// Accepts "M-000042", "m-42" and "42".  Err::malformed.
Result<std::uint32_t> parse_case_number(std::string_view s);

struct State {
  crypto::SigningKey signing;  // long-term: letters, requests, day key certificates
  crypto::HpkeKeyPair letters;
  Secret<32> day_master;  // from which the issuer's day keys are derived
  std::string name;

  std::map<Day, bool> day_keys{};           // announced; true once the private half is published
  franking::LoggedDayKeys logged_keys{};    // what every member goes by
  std::optional<tlog::Head> orders_seen{};  // the log must continue it
  std::map<std::pair<Day, AccountId>, std::uint32_t> issued{};
  std::map<crypto::VerifyKey, AccountId> devices{};  // of accounts that asked for tokens
  std::map<crypto::Digest, Time> letters_seen{};     // so that a letter counts once
  std::uint64_t desk_seen = 0;
  // read, and not to be judged by what the service shows now
  std::vector<wire::DeskLetter> waiting{};
  wire::RecordsSeen records_seen{};  // of accounts and their directory

  std::map<crypto::VerifyKey, Reviewer> reviewers{};  // who may look and decide
  std::map<std::uint32_t, Case> cases{};
  std::map<std::uint32_t, Limit> limits{};  // by case: of an account, the least counts
  std::uint32_t next_case = 1;
  std::uint64_t log_seen = 0;  // entries of the order log searched for withdrawals
  std::map<franking::Flaw, std::uint32_t> refused{};  // reports, by what was wrong

  // What still has to leave; kept until the server took it.
  std::vector<wire::DeskPost> outbox{};
  std::vector<wire::CaseUpdate> updates{};
  std::uint32_t undeliverable = 0;  // letters that were given up and of which nobody was told yet
  EQ_FIELDS(signing, letters, day_master, name, day_keys, logged_keys, orders_seen, issued, devices,
            letters_seen, desk_seen, waiting, records_seen, reviewers, cases, limits, next_case,
            log_seen, refused, outbox, updates, undeliverable)

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View saved);
};

/// Fresh keys.  Err::malformed for an empty or overlong name.
Result<State> new_moderator(std::string name, Random& rng);

}  // namespace eq::moderator
