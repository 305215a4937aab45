// Who at this desk looks and decides: a person with a key of her own, in a file that the desk's
// home does not hold.  Two people are two keys, whatever they are called.
//
// The desk says whose key is whose (admit() in moderator.h): it can let somebody in under any name,
// and cannot say of anybody it let in that she looked or decided when she did not.
#pragma once

#include "eq/crypto/persist.h"

namespace eq::moderator {

class Reviewer {
 public:
  Reviewer() = default;  // nobody
  /// @param name  1 to 64 bytes of UTF-8 without control characters.  Err::malformed
  static Result<Reviewer> make(std::string name, const crypto::VerifyKey& key);
  const std::string& name() const { return name_; }
  const crypto::VerifyKey& key() const { return key_; }
  /// As she hands it to whoever lets her in: "equipoise-reviewer", 64 hexadecimal digits, the name.
  std::string line() const;
  /// Err::malformed.
  static Result<Reviewer> from_line(std::string_view line);
  /// Whether people would take the two names for one (eq/base/alike.h).
  bool sounds_like(const Reviewer& other) const;

  bool operator==(const Reviewer& other) const { return key_ == other.key_; }
  void encode(Writer& w) const;
  static Result<Reviewer> decode(Reader& r);

 private:
  Reviewer(std::string name, const crypto::VerifyKey& key) : name_(std::move(name)), key_(key) {}
  std::string name_;
  crypto::VerifyKey key_{};
};

/// What she signs with.  She keeps it, sealed under a passphrase of hers.
class ReviewerKey {
 public:
  /// Err::malformed as above.
  static Result<ReviewerKey> make(std::string name, Random& rng);
  const Reviewer& who() const { return who_; }
  crypto::Signature sign(std::initializer_list<View> parts) const { return key_.sign(parts); }

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a file of another version.
  static Result<ReviewerKey> load(View saved);

 private:
  ReviewerKey(Reviewer who, crypto::SigningKey key) : who_(std::move(who)), key_(std::move(key)) {}
  Reviewer who_;
  crypto::SigningKey key_;
};

}  // namespace eq::moderator
