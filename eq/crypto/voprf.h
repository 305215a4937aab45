// Oblivious pseudorandom functions (RFC 9497), suite ristretto255-SHA512: verifiable mode (1) and
// base mode (0).  The server learns nothing about the input, the client nothing about the key; in
// verifiable mode the client also knows that the pinned key was used.
#pragma once

#include <vector>

#include "eq/crypto/dleq.h"

namespace eq::crypto {

using OprfOutput = Array<64>;
constexpr std::size_t kOprfMaxInput = 65535;          // bytes
constexpr std::size_t kOprfMaxBatch = kDleqMaxPairs;  // elements

/// The client's half of one evaluation.  `blind` is secret and used once.
struct OprfBlinded {
  Scalar blind;
  Point element;  // what is sent
};

/// A batch of evaluated elements with one proof for all.
struct VoprfEvaluation {
  std::vector<Point> elements;
  DleqProof proof;
  EQ_FIELDS(elements, proof)
};

// ---- Verifiable mode.

class VoprfKey {
 public:
  static VoprfKey generate(Random& rng);
  /// DeriveKeyPair (section 3.2.1).  @param seed 32 secret bytes  @param info public, up to 65535
  /// bytes
  static VoprfKey derive(View seed, View info);
  /// Err::malformed unless a non-zero scalar.
  static Result<VoprfKey> decode(View bytes);

  const Point& public_key() const { return public_; }
  const Scalar& scalar() const { return key_; }

  /// BlindEvaluate for a batch.  Err::malformed for an identity element or an empty batch,
  /// Err::too_large above kOprfMaxBatch.
  Result<VoprfEvaluation> blind_evaluate(std::span<const Point> blinded, Random& rng) const;
  /// The same with a chosen proof nonce, for test vectors only.
  Result<VoprfEvaluation> blind_evaluate_with_nonce(std::span<const Point> blinded,
                                                    const Scalar& nonce) const;
  /// The function itself, for the key's owner: what a client would get for this input.
  Result<OprfOutput> evaluate(View input) const;

 private:
  explicit VoprfKey(Scalar key) : key_(key), public_(mul_base(key)) {}
  Scalar key_;
  Point public_;
};

/// Err::too_large above kOprfMaxInput, Err::refused if the input hashes to the identity (nobody
/// knows one).
Result<OprfBlinded> voprf_blind(View input, Random& rng);
Result<OprfBlinded> voprf_blind_with(View input, const Scalar& blind);

/// Check the proof against the pinned key and unblind.  `inputs` and `blinded` in the order sent,
/// equally long (asserted).  Err::forged if the evaluation is not one of this batch under this key.
Result<std::vector<OprfOutput>> voprf_finalize(const Point& server_key,
                                               std::span<const View> inputs,
                                               std::span<const OprfBlinded> blinded,
                                               const VoprfEvaluation& evaluation);

// ---- Base mode: no proof, so the server may use any key.

class OprfKey {
 public:
  static OprfKey derive(View seed, View info);
  static Result<OprfKey> decode(View bytes);
  const Scalar& scalar() const { return key_; }
  /// Err::malformed for the identity.
  Result<Point> blind_evaluate(const Point& blinded) const;
  Result<OprfOutput> evaluate(View input) const;

 private:
  explicit OprfKey(Scalar key) : key_(key) {}
  Scalar key_;
};
Result<OprfBlinded> oprf_blind(View input, Random& rng);
Result<OprfBlinded> oprf_blind_with(View input, const Scalar& blind);
/// Err::malformed for the identity.
Result<OprfOutput> oprf_finalize(View input, const OprfBlinded& blinded, const Point& evaluated);

}  // namespace eq::crypto
