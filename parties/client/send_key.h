// K_send: proves to the server that a member posts, not which one.  spec/wire.md section 5.
#pragma once

#include "eq/mls/group.h"
#include "eq/wire/membership.h"

namespace eq::client {

/// MLS-Exporter("eqp send", conversation, 32) of an epoch.  The committer registers it with the
/// server; it opens nothing.
wire::SendKey send_key(const mls::Group& group);
/// Of an epoch that is not merged yet.  Err::refused if the commit removes us.
Result<wire::SendKey> send_key(const mls::NextEpoch& next, const ConversationId& conversation);

}  // namespace eq::client
