// Was I subject to an order?  Found by the device itself, without telling anyone who asks.
// eq/order/notice.h
#pragma once

#include "eq/order/notice.h"
#include "parties/client/hands.h"

namespace eq::client {

/// Every notice to this account whose disclosure month has begun: the whole order log is read, the
/// published month keys peel the outer seals, and our own key tries what is inside.  A notice
/// counts only if the order's commitment in the log opens to our account.  Promises CLI-9.
Result<std::vector<order::Notice>> find_notices(State& s, Hands& h);

}  // namespace eq::client
