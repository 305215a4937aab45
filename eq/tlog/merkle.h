// The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SHA-256: hashes, roots,
// inclusion proofs and consistency proofs.
//
// Making a proof reads stored subtree hashes through HashReader and touches O(log n) of them.
// Checking a proof needs nothing but its arguments.  Everything here is public: variable-time.
#pragma once

#include <span>

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"

namespace eq::tlog {

using Hash = crypto::Digest;

/// SHA-256(00 || entry).
Hash leaf_hash(View entry);
/// SHA-256(01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);
/// The root of the tree without leaves: SHA-256("").
Hash empty_root();

/// What a log is at one moment.
struct Head {
  std::uint64_t size = 0;  // leaves
  Hash root{};
  auto operator<=>(const Head&) const = default;
  EQ_FIELDS(size, root)
};

/// Gives the hashes of complete subtrees.
class HashReader {
 public:
  virtual ~HashReader() = default;
  /// The hash over the 2^level leaves that start at index * 2^level; all of them exist.
  /// @return Err::missing if it is not stored, or the reader's own error.
  virtual Result<Hash> subtree(unsigned level, std::uint64_t index) const = 0;
};

/// The root over the first `size` leaves.
Result<Hash> root_of(const HashReader& hashes, std::uint64_t size);

/// The path from leaf `index` to the root of the first `size` leaves, leaf's sibling first.
/// Err::missing unless index < size.
Result<std::vector<Hash>> prove_inclusion(const HashReader& hashes, std::uint64_t index,
                                          std::uint64_t size);

/// @return Err::forged unless `leaf` is at `index` in the tree (size, root).  Promises TLG-1.
Status verify_inclusion(const Hash& leaf, std::uint64_t index, const Head& head,
                        std::span<const Hash> proof);

/// The proof that the first `old_size` of `size` leaves are unchanged; empty when old_size is 0 or
/// equals size.  Err::missing unless old_size <= size.
Result<std::vector<Hash>> prove_consistency(const HashReader& hashes, std::uint64_t old_size,
                                            std::uint64_t size);

/// @return Err::forged unless `to` continues `from`.  An empty `from` must have the empty root and
///     an empty proof; then every tree continues it.  Promises TLG-1.
Status verify_consistency(const Head& from, const Head& to, std::span<const Hash> proof);

/// A tree that only grows and keeps only the O(log n) hashes on its right edge.
class Frontier {
 public:
  Frontier() = default;
  /// The right edge of a stored tree of `size` leaves.
  static Result<Frontier> load(const HashReader& hashes, std::uint64_t size);

  void append(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  Head head() const { return {size_, root()}; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> edge_;  // one complete subtree for each 1 bit of size_, largest first
};

/// A tree with all its hashes in memory (64 bytes a leaf), for readers that replay a whole log.
class MemoryTree final : public HashReader {
 public:
  void append(const Hash& leaf);
  std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  Result<Hash> subtree(unsigned level, std::uint64_t index) const override;

 private:
  std::vector<std::vector<Hash>> levels_;
};

}  // namespace eq::tlog
