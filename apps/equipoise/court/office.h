// A court's home, opened: what its commands start from, and how each is described.
#pragma once

#include "apps/equipoise/court/commands.h"
#include "apps/equipoise/frame/office.h"
#include "parties/court/court.h"

namespace eq::app {

using CourtOffice = Office<court::State, court::Environment>;

/// court ask, confirm, object, flag, keep, ...: what happens to a case besides being granted.
void add_case(Command& court);
/// court legal-basis.
void add_legal_basis(Command& court);

}  // namespace eq::app
