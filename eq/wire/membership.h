// Delivery authorisation by membership: a MAC under the epoch's sending key,
// which every member derives as MLS-Exporter("eqp send", conv, 32) and the committer registers with
// the server.  It proves that a member posts, not which one.  spec/wire.md section 5.
#pragma once

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"

namespace eq::wire {

/// The sending key as the server receives it.  Not a content key: it opens nothing.
using SendKey = Array<32>;
using SendTag = Array<16>;

struct ConversationCommit;

/// HMAC-SHA256(K_send, PrivateMessage)[:16].
SendTag message_tag(View send_key, View message);
/// HMAC-SHA256(K_send, "eqp-commit-v1" || the request without its tag)[:16], under the old epoch's
/// key.
SendTag commit_tag(View send_key, const ConversationCommit& request);
/// HMAC-SHA256(K_send, "eqp-blob-v1" || SHA-256(data))[:16].
SendTag blob_tag(View send_key, View data);

}  // namespace eq::wire
