// A received picture before it is opened: compared with each list that its owner agreed to, in the
// region that he agreed for, and how it may be shown.  What was agreed decides, and nothing that is
// said at this moment.
#pragma once

#include "parties/client/matching.h"

namespace eq::client {

/// What one kind of list, agreed to, comes to.
struct KindCompared {
  list::Kind kind;
  std::string region;                   // that the owner agreed for
  std::optional<PictureAnswer> answer;  // if it was compared
  std::string words;                    // what was found, or why nothing was compared
  std::optional<Err> unusable;          // the list cannot be used: nothing of the kind was compared
};

struct PictureCompared {
  std::vector<KindCompared> kinds;  // those agreed to; none is read of the others
  bool was_compared() const;        // with one list at least
  bool is_listed() const;
  /// A list that the owner agreed to says nothing now: whether the picture is on it is not known.
  bool is_uncertain() const;
};

/// Asks for each kind by itself; one that cannot be used keeps no other from being asked.
/// @return Err::unavailable if the service does not answer.  Promises CLI-42.
/// @param where  the message with which it came: a warning names it
Result<PictureCompared> compare_picture(State& state, Environment& environment,
                                        const phash::Fingerprint& picture,
                                        const std::optional<MessagePlace>& where = {});

/// How a compared picture is shown.
enum class Showing {
  as_it_is,
  blurred,    // it is listed
  held_back,  // it is not known whether it is listed
};
/// What the owner wants with a picture that is listed, or may be.
enum class Wish { to_be_warned, to_see_it };
/// A listed picture is blurred, and one of which it is not known is held back, unless its owner
/// says that he wants to see it.  Promises CLI-42.
Showing showing(const PictureCompared& picture, Wish wish);

}  // namespace eq::client
