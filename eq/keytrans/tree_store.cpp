#include "eq/keytrans/tree_store.h"

#include <algorithm>

namespace eq::keytrans {
using crypto::Digest;

namespace {

/// What is kept of an inner node: more than its hash has, to find the way down.
struct Kept {
  Child left, right;
  EQ_FIELDS(left, right)
};
/// What is kept of a leaf; its label is its place.
struct KeptLeaf {
  Digest commitment{};
  std::uint32_t epoch = 0;
  EQ_FIELDS(commitment, epoch)
};

Inner inner_of(const Prefix& prefix, const Kept& kept) {
  return {prefix, kept.left.hash, kept.right.hash};
}

/// A node below that begins otherwise would send a search in circles.
Result<Kept> inner_at(const NodeStore& store, const Prefix& prefix) {
  auto kept = TRY(decode<Kept>(TRY(store.get(prefix))));
  for (const Child* c : {&kept.left, &kept.right})
    REQUIRE_OR(is_valid(c->prefix) && c->prefix.bits > prefix.bits &&
                   common_bits(c->prefix.label, prefix.label) >= prefix.bits,
               Err::malformed);
  return kept;
}

Result<Leaf> leaf_at(const NodeStore& store, const Label& label) {
  const auto kept = TRY(decode<KeptLeaf>(TRY(store.get({kLabelBits, label}))));
  return Leaf{label, kept.commitment, kept.epoch};
}

/// Where leaves in order go one way or the other.
std::size_t split(std::span<const Leaf> leaves, std::uint16_t bit) {
  const auto at =
      std::ranges::partition_point(leaves, [&](const Leaf& l) { return !bit_of(l.label, bit); });
  return static_cast<std::size_t>(at - leaves.begin());
}

}  // namespace

Result<Growth> Tree::grow(std::vector<Leaf> leaves) {
  std::ranges::sort(leaves, {}, &Leaf::label);
  REQUIRE_OR(std::ranges::adjacent_find(leaves, {}, &Leaf::label) == leaves.end(), Err::refused);
  Growth growth;
  if (leaves.empty()) {
    if (top_) TRY(keep_whole(*top_, growth));
    return growth;
  }
  top_ = top_ ? TRY(insert(*top_, leaves, growth)) : TRY(build(leaves));
  growth.added = std::move(leaves);
  return growth;
}

/// Put it down as it is, by the node at its top.
Status Tree::keep_whole(const Child& child, Growth& growth) const {
  if (child.prefix.bits == kLabelBits)
    growth.kept_leaves.push_back(TRY(leaf_at(store_, child.prefix.label)));
  else
    growth.kept.push_back(inner_of(child.prefix, TRY(inner_at(store_, child.prefix))));
  return ok();
}

Result<Child> Tree::insert(const Child& at, std::span<const Leaf> leaves, Growth& growth) {
  if (leaves.empty()) {
    TRY(keep_whole(at, growth));
    return at;
  }
  // The labels are in order: what the first and the last have in common with it, all have.
  const std::uint16_t bits =
      std::min({at.prefix.bits, common_bits(at.prefix.label, leaves.front().label),
                common_bits(at.prefix.label, leaves.back().label)});
  REQUIRE_OR(bits < kLabelBits, Err::refused);
  const std::size_t n = split(leaves, bits);
  const auto left = leaves.first(n), right = leaves.subspan(n);
  if (bits < at.prefix.bits) {  // some branch off above it
    const bool goes_right = bit_of(at.prefix.label, bits);
    Child below = TRY(insert(at, goes_right ? right : left, growth));
    Child beside = TRY(build(goes_right ? left : right));
    if (goes_right) std::swap(below, beside);
    return join(bits, below, beside);
  }
  const Kept kept = TRY(inner_at(store_, at.prefix));
  const Child first = TRY(insert(kept.left, left, growth));
  return join(bits, first, TRY(insert(kept.right, right, growth)));
}

Result<Child> Tree::build(std::span<const Leaf> leaves) {
  if (leaves.size() == 1) {
    const Leaf& leaf = leaves[0];
    TRY(store_.put({kLabelBits, leaf.label}, encode(KeptLeaf{leaf.commitment, leaf.epoch})));
    return Child{{kLabelBits, leaf.label}, hash_of(leaf)};
  }
  const std::uint16_t bits = common_bits(leaves.front().label, leaves.back().label);
  const std::size_t n = split(leaves, bits);
  const Child left = TRY(build(leaves.first(n)));
  return join(bits, left, TRY(build(leaves.subspan(n))));
}

/// The inner node over two children.
Result<Child> Tree::join(std::uint16_t bits, const Child& left, const Child& right) {
  const Prefix prefix = prefix_of(left.prefix.label, bits);
  const Kept kept{left, right};
  TRY(store_.put(prefix, encode(kept)));
  return Child{prefix, hash_of(inner_of(prefix, kept))};
}

/// As far down as nodes begin as the label does.
Result<Tree::End> Tree::descend(const Label& label) const {
  End end{*top_, {}};
  while (end.child.prefix.bits < kLabelBits &&
         common_bits(end.child.prefix.label, label) >= end.child.prefix.bits) {
    const std::uint16_t bits = end.child.prefix.bits;
    Kept kept = TRY(inner_at(store_, end.child.prefix));
    if (bit_of(label, bits)) std::swap(kept.left, kept.right);
    end.path.push_back({bits, kept.right.hash});
    end.child = kept.left;
  }
  std::ranges::reverse(end.path);
  return end;
}

Result<Place> Tree::place(const Label& label) const {
  REQUIRE_OR(top_, Err::missing);
  End end = TRY(descend(label));
  REQUIRE_OR(end.child.prefix == (Prefix{kLabelBits, label}), Err::missing);
  return Place{TRY(leaf_at(store_, label)), std::move(end.path)};
}

Result<Absence> Tree::absence(const Label& label) const {
  if (!top_) return Absence{};
  End end = TRY(descend(label));
  REQUIRE_OR(end.child.prefix.label != label || end.child.prefix.bits < kLabelBits, Err::refused);
  Absence out;
  out.path = std::move(end.path);
  if (end.child.prefix.bits == kLabelBits)
    out.leaf = TRY(leaf_at(store_, end.child.prefix.label));
  else
    out.inner = inner_of(end.child.prefix, TRY(inner_at(store_, end.child.prefix)));
  return out;
}

}  // namespace eq::keytrans
