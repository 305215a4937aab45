// Whether anything may be let go under a logged intent, with the times that only the public log can tell.
#pragma once

#include "eq/order/life.h"
#include "eq/order/outcome.h"
#include "eq/wire/log_reader.h"

namespace eq::wire {

/// order::Standing with the times by which the witness first saw order, intent and confirmation.
/// @param log, book  the order log as just read; Err::forged if the server shows checkpoints off its history
order::Outcome<order::Standing> standing(Transport& server, const Realm& realm, const tlog::ReplayedLog& log,
                                         const order::OrderBook& book, std::uint64_t intent_index, Time now);

}  // namespace eq::wire
