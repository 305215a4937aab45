#include "parties/client/removal.h"

#include "parties/client/commit.h"
#include "parties/client/inbox.h"

namespace eq::client {

Status remove(State& state, Environment& environment, const ConversationId& conversation,
              const AccountId& account) {
  REQUIRE_OR(account != state.me.record.id(), Err::refused);
  Conversation& c = *TRY(find(state, conversation));
  if (!leaf_of(*c.group, account)) TRY(sync(state, environment));
  REQUIRE_OR(leaf_of(*c.group, account), Err::missing);
  if (std::ranges::find(c.removing, account) == c.removing.end()) c.removing.push_back(account);
  environment.keep();
  const Status done = finish_removals(state, environment, conversation);
  if (!done.ok() && done.error() != Err::unavailable) {
    std::erase(c.removing, account);
    environment.keep();
  }
  return done;
}

Status finish_removals(State& state, Environment& environment, const ConversationId& conversation) {
  Conversation& c = *TRY(find(state, conversation));
  if (c.removing.empty()) return ok();
  const Status done =
      commit(state, environment, conversation, [&](const mls::Group& group) -> Result<Intent> {
        REQUIRE_OR(!c.removing.empty(), Err::missing);  // others did it
        Intent intent;
        for (const AccountId& account : c.removing)
          if (const auto leaf = leaf_of(group, account)) intent.remove.push_back(*leaf);
        return intent;
      });
  if (c.removing.empty()) return ok();
  // others keep committing, or something else than ours came back
  return done.ok() || done.error() == Err::stale ? Status(Err::unavailable) : done;
}

}  // namespace eq::client
