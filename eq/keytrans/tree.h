// The tree of the directory: a binary trie of 32-byte labels in which every inner node has two
// children, so that a set of leaves has one tree and one root.  spec/keytrans.md section 2.
//
// This header has hashes and what proves something about a root; tree_store.h grows a tree.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"

namespace eq::keytrans {

/// Where a leaf stands.  Uniform: an output of the VRF.
using Label = Array<32>;
inline constexpr std::uint16_t kLabelBits = 256;

/// What a leaf says: in which epoch a value came under its label, and to which it commits.
struct Leaf {
  Label label{};
  crypto::Digest commitment{};
  std::uint32_t epoch = 0;
  EQ_FIELDS(label, commitment, epoch)
  bool operator==(const Leaf&) const = default;
};

/// The first bits of a label; the others are zero.
struct Prefix {
  std::uint16_t bits = 0;  // up to 256
  Label label{};
  EQ_FIELDS(bits, label)
  auto operator<=>(const Prefix&) const = default;
};
/// @param bits  at most 256
Prefix prefix_of(const Label& label, std::uint16_t bits);
/// Whether there are no more bits than it says, and no others set.
bool is_valid(const Prefix& prefix);
/// How many of their first bits are the same: 0 to 256.
std::uint16_t common_bits(const Label& a, const Label& b);
bool bit_of(const Label& label, std::uint16_t bit);

/// An inner node, as its hash has it.
struct Inner {
  Prefix prefix;  // what all labels below it begin with, and no longer one
  crypto::Digest left{}, right{};
  EQ_FIELDS(prefix, left, right)
  bool operator==(const Inner&) const = default;
};

crypto::Digest hash_of(const Leaf& leaf);
crypto::Digest hash_of(const Inner& inner);
/// Of a tree without leaves.
crypto::Digest empty_root();

/// A node above: how many bits its prefix has, and its other child.
struct Above {
  std::uint16_t bits = 0;
  crypto::Digest other{};
  EQ_FIELDS(bits, other)
};
/// From the node below up to the root: fewer bits each time.
using Path = std::vector<Above>;

/// Err::forged unless a tree with that root has the leaf.  Promises KTR-1.
Status verify_held(const crypto::Digest& root, const Leaf& leaf, const Path& path);

/// Where the search for a label ends that no leaf has: at a leaf or inner node with another
/// beginning, or at once, in a tree without leaves.
struct Absence {
  std::optional<Leaf> leaf;
  std::optional<Inner> inner;  // at most one of both
  Path path;                   // from there
  EQ_FIELDS(leaf, inner, path)
};
/// Err::forged unless a tree with that root has no leaf of that label.  No root has both a leaf and
/// its absence.  Promises KTR-1.
Status verify_absent(const crypto::Digest& root, const Label& label, const Absence& absence);

/// How a tree became another: whole subtrees that are as they were, by the node at their top, and
/// the leaves that came.  Each in ascending order of labels.
struct Growth {
  std::vector<Leaf> kept_leaves;
  std::vector<Inner> kept;
  std::vector<Leaf> added;
  EQ_FIELDS(kept_leaves, kept, added)
};
/// Err::forged unless the second root's tree has every leaf of the first one's as it was, the added
/// ones, and nothing else.  That is so if the first one's is well made, which follows for whoever
/// checked every step since a tree without leaves.  Promises KTR-2.
Status verify_growth(const crypto::Digest& before, const crypto::Digest& after,
                     const Growth& growth);

}  // namespace eq::keytrans
