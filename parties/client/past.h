// Which of the pictures that I once sent were on the list?  Found out by the device, without
// believing anybody. eq/voucher/past.h.
#pragma once

#include <set>

#include "parties/client/environment.h"

namespace eq::client {

/// A question whose time has come and that has no answer.
struct Unanswered {
  voucher::PastQuestion question;
  Time since;  // when it was first asked
  // what the service said; none: it waits for the holders; exhausted: another day
  std::optional<Err> error;
};

struct PastLook {
  std::size_t too_early = 0;          // pictures
  std::optional<Time> next;           // when the next one may be asked about
  std::vector<PictureSent> answered;  // all that ever were
  std::vector<Unanswered> unanswered;
  std::set<crypto::VerifyKey> wrong;  // holders whose part was wrong: such an answer does not count
};
/// Ask about every picture whose time has come, and take what the holders answered since the last
/// time. Questions and their number are the same whatever the pictures are.
/// @return errors of the log; Err::unavailable if the service cannot be reached.
/// Promises CLI-15, CLI-16.
Result<PastLook> look_up_past(State& state, Environment& environment);

}  // namespace eq::client
