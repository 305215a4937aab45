#include "parties/client/commit.h"

#include "parties/client/directory.h"
#include "parties/client/inbox.h"
#include "parties/client/key_packages.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

constexpr int kCommitTries = 4;

enum class Epoch { ours, of_another };
enum class Sending { first, again };

/// It has come, and what came before it in the conversation has no verdict yet.
bool waits_here(const State& state, const Conversation& c) {
  return std::ranges::any_of(
      state.aside, [&](const auto& d) { return d.conv == c.id && d.body == c.pending->commit(); });
}

/// What is not known to have been taken is sent, and sent again with the very same bytes.
/// @return whose commit the service says it took
Result<Epoch> send_pending(State& state, Environment& environment, Conversation& c,
                           Sending sending) {
  REQUIRE_OR(!waits_here(state, c), Err::unavailable);
  const auto request = TRY(commit_request(*c.pending, *c.group, c.id));
  spent(state, request.added);
  environment.keep();  // if we crash after the server took it, sync() merges what we saved
  const auto accepted = wire::ask(environment.server, request);
  const wire::Code code = environment.server.last_code();
  if (accepted.ok() || code == wire::Code::stale_epoch) {
    // That it was taken shows when it comes back, and that another was when that one does.
    const bool in_touch = sync(state, environment).ok();
    if (c.pending) return c.standing == Membership::broken ? Err::refused : Err::unavailable;
    REQUIRE_OR(in_touch, Err::unavailable);
    return accepted.ok() ? Epoch::ours : Epoch::of_another;
  }
  // That there was no room for it now does not say that it was not taken before.
  const bool may_be_there = accepted.error() == Err::unavailable ||
                            (sending == Sending::again && accepted.error() == Err::exhausted);
  if (!may_be_there) c.pending.reset();
  // it holds another sending key than ours
  if (code == wire::Code::forged) mark_broken(state, c, Err::forged);
  return accepted.error();
}

}  // namespace

Status commit(State& state, Environment& environment, const ConversationId& id,
              const IntentNow& intent_now) {
  TRY(sync(state, environment));
  Conversation& c = *TRY(find(state, id));
  if (c.pending) {
    const auto settled = send_pending(state, environment, c, Sending::again);
    if (c.pending) return settled.error();
  }
  for (int tries = 0; tries < kCommitTries; ++tries) {
    REQUIRE_OR(c.group->is_active(), Err::refused);
    const auto intent = TRY(intent_now(*c.group));
    if (!intent) return ok();
    // What was meant for the group that ended is not done in one that nobody has accepted.
    REQUIRE_OR(!c.invited_above || (intent->add.empty() && intent->remove.empty()), Err::refused);
    c.pending = TRY(stage_change(*c.group, *intent, DirectoryCheck(state, environment),
                                 environment.now, environment.rng));
    if (TRY(send_pending(state, environment, c, Sending::first)) == Epoch::ours) return ok();
  }
  return Err::stale;
}

}  // namespace eq::client
