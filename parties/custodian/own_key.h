// The key a custodian signs with: kept in its state, or in a token (PKCS#11) that the state only
// names.
#pragma once

#include <memory>
#include <optional>

#include "eq/crypto/persist.h"

namespace eq::custodian {

class OwnKey final : public crypto::Signer {
 public:
  explicit OwnKey(crypto::SigningKey here) : public_(here.verify_key()), here_(std::move(here)) {}
  /// Cannot sign before attach().
  static OwnKey in_token(const crypto::VerifyKey& key) { return OwnKey(key); }

  bool is_in_token() const { return !here_; }
  /// From now on `token` signs.  Err::refused for another key than the state names, or if the key
  /// is kept here.  Promises CUS-12.
  Status attach(std::shared_ptr<const crypto::Signer> token);

  const crypto::VerifyKey& verify_key() const override { return public_; }
  crypto::Signature sign(std::initializer_list<View> parts) const override;
  using Signer::sign;

  void encode(Writer& w) const;
  static Result<OwnKey> decode(Reader& r);

 private:
  explicit OwnKey(const crypto::VerifyKey& key) : public_(key) {}
  crypto::VerifyKey public_;
  std::optional<crypto::SigningKey> here_;
  std::shared_ptr<const crypto::Signer> token_;
};

}  // namespace eq::custodian
