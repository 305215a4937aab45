// A hotline's own copy of a picture, as it lies and in all its turns: what is kept of it, and
// compared.
#pragma once

#include <optional>
#include <vector>

#include "eq/phash/hash.h"

namespace eq::hotline {

/// Which turns of a picture get rows of their own on the list (docs/adr/0012-turns-on-the-list.md).
enum class Turns : std::uint8_t {
  none = 1,
  mirrored = 2,  // left to right: 2 times the rows
  all = 3,       // mirrored and turned by quarters: 8 times
};
constexpr bool is_valid(Turns t) { return t >= Turns::none && t <= Turns::all; }

/// One turn of it.
struct Look {
  phash::Hash hash;
  // of the picture's middle (phash/robust.h); none of a hash that was taken in without its pixels:
  // what is unknown is like nothing
  std::optional<phash::Hash> second;
  EQ_FIELDS(hash, second)
};

struct Copy {
  std::optional<std::uint8_t> quality;  // none of a hash that came without
  // as it lies; then, if its pixels were seen, the seven others in the order of phash::Turn
  std::vector<Look> looks;
  EQ_FIELDS(quality, looks)
};
/// Enough edges to be recognised again: by the quality, where somebody said it, and always by the
/// hash, which has 64 to 192 bits set or is like pictures that have nothing in common
/// (phash::is_telling()).
bool has_edges(const Copy& copy);
/// Errors of phash::fingerprint().
Result<Copy> look_at(const phash::Picture& picture);

/// All hashes of it.
std::vector<phash::Hash> hashes_of(const Copy& copy);
/// The hashes of those turns, ascending, without the one as it lies; fewer if some are alike or the
/// pixels were not seen.
std::vector<phash::Hash> turned_hashes(const Copy& copy, Turns turns);

}  // namespace eq::hotline
