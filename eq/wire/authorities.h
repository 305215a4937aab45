// The realm's constitution as eq/order needs it: whom orders rest on.
#pragma once

#include "eq/order/authorities.h"
#include "eq/wire/realm.h"

namespace eq::wire {

order::Authorities authorities(const Realm& realm);

}  // namespace eq::wire
