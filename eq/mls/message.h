// The messages of MLS as structures (RFC 9420 sections 6, 8.1, 12.4.3).  Decoding checks the form
// and nothing else; protect.h and group.h verify.
#pragma once

#include "eq/mls/framing.h"
#include "eq/mls/proposal.h"

namespace eq::mls {

enum class SenderType : std::uint8_t {
  member = 1,
  external = 2,
  new_member_proposal = 3,
  new_member_commit = 4
};
constexpr bool is_valid(SenderType t) {
  return t >= SenderType::member && t <= SenderType::new_member_commit;
}

struct Sender {
  SenderType type = SenderType::member;
  std::uint32_t index = 0;  // member: leaf; external: place in external_senders; else unused
  static Sender member(LeafIndex leaf) { return {SenderType::member, leaf}; }
  auto operator<=>(const Sender&) const = default;
  void encode(Writer& w) const;
  static Result<Sender> decode(Reader& r);
};

struct ApplicationData {
  Bytes data;
  EQ_FIELDS(data)
};
using Body = std::variant<ApplicationData, Proposal, Commit>;
constexpr ContentType content_type(const Body& b) {
  return static_cast<ContentType>(b.index() + 1);
}
void encode_body(Writer& w, const Body& body);
Result<Body> decode_body(Reader& r, ContentType type);

struct FramedContent {
  Bytes group_id;
  std::uint64_t epoch = 0;
  Sender sender;
  Bytes authenticated_data;
  Body body;
  ContentType type() const { return content_type(body); }
  void encode(Writer& w) const;
  static Result<FramedContent> decode(Reader& r);
};

/// FramedContentAuthData; which fields it has depends on the content type.
struct ContentAuth {
  Bytes signature;
  Bytes confirmation_tag;  // commits only
  void encode(Writer& w, ContentType type) const;
  static Result<ContentAuth> decode(Reader& r, ContentType type);
};

/// What was signed, how, and the signature: the input of transcripts and proposal references.
struct AuthenticatedContent {
  WireFormat wire_format = WireFormat::private_message;
  FramedContent content;
  ContentAuth auth;
  void encode(Writer& w) const;
  static Result<AuthenticatedContent> decode(Reader& r);
};

struct PublicMessage {
  FramedContent content;
  ContentAuth auth;
  Bytes membership_tag;  // members only
  void encode(Writer& w) const;
  static Result<PublicMessage> decode(Reader& r);
};

struct PrivateMessage {
  Bytes group_id;
  std::uint64_t epoch = 0;
  ContentType content_type = ContentType::application;
  Bytes authenticated_data, encrypted_sender_data, ciphertext;
  EQ_FIELDS(group_id, epoch, content_type, authenticated_data, encrypted_sender_data, ciphertext)
};

struct GroupContext {  // section 8.1
  std::uint16_t version = kMls10;
  std::uint16_t suite = 0;
  Bytes group_id;
  std::uint64_t epoch = 0;
  Bytes tree_hash, confirmed_transcript_hash;
  Extensions extensions;
  bool operator==(const GroupContext&) const = default;
  EQ_FIELDS(version, suite, group_id, epoch, tree_hash, confirmed_transcript_hash, extensions)
};

struct GroupInfo {
  GroupContext context;
  Extensions extensions;
  Bytes confirmation_tag;
  LeafIndex signer = 0;
  Bytes signature;
  EQ_FIELDS(context, extensions, confirmation_tag, signer, signature)
  void sign(const SignatureKey& key);
  Status check_signature(Suite suite, View public_key) const;
};

struct GroupSecrets {
  SecretBytes joiner_secret;
  std::optional<SecretBytes> path_secret;
  std::vector<PskId> psks;
  EQ_FIELDS(joiner_secret, path_secret, psks)
};

struct EncryptedGroupSecrets {
  Bytes new_member;  // KeyPackageRef
  crypto::HpkeCiphertext secrets;
  EQ_FIELDS(new_member, secrets)
};

struct Welcome {
  std::uint16_t suite = 0;
  std::vector<EncryptedGroupSecrets> secrets;
  Bytes encrypted_group_info;
  EQ_FIELDS(suite, secrets, encrypted_group_info)
};

/// MLSMessage, section 6.
struct Message {
  std::variant<PublicMessage, PrivateMessage, Welcome, GroupInfo, KeyPackage> body;
  WireFormat wire_format() const { return static_cast<WireFormat>(body.index() + 1); }
  void encode(Writer& w) const;
  /// Err::unsupported for another protocol version.
  static Result<Message> decode(Reader& r);
};

}  // namespace eq::mls
