#include "parties/client/send_key.h"

namespace eq::client {
namespace {

constexpr std::string_view kLabel = "eqp send";

wire::SendKey registered(const SecretBytes& exported) {
  wire::SendKey key{};
  const View v = exported.reveal("registered with the server: it opens nothing");
  std::copy(v.begin(), v.end(), key.begin());
  return key;
}

}  // namespace

wire::SendKey send_key(const mls::Group& group) {
  return registered(group.exporter(kLabel, group.group_id(), wire::SendKey{}.size()));
}

Result<wire::SendKey> send_key(const mls::NextEpoch& next, const ConversationId& conversation) {
  return registered(TRY(next.exporter(kLabel, conversation.view(), wire::SendKey{}.size())));
}

}  // namespace eq::client
