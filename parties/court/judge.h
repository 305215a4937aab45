// What a judge signs with: orders, acts, legal bases.  The realm names it beside the registry's
// key, and the court's home does not hold it: whoever has the home alone decides nothing.  She
// keeps it, sealed under a passphrase of hers.
#pragma once

#include "eq/crypto/persist.h"

namespace eq::court {

class JudgeKey {
 public:
  static JudgeKey generate(Random& rng) { return JudgeKey(crypto::SigningKey::generate(rng)); }
  const crypto::SigningKey& signing() const { return signing_; }
  crypto::VerifyKey verify_key() const { return signing_.verify_key(); }

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a file of another version.
  static Result<JudgeKey> load(View saved);

 private:
  explicit JudgeKey(crypto::SigningKey key) : signing_(std::move(key)) {}
  crypto::SigningKey signing_;
};

/// What she gives to the registry that founds a court with her key: one line, with its end.
std::string judge_card(const crypto::VerifyKey& key);
/// Err::malformed for anything that judge_card() does not write, but for how the line ends.
Result<crypto::VerifyKey> judge_of_card(std::string_view card);

}  // namespace eq::court
