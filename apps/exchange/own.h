// A hotline's own export of what it holds: CSV with a header line, or JSON with one object a line,
// as `equipoise media hash --json` prints them.  A line that cannot be read is refused by itself.
#pragma once

#include <optional>
#include <vector>

#include "apps/exchange/answer.h"
#include "eq/base/time.h"
#include "eq/phash/hash.h"

namespace eq::exchange {

/// What is said of one picture.  What is left out, whoever imports it must say.
struct HeldHash {
  phash::Hash pdq;
  std::optional<phash::Hash> middle;  // the hash of the picture's middle (phash/robust.h)
  std::optional<std::uint8_t> quality;
  std::string assessor, provenance;  // 1 to 500 bytes; empty: not said
  std::optional<Time> assessed, until;
  bool operator==(const HeldHash&) const = default;
};
struct Line {
  std::size_t number = 0;  // from 1
  Result<HeldHash, Refusal> said;
};

/// Columns: pdq, and any of quality, middle, assessor, provenance, assessed, until, in any order;
/// file, md5, sha1, sha256 and photodna may stand beside them and are not used.  RFC 4180, but no
/// field goes over the end of its line.
Result<std::vector<Line>, Refusal> read_csv(View document);
/// The same names as members; kind and frames, too, as `media hash` prints them.
Result<std::vector<Line>, Refusal> read_json_lines(View document);

/// Why a hash of this kind is none that a certified list can hold.
std::string why_not_held(std::string_view kind);

}  // namespace eq::exchange
