#include "eq/wire/membership.h"

#include "eq/wire/messages.h"

namespace eq::wire {
namespace {
SendTag truncate(const crypto::Digest& d) {
  SendTag tag;
  std::copy(d.begin(), d.begin() + tag.size(), tag.begin());
  return tag;
}
}  // namespace

SendTag message_tag(View send_key, View message) {
  return truncate(crypto::hmac_sha256(send_key, message));
}

SendTag commit_tag(View send_key, const ConversationCommit& request) {
  ConversationCommit untagged = request;
  untagged.tag = {};
  Bytes body = encode(untagged);
  body.resize(body.size() - untagged.tag.size());
  return truncate(crypto::hmac_sha256(send_key, {view("eqp-commit-v1"), body}));
}

SendTag blob_tag(View send_key, View data) {
  return truncate(crypto::hmac_sha256(send_key, {view("eqp-blob-v1"), crypto::sha256(data)}));
}

}  // namespace eq::wire
