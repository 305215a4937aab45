// Files of our commands in forms that others read: JSON, pages, tables, pictures.  Each reads its
// kind or nothing; of all but JSON only what it is.
#pragma once

#include "eq/base/described.h"

namespace eq::inspect {

/// Settings of homes, results of commands, provenance: objects only.  What a name says is a
/// passphrase, a PIN or a key is not shown.
std::optional<Described> json_file(View file);
/// A number, perhaps negative, alone.
std::optional<Described> clock_shift(View file);
std::optional<Described> page(View file);
std::optional<Described> xml(View file);
std::optional<Described> picture(View file);
std::optional<Described> database(View file);
std::optional<Described> timestamp(View file);
std::optional<Described> csv(View file);

}  // namespace eq::inspect
