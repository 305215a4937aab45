// The record of one case from the order log, for who shows it to others or looks back at it.
#pragma once

#include "eq/order/as_of.h"
#include "eq/tlog/any_entry.h"
#include "eq/wire/log_reader.h"

namespace eq::wire {

using CaseRecord = std::vector<tlog::Logged<tlog::AnyEntry>>;

/// order::entries_of(), each under the first checkpoint that the server shows for it.
/// @return Err::forged if one is off the log's history
Result<CaseRecord> read_case(Transport& server, const Realm& realm, const tlog::ReplayedLog& log,
                             const order::OrderBook& book, const order::OrderBook::Order& order);

order::SeenBy seen_by(const CaseRecord& record);

}  // namespace eq::wire
