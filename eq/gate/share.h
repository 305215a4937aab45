// The custodian's side: a decryption share of one envelope, with a proof that it is right.
// spec/gate.md section 7.  Making shares is for custodians only; verify_share_var() is for whoever combines.
#pragma once

#include "eq/gate/envelope.h"
#include "eq/gate/target.h"

namespace eq::gate {

/// A custodian's own part of the key Y.
class CustodianShare {
 public:
  /// @param index from 1   @param secret y_i
  CustodianShare(std::uint16_t index, const Scalar& secret)
      : index_(index), secret_(secret), public_share_(crypto::mul_base(secret)) {}
  std::uint16_t index() const { return index_; }
  const Scalar& secret() const { return secret_; }
  /// Y_i, computed once: a batch asks for it again and again.
  const Point& public_share() const { return public_share_; }

 private:
  std::uint16_t index_;
  Scalar secret_;
  Point public_share_;
};

/// D_i = y_i*c2 with a Chaum-Pedersen proof: u16 index || D || ch || z, 98 bytes.
struct DecryptionShare {
  static constexpr std::size_t kLeastWire = 98, kAtMost = 100000;
  std::uint16_t index = 0;
  Point d;
  Scalar challenge, response;

  void encode(Writer& w) const;
  static Result<DecryptionShare> decode(Reader& r);
};

/// Needs the court's proof for the account and day: there is no share without it (promise GAT-4).
/// Constant-time in the share.  @param c2 from EnvelopeParts, so never the identity (asserted).
DecryptionShare make_share(const CustodianShare& own, const ProvenTarget& target, const Point& c2, Random& rng);

/// Err::forged unless `share` is y_i*c2 for the y_i behind `public_share`.
Status verify_share_var(const DecryptionShare& share, const Point& public_share, const Point& c2);

}  // namespace eq::gate
