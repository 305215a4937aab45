#include "parties/client/standing.h"

namespace eq::client {

void mark_broken(State& s, Conversation& c, Err why) {
  if (c.standing != Standing::member) return;
  c.standing = Standing::broken;
  s.untold.add(Broken{c.id, why});
}

Status leave(State& s, const ConversationId& id) {
  Conversation& c = *TRY(find(s, id));
  c.group->leave();
  c.outbox.clear();
  c.sealer.reset();
  c.peers.clear();
  c.pending.reset();
  c.unexpected.clear();
  c.standing = Standing::left;
  return ok();
}

}  // namespace eq::client
