// Our part of the answers to those who ask what came of pictures they once sent.
// eq/voucher/past.h.
#pragma once

#include "parties/hotline/hotline.h"

namespace eq::hotline {

struct PastWork {
  std::size_t answered = 0;  // past vouchers: whose, and of what, nobody tells us
  // without a receipt of the service, before their time, or for no table of ours
  std::size_t refused = 0;
};
/// Whatever mode is in force now: who sent a voucher under our key keeps the right to know.
/// @return Err::missing if we hold no key; errors of the log.  Promises HOT-16.
Result<PastWork> answer_past(State& state, Environment& environment);

}  // namespace eq::hotline
