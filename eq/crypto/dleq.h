// Batch proofs that many pairs of points share one discrete logarithm (RFC 9497 section 2.2).
#pragma once

#include <vector>

#include "eq/crypto/ristretto.h"

namespace eq::crypto {

/// 64 bytes: challenge and response.  Public.
struct DleqProof {
  Scalar c, s;
  void encode(Writer& w) const;
  static Result<DleqProof> decode(Reader& r);
};

constexpr std::size_t kDleqMaxPairs = 65535;

/// What a proof is about: `d[i] = k * c[i]` for all i, for the k of `b = k * a`.
/// `context` separates protocols; RFC 9497 calls it contextString (at most 200 bytes, asserted).
struct DleqStatement {
  View context;
  Point a, b;
  std::span<const Point> c, d;  // equally long, 1 to kDleqMaxPairs; asserted
};

/// Constant-time in k.
DleqProof dleq_prove(const DleqStatement& statement, const Scalar& k, Random& rng);
/// The same with a chosen nonce, for test vectors.  Reusing a nonce reveals k.
DleqProof dleq_prove_with_nonce(const DleqStatement& statement, const Scalar& k,
                                const Scalar& nonce);
/// Variable-time; public data only.
[[nodiscard]] bool dleq_verify(const DleqStatement& statement, const DleqProof& proof);

}  // namespace eq::crypto
