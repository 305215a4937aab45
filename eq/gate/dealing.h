// One custodian's contribution to one day: k shared random secrets, published in the exponent.
// spec/gate.md section 2.
//
//   Dealing         parsed, believed in nothing
//   CheckedDealing  signed, well-formed, every point honest, the proof holds: as far as anybody can
// see
//   HeldParts       besides, our own k shares fit it
#pragma once

#include <set>

#include "eq/gate/terms.h"

namespace eq::gate {

/// Knowledge of one discrete logarithm, the same to g and to u: c || r, 64 bytes.  Public.
struct EqualityProof {
  Scalar c, r;
  void encode(Writer& w) const;
  static Result<EqualityProof> decode(Reader& r);
};

struct Dealing {
  std::uint16_t dealer = 0;    // 1..n
  std::vector<PublicPoint> f;  // F_jl = f_j[l]*g, j major: k*t of them
  std::vector<PublicPoint> b;  // x_j*u: k of them
  EqualityProof proof;
  std::vector<Bytes> sealed;      // [m - 1]: HPKE enc || ct of custodian m's k shares
  crypto::Signature signature{};  // of the digest, by the dealer's key of the constitution

  /// u16 dealer || F || b || proof || sealed_1 || .. || signature: all lengths follow from the
  /// terms.
  Bytes encode() const;
  /// Err::malformed for anything but the one encoding under these terms.  Points may be the
  /// identity here.
  static Result<Dealing> decode(View bytes, const DealingTerms& terms);

  /// ctx_i, which binds all of it to its day, dealer, constitution and ceremony.
  Digest context(const DealingTerms& terms) const;
  /// What the log holds of it, and what is signed.
  Digest digest(const DealingTerms& terms) const;
};
/// Bytes of a Dealing under these terms.
std::size_t dealing_size(const DealingTerms& terms);

/// Deals for one day.  The polynomials are forgotten at once: our own shares too are in the
/// dealing, sealed to us.
/// @param keys  everybody's ceremony keys, 1..n (asserted: n of them)   @return Err::malformed for
///     a bad key Constant-time in the secrets.
Result<Dealing> deal(const DealingTerms& terms, std::uint16_t dealer,
                     std::span<const CeremonyKey> keys, const crypto::Signer& signer, Random& rng);
/// The polynomials that deal() draws first: who deals from a seed (eq/crypto/seed_stream.h) has
/// them again for its answers.
std::vector<Scalar> draw_coefficients(const DealingTerms& terms, Random& rng);
/// The same with given coefficients [j * t + l] and nonce, for known answers; neither sealed nor
/// signed.
Dealing deal_with(const DealingTerms& terms, std::uint16_t dealer,
                  std::span<const Scalar> coefficients, const Scalar& nonce);
/// f_j(m) for all j, from the coefficients.
std::vector<Scalar> shares_for(const DealingTerms& terms, std::span<const Scalar> coefficients,
                               std::uint16_t m);

/// Every F_j0 that was ever dealt: a point met again is a dealing used again.
using DealtPoints = std::set<Array<32>>;

enum class DealingFault { form, signature, identity, repeated, proof };
std::string_view to_text(DealingFault f);

class CheckedDealing {
 public:
  /// @param key     the dealer's of the constitution   @param before  of all earlier dealings; not
  ///     changed here Public data, variable-time.
  static Result<CheckedDealing, DealingFault> check_var(Dealing dealing, const DealingTerms& terms,
                                                        const crypto::VerifyKey& key,
                                                        const DealtPoints& before);
  const Dealing& dealing() const { return dealing_; }
  const DealingTerms& terms() const { return terms_; }
  const Digest& digest() const { return digest_; }
  void remember(DealtPoints& points) const;

 private:
  CheckedDealing(Dealing d, DealingTerms t, const Digest& digest)
      : dealing_(std::move(d)), terms_(std::move(t)), digest_(digest) {}
  Dealing dealing_;
  DealingTerms terms_;
  Digest digest_;
};

/// Shape, identities, repetition and proof of one that is not signed: the checks that need no key.
Result<void, DealingFault> check_points_var(const Dealing& dealing, const DealingTerms& terms,
                                            const DealtPoints& before);

}  // namespace eq::gate
