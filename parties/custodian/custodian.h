// A custodian: consents to orders and days after checking everything itself, and lets go one scalar
// for one account and day that was ordered, logged and proven.  It sees neither message nor
// envelope.  What it deals for days to come is in dealing.h.
#pragma once

#include "eq/order/life.h"
#include "eq/order/outcome.h"
#include "parties/custodian/state.h"

namespace eq::custodian {

using order::Outcome;

/// Take the letters from the desk into the state and save it.  @return how many were taken in.
/// Letters of the wrong sender for their kind are left out.
Result<std::size_t> collect(State& state, Environment& environment);

struct Decided {
  std::uint32_t number = 0;
  std::string words;  // what was asked, in plain words; empty if it could not be read
  std::optional<order::Refusal> refusal;  // nothing was signed
  // nothing was left to decide, and why: it was put away, and nobody is told
  std::optional<std::string> settled;
};
/// What waits is named by its id() (state.h), and leaves its place once it is decided on.

/// Decide on one waiting order file: recompute it, look up the account's key and the log, then sign
/// and send the consent to the court, or tell the sender the rule that refuses it.  Promises CUS-1,
/// CUS-2.
Outcome<Decided> approve(State& state, Environment& environment, const crypto::Digest& order);
/// Decline for a reason of our own; the sender is told.
Outcome<Decided> decline(State& state, Environment& environment, const crypto::Digest& order,
                         const std::string& reason);

struct SignedDay {
  Day day;
  std::vector<std::uint32_t> orders;
  bool in_time = false;  // early enough for clients to use it
  std::optional<order::Refusal> refusal;
  // nothing was left to sign, and why: it was put away
  std::optional<std::string> settled;
};
/// Check a proposed epoch object against our own reading of the order log, then sign it.  Promises
/// CUS-3.
Outcome<SignedDay> sign_epoch(State& state, Environment& environment, const crypto::Digest& day);

/// What became of a request: one that something holds up only for now stays where it waits.
enum class Request : std::uint8_t { given, refused, kept };
struct Released {
  std::uint32_t order = 0;
  Day day;
  std::optional<std::uint64_t> receipt;  // where ours stands in the log
  std::optional<order::Refusal> refusal;
  Request request = Request::given;
};
/// Check order, day, logged intent, the day's object and the court's proof that the account is a
/// root of it; log our receipt; and once the witness has seen it, send the agency our scalar.
/// Asked again, the same scalar goes again. Err::unavailable while the receipt is not witnessed:
/// the request waits; so it does, and nobody is told, while a flag, a review, a window, a question
/// or a missing confirmation holds the order up.  Promises CUS-4, CUS-5, CUS-17.
Outcome<Released> release(State& state, Environment& environment, const crypto::Digest& request);

/// Immunity, privilege or press freedom; another country's law: in the log, and nothing is released
/// until a judge has decided.  ORD-R24 where it is not open, or for another ground.  @return the
/// act's index.  Promises CUS-11.
Outcome<std::uint64_t> flag(State& state, Environment& environment, std::uint32_t number,
                            order::Ground ground);
Outcome<std::uint64_t> review(State& state, Environment& environment, std::uint32_t number);

}  // namespace eq::custodian
