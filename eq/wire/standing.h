// Whether anything may be let go under a logged intent, with the times that only the public log can
// tell.
#pragma once

#include "eq/order/life.h"
#include "eq/order/outcome.h"
#include "eq/wire/orders_reader.h"

namespace eq::wire {

/// order::Standing with the times by which the witness had seen the intent, and the acts that count
/// by their time.
/// @param orders  as just read; Err::forged if the server shows checkpoints off its history
order::Outcome<order::Standing> standing(Transport& server, const Realm& realm,
                                         const OrdersRead& orders, std::uint64_t intent_index);

}  // namespace eq::wire
