// One world from a seed, and the shortest run of it that still breaks the same promise.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// One step: the dice that choose the move and everything in it.  The highest bit is set in those
/// that come weeks later.
using Steps = std::vector<std::uint64_t>;

struct Run {
  std::uint64_t seed = 0;
  Seats held;
  Steps steps;
  Tally tally;
  std::vector<std::string> names;  // of the moves that had an effect, in sequence
  bool idle = false;               // nothing came of any step
  std::optional<Violation> violation;
};

Steps steps_of(std::uint64_t seed, std::size_t length);
Run run(std::uint64_t seed, Seats held, const Steps& steps);

/// Take steps out as long as the same oracle still speaks.  @param tries  worlds that may be lived
/// for it
Run shrink(const Run& found, unsigned tries);

/// What to type and what happened, for people.
std::string to_text(const Run& run);

}  // namespace eq::adversary
