// A case in plain words.  Internal to this room; as_of.h says what they are made of.
#pragma once

#include "eq/order/as_of.h"

namespace eq::order {

/// @param entries  entries_of()
/// @param as_of    all of it but the words
std::string case_in_words(const tlog::ReplayedLog& log, const OrderBook& book,
                          const OrderBook::Order& order, const Application& decided_on,
                          std::span<const std::uint64_t> entries, const SeenBy& seen,
                          const CaseAsOf& as_of);

}  // namespace eq::order
