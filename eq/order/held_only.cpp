#include "eq/order/held_only.h"

namespace eq::order {

bool may_go_on(const Refusal& refusal, const OrderBook& book, std::uint32_t number, Time now) {
  switch (refusal.rule) {
    case Rule::unconfirmed:
    case Rule::window:
    case Rule::privilege:
    case Rule::conflict:
    case Rule::clarification: break;
    default: return false;
  }
  const Case* c = book.case_of(number);
  return c != nullptr && !c->stopped && stage_now(*c, book, now) != Stage::lapsed;
}

}  // namespace eq::order
