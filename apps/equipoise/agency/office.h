// An agency's home, opened: what its commands start from.
#pragma once

#include "apps/equipoise/agency/commands.h"
#include "apps/equipoise/frame/office.h"
#include "parties/agency/agency.h"

namespace eq::app {

using AgencyOffice = Office<agency::State, agency::Environment>;

/// order submit, clarify, withdraw, preserve, ...: what happens to a case besides being opened.
void add_case_acts(Command& order);
/// order status.
void add_status(Command& order);
/// order import, export: other systems' forms.
void add_forms(Command& order);

/// Our application whose id begins so.
inline const agency::Filing& pick_filing(const agency::State& state, const std::string& prefix) {
  const agency::Filing* found = nullptr;
  for (const auto& f : state.filings) {
    if (!hex(f.application.id()).starts_with(prefix)) continue;
    if (found != nullptr)
      throw Failure{"More than one application begins so", "See `equipoise order status`.", 2};
    found = &f;
  }
  if (found == nullptr)
    throw Failure{"We filed no such application", "See `equipoise order status`."};
  return *found;
}

}  // namespace eq::app
