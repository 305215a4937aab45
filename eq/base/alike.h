// Names that people would take for one another.
#pragma once

#include <string_view>

namespace eq {

/// Whether two names differ alone in capitals, blanks, accents, or letters that look like others:
/// those of Greek and Cyrillic that are drawn as a Latin one, a small l, a capital I and a 1, an O
/// and a 0.  Both are UTF-8.  It knows the alphabets of Europe; of others it takes the characters
/// as they are.
bool sounds_like(std::string_view one, std::string_view other);

}  // namespace eq
