#include "parties/client/files.h"

#include "parties/client/inbox.h"
#include "parties/client/send_key.h"

namespace eq::client {

Result<franking::Attachment> upload(State& s, Hands& h, const ConversationId& conversation,
                                    View file, std::string media_type) {
  TRY(sync(s, h));  // the server takes uploads under the current epoch's key only
  const Conversation& c = *TRY(find(s, conversation));
  auto sealed = TRY(franking::seal_file(file, std::move(media_type), h.rng));
  wire::BlobPut request{conversation, c.group->epoch(), std::move(sealed.ciphertext), {}};
  request.tag = wire::blob_tag(send_key(*c.group), request.data);
  TRY(wire::ask(h.server, request));
  return sealed.descriptor;
}

Result<Bytes> download(Hands& h, const franking::Attachment& attachment) {
  const auto blob = TRY(wire::ask(h.server, wire::BlobGet{{attachment.hash}}));
  return franking::open_file(attachment, blob.data);
}

}  // namespace eq::client
