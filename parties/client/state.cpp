#include "parties/client/state.h"

namespace eq::client {
namespace {

constexpr std::uint16_t kFormat = 15;

}  // namespace

Result<Conversation*> find(State& s, const ConversationId& id) {
  const auto it = s.conversations.find(id);
  REQUIRE_OR(it != s.conversations.end(), Err::missing);
  return &it->second;
}

Bytes State::save() const { return save_state(kFormat, *this); }
Result<State> State::load(View saved) { return load_state<State>(kFormat, saved); }

}  // namespace eq::client
