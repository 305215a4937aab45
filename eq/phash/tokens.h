// Tokens: how "similar" becomes "equal", so that a blinded exact match can find a similar picture.
// spec/list.md section 2.
//
// L public subsets of k of the 256 bit positions are fixed by a seed.  A listed hash has one token
// a subset: the k bits it has there.  A searcher forms, for each subset, its own k bits and M - 1
// variants that flip the least reliable ones, the likeliest first.  Two pictures match when any of
// the L * M probes equals one of the L list tokens.
#pragma once

#include <vector>

#include "eq/phash/hash.h"

namespace eq::phash {

struct TokenParams {
  std::uint8_t k = 40;         // bits a token, 16 .. 64
  std::uint8_t subsets = 4;    // L, 1 .. 16
  std::uint8_t variants = 32;  // M, 1 .. 64
  Array<32> seed{};            // decides which positions; public

  std::size_t probes() const { return std::size_t{subsets} * variants; }
  /// Err::malformed outside the ranges above.
  Status check() const;
  auto operator<=>(const TokenParams&) const = default;
  EQ_FIELDS(k, subsets, variants, seed)
};

struct Token {
  std::uint8_t subset = 0;
  std::uint64_t bits = 0;  // k bits, the subset's first position in the lowest

  /// What goes into the blinded evaluation: "eqp token v1" || u8 subset || u64 bits.
  Bytes bytes() const;
  auto operator<=>(const Token&) const = default;
};

/// The positions of each subset, derived from the seed.  Subsets are disjoint as long as the 256
/// positions last.  Promise PHA-5.
std::vector<std::vector<std::uint8_t>> positions(const TokenParams& params);

/// The `subsets` tokens of a listed hash.
std::vector<Token> list_tokens(const Hash& hash, const TokenParams& params);

/// Exactly probes() tokens, all different: for each subset the own bits first, then variants in
/// ascending order of the summed reliability of the flipped bits.  Promise PHA-6.
std::vector<Token> probe_tokens(const Fingerprint& fingerprint, const TokenParams& params);

}  // namespace eq::phash
