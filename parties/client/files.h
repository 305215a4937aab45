// Attachments: encrypted on the device, stored by the server as bytes it cannot open.
#pragma once

#include "eq/franking/attachment.h"
#include "parties/client/environment.h"

namespace eq::client {

/// Encrypt and upload.  Err::too_large; Err::missing for an unknown conversation.
Result<franking::Attachment> upload(State& state, Environment& environment,
                                    const ConversationId& conversation, View file,
                                    franking::FileLabel label);
/// Fetch and decrypt.  Err::forged if it is not what the sender committed to.
Result<Bytes> download(Environment& environment, const franking::Attachment& attachment);

}  // namespace eq::client
