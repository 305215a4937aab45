#include "parties/client/standing.h"

namespace eq::client {

void mark_broken(State& state, Conversation& conversation, Err why) {
  if (conversation.standing != Membership::member) return;
  conversation.standing = Membership::broken;
  state.untold.add(Broken{conversation.id, why});
}

Status leave(State& state, const ConversationId& id) {
  Conversation& c = *TRY(find(state, id));
  c.group->leave();
  c.outbox.clear();
  for (const Kept& kept : state.kept)
    if (kept.conversation == id) state.untold.add(GivenBack{id, kept.text, Err::refused});
  std::erase_if(state.kept, [&](const Kept& kept) { return kept.conversation == id; });
  c.sealer.reset();
  c.peers.clear();
  c.pending.reset();
  c.removing.clear();
  c.unexpected.clear();
  c.standing = Membership::left;
  return ok();
}

}  // namespace eq::client
