// Files of the public logs and what an auditor keeps of them.  Each reads its kind or nothing.
#pragma once

#include "eq/base/described.h"

namespace eq::inspect {

std::optional<Described> checkpoint(View file);
std::optional<Described> split_view(View file);
/// One entry of the order log, whichever room defines it.
std::optional<Described> order_entry(View file);
/// A bundle of entries (c2sp.org/tlog-tiles): a length of two bytes before each.
std::optional<Described> bundle(View file);
std::optional<Described> epoch_object(View file);
std::optional<Described> epoch_parts(View file);
std::optional<Described> filter(View file);
/// "SIZE MILLISECONDS": what `equipoise monitor` keeps.
std::optional<Described> look(View file);

}  // namespace eq::inspect
