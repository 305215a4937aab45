// A long life of one group, in which who does what is drawn from a seed.
#pragma once

#include <functional>

#include "eq/testing/seeded.h"
#include "journeys/interop/conversation.h"

namespace eq::interop {

/// What all engines in the history can do.
struct HistoryBounds {
  int steps = 50;
  std::vector<mls::WireFormat> handshakes{mls::WireFormat::public_message};
  std::vector<mls::TreeDelivery> trees{mls::TreeDelivery::in_welcome};
  /// Recognises a fault of a newcomer's engine that keeps it out; whoever it is, is taken out
  /// again.
  std::function<bool(const Disagreement&)> known_fault = [](const Disagreement&) { return false; };
};

/// ts-mls refuses some valid trees: it wants all parents above a leaf to list the same unmerged
/// leaves.
bool is_unmerged_leaves_fault(const Disagreement& d);

/// Adds, removes, updates and external joins, each with a message after it.  @return known faults
/// met.
int draw_history(Conversation& conversation, std::vector<Participant*> outside,
                 testing::SeededRandom& rng, const HistoryBounds& bounds);

}  // namespace eq::interop
