// The table that reaches devices: one point a row of the list, blinded by a key that nobody holds
// alone. spec/voucher.md section 3.
//
// Row of token v: alpha * H(v), at the slot the map gives the token.  Without alpha nobody can tell
// which token a point belongs to (decisional Diffie-Hellman), so the table tells its reader how
// many rows the list has, and nothing else.
#pragma once

#include "eq/crypto/hash.h"
#include "eq/crypto/ristretto.h"
#include "eq/phash/tokens.h"
#include "eq/voucher/slot_map.h"

namespace eq::voucher {

/// H(v): a point whose discrete logarithm nobody knows.
crypto::Point token_point(const phash::Token& token);
/// The token's key for the slot map.
SlotKey slot_key(const phash::Token& token);

class Table {
 public:
  /// @param tokens  distinct; @param blinded  alpha * token_point(tokens[i]), in the same order
  /// @return Err::malformed for no token, a repeated one, or the identity.  Promises VOU-1, VOU-2.
  static Result<Table> build(std::span<const phash::Token> tokens,
                             std::span<const crypto::Point> blinded);
  /// @return Err::malformed unless it is one of build's encodings in form.  Points are not
  ///     decompressed here (a million take seconds): at() does that.
  static Result<Table> decode(View bytes);

  std::uint32_t rows() const { return map_.rows(); }
  std::uint32_t slot_of(const phash::Token& token) const { return map_.slot_of(slot_key(token)); }
  /// @param slot  below rows(), asserted.  @return Err::malformed if the row is no point or the
  ///     identity.
  Result<crypto::Point> at(std::uint32_t slot) const;

  Bytes encode() const;
  /// SHA-256 of encode(): what the head of the list names.
  crypto::Digest digest() const { return crypto::sha256(encode()); }

 private:
  Table(SlotMap map, Bytes points) : map_(std::move(map)), points_(std::move(points)) {}
  SlotMap map_;
  Bytes points_;  // 32 bytes a slot
};

/// One authority's word on which rows it stands behind: it computed them itself from entries it
/// holds. spec/voucher.md section 3.
struct Coverage {
  crypto::Digest table{};  // digest of the table
  Bytes bitmap;            // bit i % 8 of byte i / 8 for slot i, lowest first
  EQ_FIELDS(table, bitmap)
};

/// Slots that fewer than `wanted` of these coverages set.  0 means: no row is unaccounted for.
/// @return Err::malformed for a coverage of another table or length.  Promise VOU-3.
Result<std::uint32_t> uncovered_rows(const Table& table, std::span<const Coverage> coverages,
                                     std::size_t wanted);

}  // namespace eq::voucher
