#include "parties/client/state.h"

namespace eq::client {
namespace {

constexpr std::uint16_t kFormat = 20;

}  // namespace

Result<Conversation*> find(State& state, const ConversationId& id) {
  const auto it = state.conversations.find(id);
  REQUIRE_OR(it != state.conversations.end(), Err::missing);
  return &it->second;
}

Bytes State::save() const { return save_state(kFormat, *this); }
Result<State> State::load(View saved) { return load_state<State>(kFormat, saved); }

}  // namespace eq::client
