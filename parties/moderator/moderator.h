// The moderator: issues sending tokens, takes verified reports, decides cases.
//
// It sees what a recipient chose to show and nothing else.  Everything arrives as sealed letters at
// its desk, and is answered by sealed letters to accounts; the public page gets a number, a
// category and a state.
#pragma once

#include "eq/franking/report.h"
#include "eq/wire/ask.h"
#include "eq/wire/environment.h"
#include "eq/wire/realm.h"
#include "parties/moderator/state.h"

namespace eq::moderator {

using Environment = wire::Environment;

/// Tokens are given for today and so many days ahead.
constexpr std::uint32_t kTokenDaysAhead = 3;
/// Day keys are announced further ahead, as the delivery service's are: tokens and messages can be
/// verified so long although no witness answers.
constexpr std::uint32_t kAnnounced_days = 7;
/// Tokens of one account for one day, at most; and in one letter.
constexpr std::uint32_t kTokensPerDay = 1024;
constexpr std::uint16_t kTokensPerRequest = 256;
/// A letter older than this is not acted upon.
constexpr std::uint64_t kActedOn_ms = 7 * kDay_ms;
/// Whoever a decision concerns may appeal for this long after it can know of it: six months in any
/// calendar (DSA Art. 20(1)).
constexpr std::uint64_t kAppeal_ms = 184 * kDay_ms;
/// No measure lasts longer.
constexpr std::uint64_t kMeasure_ms = 180 * kDay_ms;
/// What a case shows is erased so long after its last decision, and not before an appeal can no
/// longer arrive.
constexpr std::uint64_t kKeepDecided_ms = kAppeal_ms + kActedOn_ms;

/// What one round of work did.
struct Turn {
  std::size_t day_keys_announced = 0, day_keys_published = 0;
  std::size_t accounts_served = 0, tokens_issued = 0;
  std::vector<std::uint32_t> cases_opened;
  struct Refused {
    franking::Flaw flaw{};
    std::size_t item = 0;
  };
  std::vector<Refused> reports_refused;
  std::vector<std::uint32_t> appealed;
  std::vector<std::uint32_t> joined;        // cases of which another whom they concern had appealed
  std::size_t appeals_refused = 0;          // and answered with the reason
  std::vector<std::uint32_t> to_reexamine;  // cases that rest on an entry withdrawn since
  // letters kept for the next round: the service showed an older record of their account than
  // before
  std::size_t waiting = 0;
  // our own letters that can never arrive: the account is gone, or the service takes none so large
  std::size_t undeliverable = 0;
  std::size_t ignored = 0;  // letters that were none of the above
};

/// Announce day keys, publish those past their time, read the desk and answer everything in it.
/// A report is verified before anything of it is kept; one that fails is counted and forgotten.
/// @return Err::unavailable if the server did not answer: what was done is saved, call again.
///     Pictures that matched become a case only if the log holds their opening and they are more
///     than the list's threshold. A letter that cannot be judged because of the service's answer
///     about its account waits, and stops no other. Promises MOD-1 to MOD-5, MOD-8, MOD-9, MOD-11,
///     MOD-15, MOD-16.
Result<Turn> work(State& state, Environment& environment);

/// Let somebody look and decide at this desk.  Err::refused for a key that is there, or a name that
/// people would take for one that is.
Status admit(State& state, Environment& environment, Reviewer reviewer);
/// No more from now on; what she looked at and decided stays.  Err::missing.
Status dismiss(State& state, Environment& environment, std::string_view name);
/// Whose key it is by this desk's word: the name in a key's file is its owner's own.  Err::refused
/// for whoever is not let in.
Result<Reviewer> admitted(const State& state, const ReviewerKey& key);

/// What the moderator reads of a case; nullopt for the lines once they are forgotten.
struct CaseView {
  const Case& about;
  std::optional<franking::Preview> shown;
};
/// That it was shown, and to whom, is kept first, signed by her.  Err::missing; Err::refused for
/// who is not admitted.  Promises MOD-3, MOD-10, MOD-19.
Result<CaseView> view_case(State& state, Environment& environment, const ReviewerKey& by,
                           std::uint32_t number);

/// Fetch and open an attachment of a shown message: the very file the recipient got.  That it was
/// shown is kept first. Err::missing if it is in no message of the case, or the server no longer
/// has it; Err::forged if it is not the one the sender committed to.  Promises MOD-10.
Result<Bytes> open_attachment(State& state, Environment& environment, const ReviewerKey& by,
                              std::uint32_t number, const franking::Attachment& attachment);

/// The small picture that came with the i-th match.  That it was shown is kept first.
/// Err::missing: no such case or picture, or erased after its time.  Promises MOD-10.
Result<Bytes> open_picture(State& state, Environment& environment, const ReviewerKey& by,
                           std::uint32_t number, std::size_t i);

/// From when on what a decided case shows is erased, unless an appeal waits; nullopt while it is
/// not decided.  Promises MOD-7.
std::optional<Time> erased_from(const Case& c);

/// The accounts that a case proves to have sent what it shows; none once that is erased.
std::vector<AccountId> senders_of(const Case& c);

/// What a decision needs or does besides its words.
struct Further {
  std::optional<Measure> measure;
  std::string unseen;  // a reason, for a reviewer who was not shown the report
};
/// Decide an open case, tell the reporter and the public page; with a measure, tell whom it is
/// against with reason and appeal, and carry it out: an account is issued so few tokens a day, or
/// none, until the time is over (those that it has stay good). Err::missing, also for a measure
/// against an account
/// that the case does not prove to be a sender; Err::refused if it is not open, is about matched
/// pictures, or the reviewer was not shown the report and gives no reason; Err::malformed for words
/// that are empty, over 1000 bytes or not UTF-8, or a time that is over or too far;
/// Err::unavailable: undecided, or the letters wait. Promises MOD-4, MOD-18, MOD-17.
Status decide(State& state, Environment& environment, const ReviewerKey& by, std::uint32_t number,
              Words words, Further further = {});

/// Decide a report's case again, after an appeal.  Err::refused also for whoever decided it before:
/// somebody else looks. What the first decision did stays if it is upheld, and ends if it is
/// reversed; a reversal may do something else. Promises MOD-11, MOD-18.
enum class AppealDecision : std::uint8_t { upheld = 1, reversed = 2 };
Status decide_appeal(State& state, Environment& environment, const ReviewerKey& by,
                     std::uint32_t number, AppealDecision outcome, Words words,
                     Further further = {});

/// End what a decision did, without an appeal: a mistake that the desk itself sees, whoever decided
/// it. All whom it concerns are told, and can appeal for as long as before.  Err::missing;
/// Err::refused where nothing is done to anybody, or an appeal waits.  Promises MOD-18.
Status take_back(State& state, Environment& environment, const ReviewerKey& by,
                 std::uint32_t number, Words words);

/// Why a case cannot be decided so by this reviewer, in one sentence; empty if nothing forbids it.
enum class Deciding { first, after_appeal, taken_back, matched };
std::string why_not(const Case& c, const Reviewer& by, Deciding what, const Further& further = {});

/// Decide on pictures that matched: the only way to a report.  `report` makes the case a report, to
/// be handed to the hotline or authority that the law names; the account learns of it when the
/// list's notice_days are over (client/vouchers.h).  `no_report` tells the account at once that its
/// pictures were opened for nothing. A case that is decided already is decided again after an
/// appeal, or when an entry was withdrawn: by somebody else. Err::missing; Err::refused for a case
/// that is none of these, for the same reviewer again, for a report by somebody who was not shown
/// every picture, and for `no_report` by such a one without a reason.
/// @param unseen  the reason, for `no_report` alone; words as in decide().  Promises MOD-8, MOD-11,
///     MOD-17.
Status decide_matched(State& state, Environment& environment, const ReviewerKey& by,
                      std::uint32_t number, Verdict verdict, Words words, std::string unseen = {});

/// What a verified report proves and what it does not, for the moderator's screen.
std::string_view what_it_proves();
std::string_view what_it_does_not_prove();

}  // namespace eq::moderator
