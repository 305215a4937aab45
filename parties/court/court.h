// A court and its registry: decides on applications, publishes orders and the daily epoch object, and lets
// go the key of one account and day once the agency's intent is logged.  Without custodians it opens
// nothing.  protocols.md parts B and C.
#pragma once

#include "eq/order/outcome.h"
#include "parties/court/state.h"

namespace eq::court {

using order::Outcome;

/// Take the letters from the desk into the state and save it.  @return how many were taken in.
Result<std::size_t> collect(State& s, Hands& h);

/// An application in plain words, for the judge.
std::string plain_words(const order::Application& application);

struct Approved {
  std::uint32_t number = 0;
  std::string words;
};
/// The judge signs: the next number, the commitment, the sealed notice.  The file goes to every custodian.
/// Promises CRT-1, CRT-2.
Outcome<Approved> approve(State& s, Hands& h, std::size_t waiting);
/// The judge declines; the agency is told why.
Outcome<void> decline(State& s, Hands& h, std::size_t waiting, const std::string& reason);

/// Send the file to the custodians again.  Err::missing if there is no such order.
Outcome<void> send_order(State& s, Hands& h, std::uint32_t number);
/// Take back an order that was not logged; its number is free again.  Err::refused once it is logged.
Outcome<void> withdraw(State& s, Hands& h, std::uint32_t number);

struct Published {
  std::uint64_t log_index = 0;
  std::size_t consents = 0;
};
/// Append an order that enough custodians consented to, and tell the agency.  ORD-R9 otherwise;
/// ORD-R10 while an earlier number is neither logged nor withdrawn.
/// Promises CRT-3.
Outcome<Published> publish_order(State& s, Hands& h, std::uint32_t number);

/// Make the day's epoch object from all orders in force, keep the day keys of exactly those, erase the rest,
/// and send it to every custodian.  Done again before publication if the log has grown.
/// Promises CRT-4.  Err::stale once the day is published.
Outcome<order::EpochTerms> prepare_day(State& s, Hands& h, Day day);
/// Append the day at its place in the epoch log.  ORD-R9 without a quorum; Err::stale if the place before
/// it is still empty or this one is taken.
Outcome<Published> publish_day(State& s, Hands& h, Day day);

struct Released {
  std::uint32_t order = 0;
  Day day;
  std::optional<order::Refusal> refusal;
};
/// Answer the agency's waiting requests for day keys: only for an order in force that day and a logged
/// intent.  Requests whose intent is not witnessed yet stay.  Promises CRT-5.
Outcome<std::vector<Released>> release_keys(State& s, Hands& h);

/// Publish the private key of a disclosure month that has begun, so that people find their notices.
/// @return its index in the order log; Err::missing without such a key.
Outcome<std::uint64_t> disclose(State& s, Hands& h, order::Month month);

}  // namespace eq::court
