// Growing a tree, and proving things of it, over any storage.  spec/keytrans.md section 2.
#pragma once

#include <functional>

#include "eq/keytrans/tree.h"

namespace eq::keytrans {

/// A child of an inner node, or the whole tree: where it begins, and its hash.
struct Child {
  Prefix prefix;  // all bits of a leaf's label
  crypto::Digest hash{};
  EQ_FIELDS(prefix, hash)
};

/// What a tree is kept in: one value for each inner node and leaf, by its prefix.  Nothing is ever
/// erased.  Not thread-safe.
class NodeStore {
 public:
  virtual ~NodeStore() = default;
  /// Err::missing if there is none; Err::unavailable if the storage fails.
  virtual Result<Bytes> get(const Prefix& place) const = 0;
  virtual Status put(const Prefix& place, View value) = 0;
};

/// A leaf and the way to it.
struct Place {
  Leaf leaf;
  Path path;
};

/// A tree of one moment: of its root, over nodes that later ones may have replaced.  So prove with
/// the newest, or over a store that keeps what was.  @param store  not shorter than the tree
class Tree {
 public:
  /// @param top  of the tree as it is; none for a tree without leaves
  Tree(NodeStore& store, const std::optional<Child>& top) : store_(store), top_(top) {}

  crypto::Digest root() const { return top_ ? top_->hash : empty_root(); }
  const std::optional<Child>& top() const { return top_; }

  /// Put leaves in.  On an error the store is to be thrown back to what it was.
  /// @param leaves  in any order
  /// @return how the tree grew, for auditors; Err::refused if a label is there already or comes
  ///     twice, Err::unavailable or Err::malformed if the storage fails or holds what is no tree
  Result<Growth> grow(std::vector<Leaf> leaves);

  /// Err::missing if no leaf has that label.
  Result<Place> place(const Label& label) const;
  /// Err::refused if a leaf has that label.
  Result<Absence> absence(const Label& label) const;

 private:
  struct End {
    Child child;
    Path path;
  };
  Result<End> descend(const Label& label) const;
  Result<Child> insert(const Child& at, std::span<const Leaf> leaves, Growth& growth);
  Result<Child> build(std::span<const Leaf> leaves);
  Result<Child> join(std::uint16_t bits, const Child& left, const Child& right);
  Status keep_whole(const Child& child, Growth& growth) const;

  NodeStore& store_;
  std::optional<Child> top_;
};

}  // namespace eq::keytrans
