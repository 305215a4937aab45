#include "eq/tlog/merkle.h"

#include <algorithm>
#include <bit>

namespace eq::tlog {

Hash leaf_hash(View entry) {
  const std::uint8_t tag = 0;
  return crypto::sha256({View(&tag, 1), entry});
}

Hash node_hash(const Hash& left, const Hash& right) {
  // One piece, so that the digest needs a single call: this is the inner loop of every tree.
  Array<65> block;
  block[0] = 1;
  std::copy(left.begin(), left.end(), block.begin() + 1);
  std::copy(right.begin(), right.end(), block.begin() + 33);
  return crypto::sha256(block);
}

Hash empty_root() { return crypto::sha256(View()); }

namespace {

/// The largest power of two below n; n > 1.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

/// The root over the n leaves from `start`, for the ranges that occur in a tree: there, `start` is
/// a multiple of each complete subtree's size as they are taken off from the left.
Result<Hash> range_root(const HashReader& hashes, std::uint64_t start, std::uint64_t n) {
  std::vector<Hash> parts;
  while (n > 0) {
    const unsigned level = static_cast<unsigned>(std::bit_width(n)) - 1;
    parts.push_back(TRY(hashes.subtree(level, start >> level)));
    start += std::uint64_t{1} << level;
    n -= std::uint64_t{1} << level;
  }
  Hash root = parts.back();
  for (std::size_t i = parts.size() - 1; i-- > 0;) root = node_hash(parts[i], root);
  return root;
}

}  // namespace

Result<Hash> root_of(const HashReader& hashes, std::uint64_t size) {
  if (size == 0) return empty_root();
  return range_root(hashes, 0, size);
}

Result<std::vector<Hash>> prove_inclusion(const HashReader& hashes, std::uint64_t index,
                                          std::uint64_t size) {
  REQUIRE_OR(index < size, Err::missing);
  // PATH of RFC 6962 section 2.1.1, walked from the root down, so the siblings come out reversed.
  std::vector<Hash> path;
  std::uint64_t start = 0;
  for (std::uint64_t n = size; n > 1;) {
    const std::uint64_t k = split(n);
    if (index - start < k) {
      path.push_back(TRY(range_root(hashes, start + k, n - k)));
      n = k;
    } else {
      path.push_back(TRY(range_root(hashes, start, k)));
      start += k;
      n -= k;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Status verify_inclusion(const Hash& leaf, std::uint64_t index, const Head& head,
                        std::span<const Hash> proof) {
  REQUIRE_OR(index < head.size, Err::forged);
  // RFC 9162 section 2.1.3.2.
  std::uint64_t fn = index, sn = head.size - 1;
  Hash r = leaf;
  for (const Hash& p : proof) {
    REQUIRE_OR(sn != 0, Err::forged);
    if ((fn & 1) || fn == sn) {
      r = node_hash(p, r);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1, sn >>= 1;
  }
  return sn == 0 && r == head.root ? Status() : Status(Err::forged);
}

Result<std::vector<Hash>> prove_consistency(const HashReader& hashes, std::uint64_t old_size,
                                            std::uint64_t size) {
  REQUIRE_OR(old_size <= size, Err::missing);
  std::vector<Hash> proof;
  if (old_size == 0 || old_size == size) return proof;
  // SUBPROOF of RFC 6962 section 2.1.2, from the root down.
  std::uint64_t start = 0, m = old_size, n = size;
  bool whole = true;  // the old tree is still the whole left part, whose root the verifier knows
  while (m != n) {
    const std::uint64_t k = split(n);
    if (m <= k) {
      proof.push_back(TRY(range_root(hashes, start + k, n - k)));
      n = k;
    } else {
      proof.push_back(TRY(range_root(hashes, start, k)));
      start += k;
      m -= k;
      n -= k;
      whole = false;
    }
  }
  if (!whole) proof.push_back(TRY(range_root(hashes, start, n)));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Status verify_consistency(const Head& from, const Head& to, std::span<const Hash> proof) {
  REQUIRE_OR(from.size <= to.size, Err::forged);
  if (from.size == 0) REQUIRE_OR(proof.empty() && from.root == empty_root(), Err::forged);
  if (from.size == to.size)
    return proof.empty() && from.root == to.root ? Status() : Status(Err::forged);
  if (from.size == 0) return ok();
  // RFC 9162 section 2.1.4.2.
  std::uint64_t fn = from.size - 1, sn = to.size - 1;
  while (fn & 1) fn >>= 1, sn >>= 1;
  Hash fr, sr;
  if (std::has_single_bit(from.size)) {
    fr = sr = from.root;
  } else {
    REQUIRE_OR(!proof.empty(), Err::forged);
    fr = sr = proof.front();
    proof = proof.subspan(1);
  }
  for (const Hash& c : proof) {
    REQUIRE_OR(sn != 0, Err::forged);
    if ((fn & 1) || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1, sn >>= 1;
  }
  return sn == 0 && fr == from.root && sr == to.root ? Status() : Status(Err::forged);
}

Result<Frontier> Frontier::load(const HashReader& hashes, std::uint64_t size) {
  Frontier f;
  f.size_ = size;
  std::uint64_t start = 0;
  for (unsigned level = 64; level-- > 0;) {
    if (!(size >> level & 1)) continue;
    f.edge_.push_back(TRY(hashes.subtree(level, start >> level)));
    start += std::uint64_t{1} << level;
  }
  return f;
}

void Frontier::append(const Hash& leaf) {
  Hash h = leaf;
  for (std::uint64_t s = size_; s & 1; s >>= 1) {
    h = node_hash(edge_.back(), h);
    edge_.pop_back();
  }
  edge_.push_back(h);
  ++size_;
}

Hash Frontier::root() const {
  if (edge_.empty()) return empty_root();
  Hash r = edge_.back();
  for (std::size_t i = edge_.size() - 1; i-- > 0;) r = node_hash(edge_[i], r);
  return r;
}

void MemoryTree::append(const Hash& leaf) {
  Hash h = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& row = levels_[level];
    row.push_back(h);
    if (row.size() % 2) return;
    h = node_hash(row[row.size() - 2], row.back());
  }
}

Result<Hash> MemoryTree::subtree(unsigned level, std::uint64_t index) const {
  REQUIRE_OR(level < levels_.size() && index < levels_[level].size(), Err::missing);
  return levels_[level][index];
}

}  // namespace eq::tlog
