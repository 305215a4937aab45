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
  c.sealer.reset();
  c.peers.clear();
  c.pending.reset();
  c.removing.clear();
  c.unexpected.clear();
  c.standing = Membership::left;
  return ok();
}

}  // namespace eq::client
