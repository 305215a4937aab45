// Signatures: Ed25519 (RFC 8032) for everything of ours; ECDSA P-256 only for MLS suite 2.
#pragma once

#include "eq/base/codec.h"
#include "eq/base/random.h"

namespace eq::crypto {

using Signature = Array<64>;

/// A 32-byte Ed25519 public key as it came from outside; verify() does the checking.
struct VerifyKey {
  Array<32> bytes{};
  auto operator<=>(const VerifyKey&) const = default;
  std::string hex() const { return eq::hex(bytes); }
  EQ_FIELDS(bytes)
};

/// An Ed25519 private key: the 32-byte seed of RFC 8032 section 5.1.5, with its public key. Signs,
/// wherever its key is kept: here (SigningKey), or in a token.  One that cannot sign any more
/// leaves by an exception of its own, before anything under its signature exists.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual const VerifyKey& verify_key() const = 0;
  virtual Signature sign(std::initializer_list<View> parts) const = 0;
  Signature sign(View message) const { return sign({message}); }

 protected:
  Signer() = default;
  Signer(const Signer&) = default;
  Signer(Signer&&) = default;
  Signer& operator=(const Signer&) = default;
  Signer& operator=(Signer&&) = default;
};

class SigningKey final : public Signer {
 public:
  static SigningKey generate(Random& rng);
  static SigningKey from_seed(Secret<32> seed);

  const VerifyKey& verify_key() const override { return public_; }
  const Secret<32>& seed() const { return seed_; }
  SigningKey clone() const {
    SigningKey copy;
    copy.seed_ = seed_.clone();
    copy.expanded_ = expanded_.clone();
    copy.public_ = public_;
    return copy;
  }

  /// Deterministic.  Constant-time in the key.
  Signature sign(std::initializer_list<View> parts) const override;
  using Signer::sign;

 private:
  SigningKey() = default;
  Secret<32> seed_;
  Secret<64> expanded_;  // clamped scalar and nonce prefix, so that signing hashes the seed no more
  VerifyKey public_;
};

/// Strict: canonical S and A, small-order A and R refused.  Public data only, variable-time.
[[nodiscard]] bool verify(const VerifyKey& key, View message, const Signature& sig);
[[nodiscard]] bool verify(const VerifyKey& key, std::initializer_list<View> parts,
                          const Signature& sig);

}  // namespace eq::crypto
