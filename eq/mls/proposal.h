// Proposals, pre-shared key ids, update paths and commits (RFC 9420 sections 8.4, 7.6, 12.1, 12.4).
#pragma once

#include <variant>

#include "eq/mls/key_package.h"

namespace eq::mls {

enum class ProposalType : std::uint16_t {  // section 17.4
  add = 1,
  update = 2,
  remove = 3,
  psk = 4,
  reinit = 5,
  external_init = 6,
  group_context_extensions = 7,
};
constexpr bool is_valid(ProposalType t) {
  return t >= ProposalType::add && t <= ProposalType::group_context_extensions;
}

enum class PskUsage : std::uint8_t { application = 1, reinit = 2, branch = 3 };
constexpr bool is_valid(PskUsage u) { return u >= PskUsage::application && u <= PskUsage::branch; }

enum class PskType : std::uint8_t { external = 1, resumption = 2 };
constexpr bool is_valid(PskType t) { return t == PskType::external || t == PskType::resumption; }

/// PreSharedKeyID, section 8.4.
struct PskId {
  static constexpr std::size_t kLeastWire = 3;  // external, without id and nonce
  PskType type = PskType::external;
  Bytes psk_id;                            // external only
  PskUsage usage = PskUsage::application;  // this and the next two: resumption only
  Bytes group_id;
  std::uint64_t epoch = 0;
  Bytes nonce;  // 32 fresh random bytes at each use; the engine fills it in for InjectPsk
  static PskId external(View id) { return {.psk_id = to_bytes(id), .group_id = {}, .nonce = {}}; }
  static PskId resumption(PskUsage usage, View group_id, std::uint64_t epoch) {
    return {PskType::resumption, {}, usage, to_bytes(group_id), epoch, {}};
  }
  auto operator<=>(const PskId&) const = default;
  void encode(Writer& w) const;
  static Result<PskId> decode(Reader& r);
};

struct Add {
  KeyPackage key_package;
  EQ_FIELDS(key_package)
};
struct Update {
  LeafNode leaf;
  EQ_FIELDS(leaf)
};
struct Remove {
  LeafIndex removed = 0;
  EQ_FIELDS(removed)
};
struct PreSharedKey {
  PskId psk;
  EQ_FIELDS(psk)
};
struct ReInit {
  Bytes group_id;
  std::uint16_t version = kMls10;
  std::uint16_t suite = 0;
  Extensions extensions;
  EQ_FIELDS(group_id, version, suite, extensions)
};
struct ExternalInit {
  Bytes kem_output;
  EQ_FIELDS(kem_output)
};
struct GroupContextExtensions {
  Extensions extensions;
  EQ_FIELDS(extensions)
};

/// Types without a known form (private use, GREASE) cannot be delimited and are Err::unsupported.
struct Proposal {
  std::variant<Add, Update, Remove, PreSharedKey, ReInit, ExternalInit, GroupContextExtensions>
      body;
  ProposalType type() const { return static_cast<ProposalType>(body.index() + 1); }
  void encode(Writer& w) const;
  static Result<Proposal> decode(Reader& r);
};

/// By value, or by the hash of the message that brought it.
struct ProposalOrRef {
  static constexpr std::size_t kLeastWire = 4;  // by value, an empty GroupContextExtensions
  std::variant<Proposal, Bytes> body;
  void encode(Writer& w) const;
  static Result<ProposalOrRef> decode(Reader& r);
};

struct UpdatePathNode {
  Bytes encryption_key;
  std::vector<crypto::HpkeCiphertext> encrypted_path_secret;
  EQ_FIELDS(encryption_key, encrypted_path_secret)
};
struct UpdatePath {
  LeafNode leaf;
  std::vector<UpdatePathNode> nodes;
  EQ_FIELDS(leaf, nodes)
};
struct Commit {
  std::vector<ProposalOrRef> proposals;
  std::optional<UpdatePath> path;
  EQ_FIELDS(proposals, path)
};

/// GroupContext extensions with a form of their own.
struct RequiredCapabilities {  // section 11.1
  std::vector<std::uint16_t> extensions, proposals, credentials;
  EQ_FIELDS(extensions, proposals, credentials)
};
struct ExternalSender {  // section 12.1.8.1
  Bytes signature_key;
  Credential credential;
  EQ_FIELDS(signature_key, credential)
};

}  // namespace eq::mls
