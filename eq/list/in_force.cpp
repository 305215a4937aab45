#include "eq/list/in_force.h"

#include <algorithm>

namespace eq::list {

bool reports_somewhere(const ListHead& head, const crypto::VerifyKey& court, Time now) {
  return head.reporting &&
         std::any_of(head.regions.begin(), head.regions.end(), [&](const auto& rule) {
           return standing_of(rule, court, now).mode == Mode::report_after_threshold;
         });
}

}  // namespace eq::list
