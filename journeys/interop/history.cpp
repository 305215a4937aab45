#include "journeys/interop/history.h"

namespace eq::interop {
namespace {

template <class T>
T drawn(const std::vector<T>& from, testing::SeededRandom& rng) {
  return from[rng.below(from.size())];
}

}  // namespace

bool is_unmerged_leaves_fault(const Disagreement& d) {
  return std::string_view(d.what()).find("must list leaf node in its unmerged_leaves") !=
         std::string_view::npos;
}

int draw_history(Conversation& conversation, std::vector<Participant*> outside,
                 testing::SeededRandom& rng, const HistoryBounds& bounds) {
  enum {
    add,
    more_add,
    still_more_add,
    join_external,
    remove,
    more_remove,
    update,
    more_update,
    kChoices
  };
  int faults = 0;
  for (int step = 0; step < bounds.steps; ++step) {
    auto* const actor = drawn(conversation.members(), rng);
    const Plan plan{.handshake = drawn(bounds.handshakes, rng),
                    .tree = drawn(bounds.trees, rng),
                    .path = drawn<mls::Path>({mls::Path::always, mls::Path::if_required}, rng)};
    const auto choice = rng.below(kChoices);
    const bool is_remove = choice == remove || choice == more_remove;
    if (choice <= join_external && !outside.empty()) {
      auto* const stranger = drawn(outside, rng);
      std::erase(outside, stranger);
      try {
        if (choice == join_external) {
          conversation.commit(*actor,
                              plan);  // some engines have a GroupInfo for who committed last only
          conversation.join_external(*stranger, *actor, plan.tree);
        } else {
          conversation.commit(*actor, plan, {stranger});
        }
      } catch (const Disagreement& d) {
        if (!bounds.known_fault(d)) throw;
        ++faults;
        if (choice != join_external)
          conversation.commit(*actor, {.remove = {stranger->name()}, .handshake = plan.handshake});
        outside.push_back(stranger);
      }
    } else if (auto* const gone = drawn(conversation.members(), rng); is_remove && gone != actor) {
      conversation.commit(*actor, {.remove = {gone->name()}, .handshake = plan.handshake});
      outside.push_back(gone);
    } else {
      conversation.commit(*actor, plan);
    }
    conversation.carry(conversation.write(*drawn(conversation.members(), rng),
                                          to_bytes("step " + std::to_string(step))));
  }
  return faults;
}

}  // namespace eq::interop
