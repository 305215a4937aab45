#include "parties/client/removal.h"

#include "parties/client/commit.h"
#include "parties/client/inbox.h"

namespace eq::client {
namespace {

constexpr int kTries = 4;

/// From now on, and nothing that waits to be said is for her any more.
void want(State& state, Environment& environment, Conversation& c, const AccountId& account) {
  if (std::ranges::find(c.removing, account) == c.removing.end()) c.removing.push_back(account);
  for (Outgoing& o : c.outbox) std::erase(o.readers, account);
  for (Kept& k : state.kept)
    if (k.conversation == c.id) std::erase(k.readers, account);
  environment.keep();
}

}  // namespace

Status remove(State& state, Environment& environment, const ConversationId& conversation,
              const AccountId& account) {
  REQUIRE_OR(account != state.me.record.id(), Err::refused);
  (void)sync(state, environment).ok();  // without the server, as we know it
  Conversation& c = *TRY(find(state, conversation));
  REQUIRE_OR(is_member(*c.group, account), Err::missing);
  for (int tries = 0; tries < kTries; ++tries) {
    want(state, environment, c, account);
    const Status done = finish_removals(state, environment, conversation);
    if (!done.ok() && done.error() != Err::unavailable && !c.pending) {
      std::erase(c.removing, account);
      environment.keep();
    }
    if (!done.ok() || !is_member(*c.group, account)) return done;
    // Others removed her, and brought her back.
  }
  want(state, environment, c, account);
  return Err::unavailable;
}

Status finish_removals(State& state, Environment& environment, const ConversationId& conversation) {
  Conversation& c = *TRY(find(state, conversation));
  if (c.removing.empty()) return ok();
  const Status done = commit(state, environment, conversation,
                             [&](const mls::Group& group) -> Result<std::optional<Intent>> {
                               Intent intent;
                               for (const AccountId& account : c.removing)
                                 for (const auto leaf : leaves_of(group, account))
                                   intent.remove.push_back(leaf);
                               return intent.remove.empty() ? std::optional<Intent>()
                                                            : std::optional(std::move(intent));
                             });
  if (c.removing.empty()) return ok();
  // others keep committing, or something else than ours came back
  return done.ok() || done.error() == Err::stale ? Status(Err::unavailable) : done;
}

}  // namespace eq::client
