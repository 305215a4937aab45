#include "parties/client/files.h"

#include "parties/client/inbox.h"
#include "parties/client/send_key.h"

namespace eq::client {

Result<franking::Attachment> upload(State& state, Environment& environment,
                                    const ConversationId& conversation, View file,
                                    franking::FileLabel label) {
  TRY(sync(state, environment));  // the server takes uploads under the current epoch's key only
  const Conversation& c = *TRY(find(state, conversation));
  auto sealed = TRY(franking::seal_file(file, std::move(label), environment.rng));
  wire::BlobPut request{conversation, c.group->epoch(), std::move(sealed.ciphertext), {}};
  request.tag = wire::blob_tag(send_key(*c.group), request.data);
  TRY(wire::ask(environment.server, request));
  return sealed.descriptor;
}

Result<Bytes> download(Environment& environment, const franking::Attachment& attachment) {
  const auto blob = TRY(wire::ask(environment.server, wire::BlobGet{{attachment.hash}}));
  return franking::open_file(attachment, blob.data);
}

}  // namespace eq::client
