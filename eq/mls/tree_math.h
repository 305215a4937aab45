// Arithmetic of array-based trees (RFC 9420 appendix C).  Leaf L is node 2L; a parent of level k
// ends in k one bits.  `width` is always the number of leaves, a power of two.  Public data,
// variable-time.
#pragma once

#include <bit>

#include "eq/mls/leaf_node.h"

namespace eq::mls {

/// Largest tree this engine accepts; a stated bound on what a stranger can make us allocate.
constexpr std::uint32_t kMaxLeaves = 1u << 16;

constexpr NodeIndex node_of(LeafIndex leaf) { return 2 * leaf; }
constexpr bool is_leaf(NodeIndex n) { return n % 2 == 0; }
constexpr LeafIndex leaf_of(NodeIndex n) { return n / 2; }
constexpr unsigned level(NodeIndex n) { return static_cast<unsigned>(std::countr_one(n)); }
constexpr std::uint32_t node_count(std::uint32_t width) { return width == 0 ? 0 : 2 * width - 1; }
constexpr NodeIndex root(std::uint32_t width) { return width - 1; }
/// Of a parent (level > 0).
constexpr NodeIndex left(NodeIndex n) { return n ^ (1u << (level(n) - 1)); }
constexpr NodeIndex right(NodeIndex n) { return n ^ (3u << (level(n) - 1)); }
/// Of any node but the root.
constexpr NodeIndex parent(NodeIndex n) {
  const unsigned k = level(n);
  return (n | (1u << k)) & ~(1u << (k + 1));
}
constexpr NodeIndex sibling(NodeIndex n) {
  const NodeIndex p = parent(n);
  return n < p ? right(p) : left(p);
}
/// The leaves under a node: first .. first + count - 1.
constexpr LeafIndex first_leaf(NodeIndex n) { return leaf_of(n - ((1u << level(n)) - 1)); }
constexpr std::uint32_t leaves_under(NodeIndex n) { return 1u << level(n); }
constexpr bool is_under(LeafIndex leaf, NodeIndex n) {
  return leaf >= first_leaf(n) && leaf - first_leaf(n) < leaves_under(n);
}
/// The lowest node above two different leaves.
constexpr NodeIndex common_ancestor(LeafIndex a, LeafIndex b) {
  const unsigned k = static_cast<unsigned>(std::bit_width(a ^ b));  // level of the ancestor
  return ((node_of(a) >> (k + 1)) << (k + 1)) | ((1u << k) - 1);
}

}  // namespace eq::mls
