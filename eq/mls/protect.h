// Content authentication and the two wrappings of it (RFC 9420 sections 6.1 to 6.3).
//
// Messages are handled as the bytes of their parts, so that what is signed is what was sent.
#pragma once

#include "eq/mls/key_schedule.h"
#include "eq/mls/secret_tree.h"
#include "eq/mls/tree.h"

namespace eq::mls {

/// The outside of a message.
struct Header {
  View group_id;
  std::uint64_t epoch = 0;
  Sender sender;
  View authenticated_data;
  ContentType type{};
};

/// The encoding of a FramedContent.  `body`: encoded application data, proposal or commit.
Bytes framed_content(const Header& header, View body);
/// FramedContentTBS, section 6.1.  `group_context`: encoded; used for members and new members'
/// commits.
Bytes content_tbs(WireFormat format, View content, SenderType sender, View group_context);
Bytes sign_content(const SignatureKey& key, View tbs);
Status verify_content(Suite suite, View public_key, View tbs, View signature);
/// Section 6.2: over TBS and the encoded auth data.
Hash membership_tag(const HashSecret& membership_key, View tbs, const ContentAuth& auth,
                    ContentType type);
/// Section 5.2: names a proposal message.
Hash proposal_ref(WireFormat format, View content, const ContentAuth& auth);

/// FramedContentTBS without the body and what follows it, so that a long body need not be copied:
/// TBS is tbs_head || body || group_context.
Bytes tbs_head(WireFormat format, const Header& header);

/// Section 6.3: an MLSMessage with a PrivateMessage.
/// @param content  the parts of PrivateMessageContent: body and encoded auth data
/// @param padding  zero bytes behind them
Bytes seal_private(Suite suite, const HashSecret& sender_data_secret, const MessageKey& key,
                   const Header& header, std::initializer_list<View> content, std::size_t padding,
                   Random& rng);

/// A PrivateMessage as views into the bytes that came.
struct PrivateView {
  View group_id;
  std::uint64_t epoch = 0;
  ContentType type{};
  View authenticated_data, encrypted_sender_data, ciphertext;
};
/// Reads a whole MLSMessage; nullopt if it is of another wire format.  Errors as Message::decode.
Result<std::optional<PrivateView>> read_private(View message);

/// Key and nonce for sender data, from a sample of the ciphertext (section 6.3.2).
MessageKey sender_data_key(Suite suite, const HashSecret& sender_data_secret, View ciphertext);

/// A private message that opened, not yet verified.
struct Opened {
  LeafIndex sender = 0;
  Bytes plaintext;
  std::size_t body_size = 0;  // the body is the plaintext's beginning
  Body body;                  // decoded, unless it is application data: then only in `application`
  std::size_t application_from = 0, application_size = 0;  // in plaintext
  ContentAuth auth;
  SecretTree::Found key;  // to consume once the signature holds
  View body_bytes() const { return View(plaintext).first(body_size); }
};
/// @param own  our own leaf: what we sent ourselves is refused as own_message
/// sender_blank unless the sender is a member in `tree`.
Checked<Opened> open_private(Suite suite, const HashSecret& sender_data_secret,
                             const SecretTree& keys, const RatchetTree& tree,
                             std::optional<LeafIndex> own, const PrivateView& message);

}  // namespace eq::mls
