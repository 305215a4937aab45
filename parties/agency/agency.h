// An agency: applies for an order on one account, and opens what court and custodians have let go.
// spec/order.md sections 8 and 10.
//
//   file -> (court, custodians, log) -> intent -> extract -> open -> evidence
#pragma once

#include "eq/evidence/package.h"
#include "eq/order/outcome.h"
#include "parties/agency/state.h"

namespace eq::agency {

using order::Outcome;

/// Take the letters from the desk into the state and save it.  @return how many were taken in.
Result<std::size_t> collect(State& state, Environment& environment);

struct Sent {
  crypto::Digest application{};
  std::string words;                    // what was asked for, in plain words
  std::optional<order::Refusal> needs;  // not sent yet: another's decision is missing
};
/// Check the form, sign it, log the filing, send it to the court.  Where the profile or the other
/// realm asks for somebody else's decision too, it is kept for submit().  Promises AGY-1, AGY-6.
Outcome<Sent> file(State& state, Environment& environment, const order::OrderForm& form);
/// An application of the same scope that nobody has decided on.
struct FiledBefore {
  crypto::Digest application{};
  bool in_log = false;  // otherwise it never arrived
};
/// Whether filing this form would file the same again.  Asks the logs, so that nothing is begun
/// while the server does not answer; ORD-R4 for a day whose object is public.
Outcome<std::optional<FiledBefore>> filed_before(State& state, Environment& environment,
                                                 const order::OrderForm& form);
/// The same application once more: into the log, unless it is there, and to the court.
Outcome<Sent> send_again(State& state, Environment& environment, const crypto::Digest& application);
/// Forget an application that never reached the log.  @return false if the log has it
Outcome<bool> forget_unsent(State& state, Environment& environment,
                            const crypto::Digest& application);
/// Send the custodians an order that no judge has signed.  They refuse it (ORD-R8); it shows that
/// the refusal does not depend on this program's good will.
Outcome<Sent> ask_without_judge(State& state, Environment& environment,
                                const order::OrderForm& form);

/// Send an application to which an issuer or the judge of our own realm has added a decision
/// (order::issue).
Outcome<Sent> submit(State& state, Environment& environment, const order::Application& application);
/// Answer the court's question: logged, and sent.
Outcome<void> clarify(State& state, Environment& environment, const crypto::Digest& application,
                      const std::string& text);
/// Take back an application, or an order before its time.
Outcome<std::uint64_t> withdraw(State& state, Environment& environment,
                                const crypto::Digest& application);
/// Ask that what the order covers be kept beyond the service's seven days; the court decides
/// (court::keep).
Outcome<std::uint64_t> preserve(State& state, Environment& environment, std::uint32_t number);
/// Acknowledge that what was opened has arrived.
Outcome<std::uint64_t> acknowledge(State& state, Environment& environment, std::uint32_t number);
/// Delete everything received under a stopped order, keys and messages, then log that it is done.
/// Promises AGY-7.
Outcome<std::uint64_t> delete_received(State& state, Environment& environment,
                                       std::uint32_t number);

/// Why no order comes into the days before `open`, and what to do.
order::Refusal days_are_public(Day open);
/// The first day whose object is not public yet: from it on orders are granted.  By the server's
/// word; the court asks a fresh log.
Day first_open_day(Environment& environment);

/// Log the intent to open one day of an order, once that day is over (ORD-R38), and ask the court
/// for its key.  Not for a day whose object does not hold the order (ORD-R13).
/// @return its index in the log. Done again it only asks again, but for a day that nobody fetched
///     within the seven days: that takes an intent anew. Err::unavailable while the order is not
///     witnessed yet.
Outcome<std::uint64_t> declare_intent(State& state, Environment& environment, std::uint32_t number,
                                      Day day);

struct Extraction {
  std::size_t envelopes = 0;              // of all people in the account's conversations that day
  std::vector<std::uint16_t> custodians;  // asked
};
/// With the court's part: check that the account is in the day's set, take the day's envelopes from
/// the delivery service, and ask custodians to let go.  They see no envelope: none can spoil the
/// others.
/// @param custodians  whom to ask; empty for all Err::missing while the court has not answered.
///     ORD-R33 unless the envelopes are all that the service counted in the log before it knew of
///     the account.  Promises AGY-2, AGY-8.
Outcome<Extraction> extract(State& state, Environment& environment, std::uint32_t number, Day day,
                            const std::vector<std::uint16_t>& custodians);

struct Opened {
  std::size_t envelopes = 0, opened = 0;
  std::vector<std::uint16_t> bad_custodians;  // their scalars are not theirs to give, or not signed
  std::vector<franking::FullItem> messages;   // of the account, with their proofs
};
/// Combine what was let go, open the account's envelopes, fetch and decrypt its messages.
/// Envelopes of everybody else stay shut.  ORD-R9 with fewer than t good custodians.  Promises
/// AGY-3, AGY-4.
Outcome<Opened> open(State& state, Environment& environment, std::uint32_t number, Day day);

/// A day that was asked for and is not in the package, and why.
struct LeftOut {
  Day day;
  std::string why;
};
struct Package {
  evidence::Contents contents;
  evidence::Facts facts;
  std::vector<LeftOut> left_out;
  // by which nobody should rest on it now; it does not pass where it is verified
  std::optional<order::Refusal> against;
};
/// Everything opened under an order so far, with its proofs, ready for evidence::build().  A day
/// that never got its receipts keeps no other back: it is left out and named.  Err::missing if no
/// day has them.  Promises AGY-5.
Outcome<Package> package(State& state, Environment& environment, std::uint32_t number);

/// What a message says: its text, or the number of its attachments.
std::string text_of(const franking::FullItem& item);

}  // namespace eq::agency
