// A court and its registry.  The judge decides: on applications, and on what becomes of an order.
// Each function that takes a JudgeKey is an act of hers.  The registry does the rest by its own
// key: it publishes orders and the daily epoch object, and lets go its part of the key of one
// account and day once that is over and the agency's intent is logged.  Without custodians it opens
// nothing.  It also carries the letters by which custodians deal for days to come (carry_dealings).
#pragma once

#include "eq/list/mode.h"
#include "eq/order/life.h"
#include "eq/order/outcome.h"
#include "parties/court/judge.h"
#include "parties/court/state.h"

namespace eq::court {

using order::Outcome;

/// Take the letters from the desk into the state and save it.  @return how many were taken in.
Result<std::size_t> collect(State& state, Environment& environment);

/// Sign that a law lets a mode of a picture list be in force in a region until a day.  The hotlines
/// put it into a head. Err::malformed for what no rule can have (eq/list/mode.h).  Promises CRT-10.
Result<list::LegalBasis> legal_basis(const State& state, const JudgeKey& judge,
                                     list::LegalBasis basis);

struct Approved {
  std::uint32_t number = 0;
  std::string words;
};
/// On an application that waits, by its id(); approved or declined, it waits no longer.  One that
/// breaks a rule waits until it is declined: approving it decides nothing.

/// The judge signs: a number that no order had before, the commitment, the sealed notice.  The file
/// goes to every custodian.  ORD-R10 if there is no number left.  Promises CRT-1, CRT-2.
Outcome<Approved> approve(State& state, Environment& environment, const JudgeKey& judge,
                          const crypto::Digest& application);
/// The judge declines: logged with its ground, and the agency is told why.
Outcome<void> decline(State& state, Environment& environment, const JudgeKey& judge,
                      const crypto::Digest& application, order::Ground ground,
                      const std::string& reason);
/// Something must be made clear first: logged, and the agency is asked.  The application waits.
Outcome<void> ask(State& state, Environment& environment, const JudgeKey& judge,
                  const crypto::Digest& application, const std::string& question);
/// Applications on which the log leaves nothing to decide, withdrawn ones above all, wait no
/// longer.
/// @return how many
Outcome<std::size_t> put_away_settled(State& state, Environment& environment);

/// Send the file to the custodians again.  Err::missing if there is no such order.
Outcome<void> send_order(State& state, Environment& environment, std::uint32_t number);
/// Take back an order that was not logged: by an act in the log that ends its case, so that who has
/// the signed order cannot log it afterwards; the agency is told, and the custodians, who put it
/// away.  Its number is used up.  Err::refused once the order is logged.  Promises CRT-16, CRT-18.
Outcome<void> withdraw(State& state, Environment& environment, const JudgeKey& judge,
                       std::uint32_t number);

/// What becomes of a logged order, each by an act in the log: appended, witnessed, then its
/// effects, and the agency is told.  ORD-R24 and the rules of eq/order/life.h where an act is not
/// open.  @return the act's index. Promises CRT-7, CRT-8.
Outcome<std::uint64_t> confirm(State& state, Environment& environment, const JudgeKey& judge,
                               std::uint32_t number);  // an emergency may stand
// it was not confirmed: its keys are erased
Outcome<std::uint64_t> lapse(State& state, Environment& environment, const JudgeKey& judge,
                             std::uint32_t number);
// from abroad: stop
Outcome<std::uint64_t> object(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number, order::Ground ground);
// from abroad: the window need not be waited for
Outcome<std::uint64_t> clear(State& state, Environment& environment, const JudgeKey& judge,
                             std::uint32_t number);
Outcome<std::uint64_t> flag(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number, order::Ground ground);
/// The judge decides on one flag: the entry of the log that raised it, or the only one that stands.
/// ORD-R24, which names them, if there are several and none is said.
Outcome<std::uint64_t> lift(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number, std::optional<std::uint64_t> flag = {});
/// Another country's law: logged, the agency told, nothing released until the judge resumes or
/// rejects.  Promises CRT-9.
Outcome<std::uint64_t> review(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number);
/// Until when an order from abroad may be objected to once this review is over, if that began
/// before its window was over; otherwise zero.  What she signs by resume() in the same moment.
Outcome<Time> window_after(State& state, Environment& environment, std::uint32_t number,
                           std::optional<std::uint64_t> review = {});
struct Resumed {
  std::uint64_t log_index = 0;
  Time window_until;  // zero: none is open anew
};
/// On one review, as lift().  The agency is told, with the window.
Outcome<Resumed> resume(State& state, Environment& environment, const JudgeKey& judge,
                        std::uint32_t number, std::optional<std::uint64_t> review = {});
// like object(): keys destroyed
Outcome<std::uint64_t> reject(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number);
Outcome<std::uint64_t> end_early(State& state, Environment& environment, const JudgeKey& judge,
                                 std::uint32_t number);
Outcome<std::uint64_t> close(State& state, Environment& environment, const JudgeKey& judge,
                             std::uint32_t number);
Outcome<std::uint64_t> postpone(State& state, Environment& environment, const JudgeKey& judge,
                                std::uint32_t number, order::Month until);

/// Preservation, once the agency has asked for it: a fresh key, of which the log gets the public
/// half; then, once that is witnessed, the service is told whose conversations to keep.  Both may
/// be done again.  Promises CRT-11.
Outcome<std::uint64_t> keep(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number);
/// @return until when it is kept
Outcome<Time> begin_keeping(State& state, Environment& environment, std::uint32_t number);
// once, by the profile's days
Outcome<std::uint64_t> extend(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number);
struct Destroyed {
  std::uint32_t order = 0;
  std::uint64_t log_index = 0;
};
/// Destroy the keys of all preservations that are over, by time or with their order, and log it; or
/// of this order's, over or not.
Outcome<std::vector<Destroyed>> destroy_preservations(State& state, Environment& environment,
                                                      const JudgeKey& judge,
                                                      std::optional<std::uint32_t> number = {});

struct Published {
  std::uint64_t log_index = 0;
  std::size_t consents = 0;
};
/// Append an order that enough custodians consented to, and tell the agency.  ORD-R9 otherwise.  It
/// waits for no other order.  Of one that is in the log the agency is told again.  Promises CRT-3.
Outcome<Published> publish_order(State& state, Environment& environment, std::uint32_t number);

/// What becomes of a day that is dealt already: asking for it is a mistake, or is meant.
enum class Dealt { stays, anew };
/// Ask the custodians in office to deal for days that the log does not have: those to come, and
/// those that were missed.  Again while keys are offered, it only asks again.  Err::refused for a
/// day that is dealt or being dealt, unless it is to be dealt anew: what was prepared of it does
/// not stand then.
Outcome<void> call_dealers(State& state, Environment& environment, const order::DealtDays& days,
                           Dealt dealt = Dealt::stays);
/// What becomes of custodians who do not answer: they are waited for, or the others go on without
/// them.
enum class Silent { waited_for, left_out };
struct CeremonyStep {
  order::DealtDays days;
  CeremonyStage stage = CeremonyStage::offering;  // that it has reached
  std::vector<std::uint16_t> missing;             // whose letters it waits for
  bool over = false;                              // every day is dealt
};
/// Where every ceremony is, by the letters that were taken in so far.
std::vector<CeremonyStep> running_ceremonies(const State& state, const order::Authorities& realm);
/// Take every ceremony as far as the letters that came allow.  Promises CRT-12.
Outcome<std::vector<CeremonyStep>> carry_dealings(State& state, Environment& environment,
                                                  Silent silent = Silent::waited_for);

struct Prepared {
  order::EpochTerms terms;
  std::size_t kept = 0, dropped = 0;  // custodians' signatures, of which the dropped count no more
};
/// Make the day's epoch object from all orders in force, on top of what the custodians dealt, keep
/// our part of the day keys of exactly those, erase the rest, and send it to every custodian.  Done
/// again before publication if the log has grown. Promises CRT-4, CRT-13.  Err::stale once the log
/// has the day, or it was sent there and not refused; Err::missing while nobody has dealt for it.
/// One that would be made of the same again stays as it is.
Outcome<Prepared> prepare_day(State& state, Environment& environment, Day day);
/// Append the day at its place in the epoch log.  ORD-R9 without a quorum; Err::stale if the place
/// before it is still empty or this one is taken.  Done again after an answer that was lost, it
/// comes to the same.  Promises CRT-13.
Outcome<Published> publish_day(State& state, Environment& environment, Day day);

/// What became of the agency's request: one that is only held up waits for the judge's decision.
enum class Asked { answered, kept };
struct Released {
  std::uint32_t order = 0;
  Day day;
  std::optional<order::Refusal> refusal;
  Asked asked = Asked::answered;
};
/// Answer the agency's waiting requests for day keys: only for an order in force that day, a day
/// that is over, and a logged intent.  Requests whose intent is not witnessed yet stay, and those
/// of an order that is only held up.  Promises CRT-5.
Outcome<std::vector<Released>> release_keys(State& state, Environment& environment);

struct Disclosed {
  std::size_t notices = 0;      // orders whose key is public now
  std::size_t postponed = 0;    // orders of that month whose notice a logged act postpones
  std::uint64_t log_index = 0;  // of the last key
};
/// Publish the keys to every notice that is due in a month that has begun, so that people find
/// them.  A notice is held back only by a postponement that stands in the log. Err::missing if none
/// is due.  Promises CRT-6.
Outcome<Disclosed> disclose(State& state, Environment& environment, order::Month month);

}  // namespace eq::court
