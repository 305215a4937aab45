// The day's epoch object and the lossy access envelope.  spec/gate.md; eq/gate.
//
// A client makes an envelope only under an object that is logged at its place, early enough, signed by
// the custodians, below the pinned cap, and proven.  Without one it sends none and says so: messages
// flow, nothing extra is revealed.
#pragma once

#include "parties/client/hands.h"

namespace eq::client {

/// The verified object of `day`; fetched, checked and kept.
/// @return Err::missing if none is published; Err::forged or Err::refused if what is published does not
/// satisfy the rules.  Promises CLI-5.
Result<gate::KeptObject> day_object(State& s, Hands& h, Day day);

/// What a message of ours carries for the gate.
struct Outbound {
  gate::AccessFields fields;
  std::uint32_t index = 0;
  std::optional<gate::Envelope> envelope;  // with the first message of a (conversation, MLS epoch, day)
  std::optional<Secret<32>> seed;          // likewise
  AccessMark mark{};
};
/// Advance our chain in this conversation by one message with content key `ck`.
Result<Outbound> seal_access(State& s, Hands& h, Conversation& c, const Secret<32>& ck);

/// Whether all is at hand that check_access() needs for a message stamped then: Err::unavailable if the server does not
/// say.  Asked before anything of the message has been taken over.
Status know_days(State& s, Hands& h, Time stamped);

/// What a message of somebody else carried.
struct Inbound {
  const AccountId& sender;
  std::uint32_t leaf = 0;
  std::uint64_t mls_epoch = 0;
  Time stamped;
  const franking::AuthenticatedData& data;
  const franking::ApplicationData& application;
};
/// Whether it follows the day's object.  Promises CLI-6.
Result<AccessMark> check_access(State& s, Hands& h, Conversation& c, const Inbound& m);

}  // namespace eq::client
