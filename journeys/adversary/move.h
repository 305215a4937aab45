// What may happen in one step of a world.
#pragma once

#include <span>

#include "journeys/adversary/world.h"

namespace eq::adversary {

struct Move {
  const char* name;
  Seats by;         // the adversary needs one of these; none: it is a move of the honest
  unsigned weight;  // how often, against the others
  /// @return whether it had an effect
  bool (*act)(World&, Dice&);
};

std::span<const Move> honest_moves();
/// What may also come between two things that others do.
std::span<const Move> sudden_moves();
std::span<const Move> service_moves();
std::span<const Move> mail_moves();
std::span<const Move> office_moves();
std::span<const Move> evidence_moves();
std::span<const Move> list_moves();
std::span<const Move> member_moves();
std::span<const Move> reporter_moves();

/// Every move open to an adversary of these seats, the honest life included.
std::vector<const Move*> moves_for(Seats held);

}  // namespace eq::adversary
