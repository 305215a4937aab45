// What is refused now and may be let go later.
#pragma once

#include "eq/order/life.h"

namespace eq::order {

/// Whether what was refused is only held up: a judge, a window or an answer may let it go on.
bool may_go_on(const Refusal& refusal, const OrderBook& book, std::uint32_t number, Time now);

}  // namespace eq::order
