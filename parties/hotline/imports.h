// Hashes of pictures that were assessed here, taken in without the pictures: from a case system of
// the hotline's own, or from what it gave to an exchange itself.
#pragma once

#include "parties/hotline/hotline.h"

namespace eq::hotline {

/// What becomes of an offer that is held already, and says that somebody looked at it later.
enum class IfHeld : std::uint8_t {
  renewed,  // it is as if that were said here
  stays     // its moment is of something else than looking, as an exchange's clock: held as it was
};

/// One that is to be taken in.
struct Offer {
  phash::Hash hash;
  std::optional<phash::Hash> middle;
  std::optional<std::uint8_t> quality;
  std::string assessor, provenance;
  Time assessed;              // when somebody here looked at the picture
  std::optional<Time> until;  // without it the usual life, but no longer than an entry may stand
  IfHeld if_held = IfHeld::renewed;
};

/// What becomes of it.
enum class Judged : std::uint8_t {
  added,
  renewed,         // held already, and looked at again since; what is known of its pixels stays
  held,            // held already, and not looked at again
  alike,           // looks like one that is held of this kind: a copy of it
  withdrawn_here,  // it or a copy of it, of whatever kind: only who looks at the picture itself
                   // brings it back (add())
  no_edges,        // too low a quality, or no hash of a picture
  from_future,     // looked at later than now
  over,            // its day has come, or somebody looked at it more than three years ago
  too_long,        // until more than three years after somebody looked
  no_words,        // no assessor or provenance, or too long
  other_kind,      // held as another kind: stops the whole import
  like_other_kind  // looks like one that is held as another kind: stops the whole import
};
constexpr bool is_taken(Judged j) { return j == Judged::added || j == Judged::renewed; }
constexpr bool is_known(Judged j) { return j == Judged::held || j == Judged::alike; }
constexpr bool conflicts(Judged j) {
  return j == Judged::other_kind || j == Judged::like_other_kind;
}
/// A clause that goes on after "line 7: ".
std::string_view to_text(Judged j);

struct Judgement {
  Judged as;
  std::optional<phash::Hash> like;  // another hash, held or withdrawn, of the same picture
};
/// Takes in what can be, unless one of them conflicts: then nothing.  @return one for each offer,
/// in their order.  Promises HOT-12, HOT-22.
std::vector<Judgement> take_in_hashes(State& state, list::Kind kind, std::span<const Offer> offers,
                                      Time now);

}  // namespace eq::hotline
