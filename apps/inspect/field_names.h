// The names of fields, for people.  The source is made from the headers (CMakeLists.txt).
#pragma once

#include <string_view>

namespace eq::inspect {

/// The fields of a type as its header lists them (tools/field_names.py), "a, b, c"; empty if it
/// lists none.
std::string_view field_names(std::string_view type);

}  // namespace eq::inspect
