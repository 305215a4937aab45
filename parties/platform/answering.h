// The operator's own answer to an order of which nothing was handed over: refused, to be clarified,
// or not held.  What was handed over the service answers for by itself (PLT-18).  spec/order.md
// section 11.
#pragma once

#include "eq/order/answer.h"
#include "eq/order/outcome.h"
#include "eq/wire/environment.h"
#include "parties/platform/keys.h"

namespace eq::platform {

struct OperatorAnswer {
  std::uint32_t order = 0;
  order::Disposition disposition = order::Disposition::refused;  // anything but produced
  order::Ground ground = order::Ground::none;                    // none if not held
};
/// Sign it for every day of the order and log it.  ORD-R30 for what the service knows to be untrue:
/// "not held" of content, which the counts say day by day, and of traffic data, for it holds who
/// received from where and when.
/// @return its index.  Err::refused if something was handed over already.  Promises PLT-23.
order::Outcome<std::uint64_t> answer_order(const Keys& keys, wire::Environment& environment,
                                           const OperatorAnswer& answer);

/// Whether an operator may say so of such an order.
order::Decision<void> check_operator_answer(const order::OrderTerms& terms,
                                            std::span<const order::Item> items,
                                            const order::Profile& profile);

}  // namespace eq::platform
