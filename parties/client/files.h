// Attachments: encrypted on the device, stored by the server as bytes it cannot open.
#pragma once

#include "eq/franking/attachment.h"
#include "parties/client/hands.h"

namespace eq::client {

/// Encrypt and upload.  Err::too_large; Err::missing for an unknown conversation.
Result<franking::Attachment> upload(State& s, Hands& h, const ConversationId& conversation,
                                    View file, std::string media_type);
/// Fetch and decrypt.  Err::forged if it is not what the sender committed to.
Result<Bytes> download(Hands& h, const franking::Attachment& attachment);

}  // namespace eq::client
