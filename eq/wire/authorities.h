// The realm as eq/order and eq/list want to see it.
#pragma once

#include "eq/list/head.h"
#include "eq/order/authorities.h"
#include "eq/wire/realm.h"

namespace eq::wire {

order::Authorities authorities(const Realm& realm);
list::Trust list_trust(const Realm& realm);

}  // namespace eq::wire
