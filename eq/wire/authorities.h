// The realm as eq/order and eq/list want to see it.
#pragma once

#include "eq/list/head.h"
#include "eq/order/authorities.h"
#include "eq/wire/realm.h"

namespace eq::wire {

/// As the constitution founds it; who is in office since, only the order log tells:
/// order::follow().
order::Authorities authorities(const Realm& realm);
list::Trust list_trust(const Realm& realm);

}  // namespace eq::wire
