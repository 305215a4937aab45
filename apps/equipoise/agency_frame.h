// What the commands of an agency share besides order_frame.h.
#pragma once

#include "apps/equipoise/order_frame.h"
#include "parties/agency/agency.h"

namespace eq::app {

using AgencyOffice = Office<agency::State, agency::Hands>;

/// Our application whose id begins so.
inline const agency::Filing& pick_filing(const agency::State& s, const std::string& prefix) {
  const agency::Filing* found = nullptr;
  for (const auto& f : s.filings) {
    if (!hex(f.application.id()).starts_with(prefix)) continue;
    if (found != nullptr) throw Failure{"More than one application begins so", "See `equipoise order status`.", 2};
    found = &f;
  }
  if (found == nullptr) throw Failure{"We filed no such application", "See `equipoise order status`."};
  return *found;
}

}  // namespace eq::app
