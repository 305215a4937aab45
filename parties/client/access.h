// The day's epoch object and the lossy access envelope.  spec/gate.md section 6; eq/gate.
//
// A client makes an envelope only under an object that is logged at its place, early enough, signed
// by the custodians, below the pinned cap, and proven.  Without one it sends none and says so:
// messages flow, nothing extra is revealed.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// The verified object of `day`; fetched, checked and kept.
/// @return Err::missing if none is published; Err::forged or Err::refused if what is published does
///     not satisfy the rules.  Promises CLI-5.
Result<gate::KeptObject> day_object(State& state, Environment& environment, Day day);

/// What a message of ours carries for the gate.
struct Outbound {
  gate::AccessFields fields;
  std::uint32_t index = 0;
  // with the first message of a (conversation, MLS epoch, day)
  std::optional<gate::Envelope> envelope;
  std::optional<Secret<32>> seed;  // likewise
  AccessMark mark{};
};
/// Advance our chain in this conversation by one message with content key `ck`.
Result<Outbound> seal_access(State& state, Environment& environment, Conversation& conversation,
                             const Secret<32>& ck);

/// The days' objects under which a message that was stamped then may be sealed; for a day without a
/// valid one there is none. Only what was asked and answered makes one, so what is done with it
/// does not fail for want of an answer.
class DayObjects {
 public:
  /// Err::unavailable if the server does not say.  Asked before anything of the message has been
  /// taken over.
  static Result<DayObjects> know(State& state, Environment& environment, Time stamped);
  const std::vector<gate::KeptObject>& valid() const { return valid_; }

 private:
  DayObjects() = default;
  std::vector<gate::KeptObject> valid_;  // of the day, then of the day before
};

/// What a message of somebody else carried.
struct Inbound {
  const AccountId& sender;
  std::uint32_t leaf = 0;
  std::uint64_t mls_epoch = 0;
  const franking::AuthenticatedData& data;
  const franking::ApplicationData& application;
};
/// Whether it follows the object of a day on which it may have been sealed.  Promises CLI-6.
AccessMark check_access(Conversation& conversation, const Inbound& m, const DayObjects& objects);

}  // namespace eq::client
