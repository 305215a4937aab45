// Names that people would take for one another.
#pragma once

#include <string_view>

namespace eq {

/// Whether two names differ in capitals (of ASCII) and blanks alone.
bool sounds_like(std::string_view one, std::string_view other);

}  // namespace eq
