// Was I subject to an order?  Found by the device itself, without telling anyone who asks.
// eq/order/notice.h
#pragma once

#include "eq/order/notice.h"
#include "parties/client/environment.h"

namespace eq::client {

/// Every notice to this account whose disclosure month has begun: the whole order log is read, the
/// published month keys peel the outer seals, and our own key tries what is inside.  A notice
/// counts only if the order's commitment in the log opens to our account.  Promises CLI-9.
Result<std::vector<order::Notice>> find_notices(State& state, Environment& environment);

/// A day of which custodians gave receipts, by number.
struct LetGo {
  Day day;
  std::vector<std::uint16_t> custodians;  // whose receipts are of this account's release
  std::vector<std::uint16_t> others;      // whose receipts are of something else
};
/// What the public log shows to whoever has the notice, and to nobody else: which days were let go,
/// and that it was this account's key of that day's object.  With t custodians a day is open.
/// Err::missing if a day's entry is not in the log.  Promises CLI-44.
Result<std::vector<LetGo>> let_go(State& state, Environment& environment,
                                  const order::Notice& notice);

}  // namespace eq::client
