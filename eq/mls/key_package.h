// Key packages (RFC 9420 section 10): what a device publishes so that others can add it to groups.
#pragma once

#include "eq/mls/leaf_node.h"

namespace eq::mls {

struct KeyPackage {
  std::uint16_t version = kMls10;
  std::uint16_t suite = 0;
  Bytes init_key;
  LeafNode leaf;
  Extensions extensions;
  Bytes signature;
  bool operator==(const KeyPackage&) const = default;
  EQ_FIELDS(version, suite, init_key, leaf, extensions, signature)

  /// KeyPackageRef, section 5.2: names this key package in a Welcome.
  Hash ref() const;
};

/// The private half; needed once, to join.  Wiped when it dies.  Save it with eq::encode and load
/// it with eq::decode, in the owner's own store only.
struct KeyPackageSecrets {
  Suite suite = Suite::x25519_chacha20poly1305_sha256_ed25519;
  KeyPackage key_package;
  SecretBytes init_key, leaf_key;
  SignatureKey signature_key;
  // of the keys the lengths
  static constexpr std::size_t kLeastWire = sizeof(Suite) + least_wire<KeyPackage>() + 3;

  Hash ref() const { return key_package.ref(); }
  void encode(Writer& w) const;
  static Result<KeyPackageSecrets> decode(Reader& r);
};

enum class KeyPackageUse { once, last_resort };  // section 10, 16.8

/// What a key package says beside the keys.
struct KeyPackageOptions {
  Lifetime lifetime;
  Extensions leaf_extensions, extensions;
  /// Non-default types this client supports beside what the engine lists itself.
  std::vector<std::uint16_t> extra_extensions, extra_proposals;
  /// last_resort: marked with the extension of that name; keep its secrets after joining with it.
  KeyPackageUse use = KeyPackageUse::once;
};
/// Whether its maker lets it be used again, when the directory has no other left.
bool is_last_resort(const KeyPackage& kp);

/// A fresh key package; carries GREASE values (section 13.5) chosen from rng.
/// EQ_ASSERTs that the key is of the suite's kind.
KeyPackageSecrets make_key_package(Suite suite, const SignatureKey& key,
                                   const Credential& credential, const KeyPackageOptions& options,
                                   Random& rng);

/// What this engine supports, as it goes into leaves.
Capabilities own_capabilities(Suite suite, const KeyPackageOptions& options, Random& rng);

/// Whose credentials count: the application's directory of identities (section 5.3.1).
class CredentialCheck {
 public:
  virtual ~CredentialCheck() = default;
  /// ok() if the credential names someone to whom `signature_key` belongs; else the reason, as a
  /// rule Err::forged.
  virtual Status check(const Credential& credential, View signature_key) const = 0;
  /// Whether `next` may stand where `before` stood (an update, or a new appearance).  As a rule:
  /// the same identity.
  virtual Status check_successor(const Credential& before, const Credential& next) const {
    return before == next ? ok() : Status(Err::forged);
  }
};

/// Longest lifetime of a key package we add to a group (section 7.2 asks for a limit).
constexpr std::uint64_t kMaxLifetime_s = 400ull * 24 * 3600;

/// The rules of section 10.1, as one who downloads a key package must check before use.
/// Err::malformed, Err::forged (signatures, credential), Err::unsupported (version, suite),
/// Err::stale (lifetime), Err::refused (other rules).
Status check_key_package(const KeyPackage& kp, Suite suite, const CredentialCheck& check, Time now);

/// As MLSMessage bytes, the form in which key packages travel; and back.
Bytes to_message(const KeyPackage& kp);
Result<KeyPackage> key_package_from_message(View message);

}  // namespace eq::mls
