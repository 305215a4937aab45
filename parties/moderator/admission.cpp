// Who may look and decide at this desk.
#include <algorithm>

#include "parties/moderator/step.h"

namespace eq::moderator {

Status admit(State& state, Environment& environment, Reviewer reviewer) {
  for (const auto& [key, known] : state.reviewers)
    REQUIRE_OR(key != reviewer.key() && !known.sounds_like(reviewer), Err::refused);
  const crypto::VerifyKey key = reviewer.key();
  state.reviewers.emplace(key, std::move(reviewer));
  environment.keep();
  return ok();
}

Status dismiss(State& state, Environment& environment, std::string_view name) {
  const auto at =
      std::ranges::find_if(state.reviewers, [&](const auto& r) { return r.second.name() == name; });
  REQUIRE_OR(at != state.reviewers.end(), Err::missing);
  state.reviewers.erase(at);
  environment.keep();
  return ok();
}

Result<Reviewer> admitted(const State& state, const ReviewerKey& key) {
  const auto at = state.reviewers.find(key.who().key());
  REQUIRE_OR(at != state.reviewers.end(), Err::refused);
  return at->second;
}

}  // namespace eq::moderator
