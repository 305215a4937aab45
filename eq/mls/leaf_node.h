// What a member shows of itself in a group: credential, capabilities, LeafNode (RFC 9420 sections
// 5.3,
// 7.2) and the extension lists used all over the protocol (section 13.4).
#pragma once

#include "eq/mls/suite.h"

namespace eq::mls {

using LeafIndex = std::uint32_t;
using NodeIndex = std::uint32_t;

constexpr std::uint16_t kMls10 = 1;

/// IANA "MLS Credential Types".  Open: unknown types may appear in capabilities.
namespace credential_type {
constexpr std::uint16_t basic = 1, x509 = 2;
}
/// IANA "MLS Extension Types".
namespace extension_type {
constexpr std::uint16_t application_id = 1, ratchet_tree = 2, required_capabilities = 3,
                        external_pub = 4, external_senders = 5;
/// draft-ietf-mls-extensions: a key package that may be used more than once.
constexpr std::uint16_t last_resort = 0x000a;
constexpr bool is_default(std::uint16_t t) { return t >= 1 && t <= 5; }
}  // namespace extension_type

/// One of the values 0x0A0A, 0x1A1A .. 0xEAEA (section 13.5), which receivers must treat like any
/// unknown type.
constexpr std::uint16_t grease(std::uint8_t random) {
  return static_cast<std::uint16_t>(0x0A0A + 0x1010 * (random % 15u));
}

struct Extension {
  std::uint16_t type = 0;
  Bytes data;
  auto operator<=>(const Extension&) const = default;
  EQ_FIELDS(type, data)
};
using Extensions = std::vector<Extension>;
/// nullptr if there is none of that type.
const Extension* find(const Extensions& list, std::uint16_t type);
/// Section 13.4: no type twice.
bool has_duplicates(const Extensions& list);

/// Section 5.3.  basic: `content` is the identity (with us the 32 bytes of an AccountId).  x509:
/// `content` is the encoded list of certificates.  Other types have no known form:
/// Err::unsupported.
struct Credential {
  std::uint16_t type = credential_type::basic;
  Bytes content;
  static Credential basic(View identity) { return {credential_type::basic, to_bytes(identity)}; }
  auto operator<=>(const Credential&) const = default;
  void encode(Writer& w) const;
  static Result<Credential> decode(Reader& r);
};

/// Section 7.2.  Unknown and GREASE values are kept as they came.
struct Capabilities {
  std::vector<std::uint16_t> versions{kMls10}, suites, extensions, proposals, credentials;
  auto operator<=>(const Capabilities&) const = default;
  EQ_FIELDS(versions, suites, extensions, proposals, credentials)
};

/// Seconds since 1970-01-01T00:00:00Z, both ends included.
struct Lifetime {
  std::uint64_t not_before = 0, not_after = 0;
  bool contains(Time now) const {
    return not_before <= now.ms / 1000 && now.ms / 1000 <= not_after;
  }
  auto operator<=>(const Lifetime&) const = default;
  EQ_FIELDS(not_before, not_after)
};

enum class LeafSource : std::uint8_t { key_package = 1, update = 2, commit = 3 };
constexpr bool is_valid(LeafSource s) {
  return s >= LeafSource::key_package && s <= LeafSource::commit;
}

/// The fields of a LeafNode before it is signed.
struct LeafContent {
  Bytes encryption_key, signature_key;
  Credential credential;
  Capabilities capabilities;
  LeafSource source = LeafSource::key_package;
  Lifetime lifetime;  // key_package only
  Bytes parent_hash;  // commit only
  Extensions extensions;
};

/// Where a leaf is signed for (section 7.2): absent for key packages.
struct LeafPlace {
  View group_id;
  LeafIndex leaf = 0;
};

/// A LeafNode, kept as the bytes that came (a large tree holds thousands) with the places of its
/// fields. Decoding checks the form only; check_signature and the rules of tree_check.h do the
/// rest.
class LeafNode {
 public:
  LeafNode() = default;
  static LeafNode sign(Suite suite, const LeafContent& content, std::optional<LeafPlace> place,
                       const SignatureKey& key);
  void encode(Writer& w) const { w.raw(bytes_); }
  static Result<LeafNode> decode(Reader& r);

  View bytes() const { return bytes_; }
  View encryption_key() const { return at(encryption_key_); }
  View signature_key() const { return at(signature_key_); }
  Credential credential() const;
  std::uint16_t credential_type() const;
  /// basic: the identity.
  View credential_content() const { return at(credential_); }
  Capabilities capabilities() const;
  LeafSource source() const { return source_; }
  /// All zero unless source is key_package.
  Lifetime lifetime() const;
  /// Empty unless source is commit.
  View parent_hash() const { return at(parent_hash_); }
  Extensions extensions() const;
  /// The fields, to make a changed and newly signed leaf from.
  LeafContent content() const;

  // Questions about the capabilities, answered without allocating.  Default types always count.
  bool supports_version(std::uint16_t v) const { return lists(0, v); }
  bool supports_suite(std::uint16_t s) const { return lists(1, s); }
  bool supports_extension(std::uint16_t t) const {
    return extension_type::is_default(t) || lists(2, t);
  }
  bool supports_proposal(std::uint16_t t) const { return (t >= 1 && t <= 7) || lists(3, t); }
  bool supports_credential(std::uint16_t t) const { return lists(4, t); }

  /// Section 7.3, second step.  Err::forged.
  Status check_signature(Suite suite, std::optional<LeafPlace> place) const;

  bool operator==(const LeafNode& o) const { return bytes_ == o.bytes_; }

 private:
  struct Span {
    std::uint32_t from = 0, size = 0;
  };
  View at(Span s) const { return View(bytes_).subspan(s.from, s.size); }
  bool lists(int which, std::uint16_t value) const;

  Bytes bytes_;
  Span encryption_key_, signature_key_, credential_, capabilities_, parent_hash_, extensions_,
      signature_;
  std::uint32_t tbs_size_ = 0;
  LeafSource source_ = LeafSource::key_package;
};

}  // namespace eq::mls
