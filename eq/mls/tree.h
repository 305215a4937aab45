// The public half of a ratchet tree (RFC 9420 sections 4 and 7) as flat arrays that share memory
// between epochs: a copy costs a pointer per 64 nodes, a change one chunk per array.
#pragma once

#include <memory>
#include <span>

#include "eq/mls/cow_array.h"
#include "eq/mls/rule.h"
#include "eq/mls/tree_math.h"

namespace eq::mls {

/// Bytes kept in place, at most N: large trees hold thousands, and each heap block would cost more
/// than what it holds.
template <std::size_t N>
class ShortBytes {
 public:
  ShortBytes() = default;
  /// At most N bytes, asserted.
  ShortBytes(View v) : size_(static_cast<std::uint8_t>(v.size())) {
    EQ_ASSERT(v.size() <= N);
    std::copy(v.begin(), v.end(), bytes_.begin());
  }
  View view() const { return View(bytes_).first(size_); }
  operator View() const { return view(); }
  void encode(Writer& w) const { w.opaque(view()); }
  /// Err::malformed above N bytes.
  static Result<ShortBytes> decode(Reader& r) {
    const View v = TRY(r.opaque());
    REQUIRE_OR(v.size() <= N, Err::malformed);
    return ShortBytes(v);
  }

 private:
  static_assert(N < 256);
  std::uint8_t size_ = 0;
  Array<N> bytes_{};
};

/// HPKE public keys of our suites: 32 or 65 bytes.
constexpr std::size_t kMaxPublicKeySize = 65;

struct ParentNode {  // section 7.1
  ShortBytes<kMaxPublicKeySize> encryption_key;
  ShortBytes<32> parent_hash;       // empty at the root
  std::vector<LeafIndex> unmerged;  // strictly increasing
  EQ_FIELDS(encryption_key, parent_hash, unmerged)
};

/// A node of a filtered direct path (section 4.1.2) and its child off the path.
struct PathStep {
  NodeIndex node = 0, copath = 0;
};

/// Sorted leaf indices.
using LeafSet = std::vector<LeafIndex>;

class RatchetTree {
 public:
  /// Number of leaves, blank ones included: a power of two, or 0 before the first leaf.
  std::uint32_t width() const { return width_; }
  std::uint32_t member_count() const { return members_; }
  /// nullptr if blank or outside the tree.
  const LeafNode* leaf(LeafIndex i) const { return i < width_ ? leaves_[i].get() : nullptr; }
  const ParentNode* parent(NodeIndex n) const {
    return n < node_count(width_) ? parents_[n / 2].get() : nullptr;
  }
  bool is_blank(NodeIndex n) const { return is_leaf(n) ? !leaf(leaf_of(n)) : !parent(n); }
  /// Of a node that is not blank.
  View encryption_key(NodeIndex n) const;
  View parent_hash(NodeIndex n) const;

  // Changes, as sections 7.7 and 12.1 describe them.
  /// The leftmost blank leaf; the tree grows if there is none.  Err::too_large above kMaxLeaves.
  Result<LeafIndex> place_for_new_leaf();
  /// Add: place the leaf, and note it as unmerged along its path.
  Result<LeafIndex> add(LeafNode leaf);
  /// Replace a leaf; the nodes above it stay as they are.
  void set_leaf(LeafIndex i, LeafNode leaf);
  /// Blank a leaf and its direct path; the tree keeps its width until truncate().
  void remove(LeafIndex i);
  void blank_path(LeafIndex i);
  void set_parent(NodeIndex n, ParentNode node);
  /// Drop the right half while it has no members.
  void truncate();

  /// Section 4.1.1, without the leaves in `except`.
  std::vector<NodeIndex> resolution(NodeIndex n, const LeafSet& except = {}) const;
  /// Section 4.1.2, from the leaf's parent to the root.
  std::vector<PathStep> filtered_path(LeafIndex i) const;

  /// Section 7.8.  Cached; recomputed only below what has changed.
  Hash hash(NodeIndex n) const;
  Hash root_hash() const { return hash(root(width_)); }
  /// The hash n would have without the leaves in `gone` (section 7.9, original_sibling_tree_hash).
  Hash hash_without(NodeIndex n, const LeafSet& gone) const;
  /// ParentHashInput of node p as seen from the child opposite `sibling_hash` (section 7.9).
  static Hash parent_hash_of(View encryption_key, View parent_hash, View sibling_hash);

  /// Section 7.3: every credential type in use is supported by every member.
  bool credentials_supported_by_all() const;
  /// Section 7.3: whether the keys of these nodes (for leaves the signature key, too) occur once
  /// only in the whole tree, given that the other nodes' keys do.  One pass over the tree.
  Checked<void> check_unique_keys(const std::vector<NodeIndex>& changed) const;
  Checked<void> check_all_keys_unique() const;
  /// Whether any node has this encryption key.
  bool has_encryption_key(View key) const;

  /// optional<Node> ratchet_tree<V>, section 12.4.3.3.
  void encode(Writer& w) const;
  static Result<RatchetTree> decode(Reader& r);
  /// The nodes that differ from `base`, for a journal; and the tree that they make of it.
  void encode_changes(Writer& w, const RatchetTree& base) const;
  static Result<RatchetTree> decode_changes(Reader& r, const RatchetTree& base);

 private:
  // What a pass over the whole tree looks at, kept together: the ends of the keys, and credentials.
  struct LeafTag {
    std::uint32_t encryption = 0, signature = 0;
    std::uint8_t credential = 0, supports = 0;  // type in use; bit t: type t supported
  };
  struct CachedHash {
    Hash value{};
    bool known = false;
  };
  void grow();
  void touch(NodeIndex n);
  void write_leaf(LeafIndex i, std::shared_ptr<const LeafNode> leaf);
  void count(const LeafTag& tag, int by);
  Hash hash_node(NodeIndex n, View left_hash, View right_hash, const LeafSet& gone) const;
  bool same_key_elsewhere(NodeIndex n, std::uint32_t tag, NodeIndex m) const;

  std::uint32_t width_ = 0, members_ = 0;
  LeafIndex first_blank_ = 0;  // no leaf before it is blank
  std::uint32_t uses_[3] = {}, supports_[3] = {};
  CowArray<std::shared_ptr<const LeafNode>> leaves_;
  CowArray<std::shared_ptr<const ParentNode>> parents_;  // node n at n / 2
  CowArray<LeafTag> leaf_tags_;
  CowArray<std::uint32_t> parent_tags_;
  mutable CowArray<CachedHash> hashes_;  // of parents; a leaf's is cheaper to compute than to keep
};

}  // namespace eq::mls
