// What the cases in the log wait for from the judge, or from the court's clock.
#pragma once

#include "eq/wire/orders_reader.h"

namespace eq::court {

enum class DutyKind : std::uint8_t {
  flag = 1,    // nothing is released until the judge lifts it, or ends the order
  review,      // another country's law may forbid it: the judge resumes or rejects
  emergency,   // the judge confirms it or lets it lapse
  preserving,  // the agency asks that what it covers be kept
  destroying,  // what was kept is over, and its key goes
  disclosing,  // the notice to the person is due
};
struct Duty {
  std::uint32_t order = 0;
  DutyKind kind = DutyKind::flag;
  std::optional<order::Doubt> doubt;  // of a flag or review: which
  order::Month month;                 // of a notice
};
/// In the order of the log.
std::vector<Duty> duties(const wire::OrdersShown& orders, Time now);

}  // namespace eq::court
