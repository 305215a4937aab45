// Whether anything may be reported by a list at all, for those who serve every region: service,
// holders, auditors.
#pragma once

#include "eq/list/head.h"

namespace eq::list {

/// In some region the mode "report after threshold" is in force.  Promise LST-9.
bool reports_somewhere(const ListHead& head, const crypto::VerifyKey& court, Time now);

}  // namespace eq::list
