// The rules that a scope can break, all of them at once.  spec/order.md section 2.
#pragma once

#include "eq/order/application.h"

namespace eq::order {

using Faults = std::vector<Refusal>;
/// Of a form whose days could not be read nothing can be said about them.
enum class Days : std::uint8_t { known, unreadable };

/// Every rule of ORD-R1..R6 and R21..R23 that it breaks, in their order.
Faults judge_scope(const OrderScope& scope, const Authorities& realm, Time now, Days days);

}  // namespace eq::order
