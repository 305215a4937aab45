// What one tree differs in from another: a commit touches a path, not a thousand leaves.
#include "eq/mls/tree.h"

namespace eq::mls {
namespace {

enum class Kind : std::uint8_t { blank = 0, leaf = 1, parent = 2 };
constexpr bool is_valid(Kind k) { return k <= Kind::parent; }

}  // namespace

void RatchetTree::encode_changes(Writer& w, const RatchetTree& base) const {
  w.u32(width_);
  w.vector([&](Writer& in) {
    // Unchanged nodes are shared, so comparing pointers finds nearly all of them.
    for (NodeIndex n = 0; n < node_count(width_); ++n) {
      if (is_leaf(n)) {
        const LeafNode *now = leaf(leaf_of(n)), *before = base.leaf(leaf_of(n));
        if (now == before || (now && before && *now == *before)) continue;
        in.u32(n);
        eq::put(in, now ? Kind::leaf : Kind::blank);
        if (now) now->encode(in);
      } else {
        const ParentNode *now = parent(n), *before = base.parent(n);
        if (now == before) continue;
        in.u32(n);
        eq::put(in, now ? Kind::parent : Kind::blank);
        if (now) eq::put(in, *now);
      }
    }
  });
}

Result<RatchetTree> RatchetTree::decode_changes(Reader& r, const RatchetTree& base) {
  RatchetTree t = base;
  const std::uint32_t width = TRY(r.u32());
  REQUIRE_OR(std::has_single_bit(width) && width <= kMaxLeaves, Err::malformed);
  while (t.width_ < width) t.grow();
  // Nodes beyond the width are not listed; they are blank in the new tree.
  for (LeafIndex i = width; i < t.width_; ++i)
    if (t.leaves_[i]) t.remove(i);
  for (Reader in = TRY(r.vector()); !in.empty();) {
    const NodeIndex n = TRY(in.u32());
    const Kind kind = TRY(eq::get<Kind>(in));
    REQUIRE_OR(n < node_count(width) && (kind == Kind::blank || (kind == Kind::leaf) == is_leaf(n)),
               Err::malformed);
    if (kind == Kind::leaf) {
      t.set_leaf(leaf_of(n), TRY(LeafNode::decode(in)));
    } else if (kind == Kind::parent) {
      t.set_parent(n, TRY(eq::get<ParentNode>(in)));
    } else if (is_leaf(n)) {
      t.write_leaf(leaf_of(n), nullptr);
      t.first_blank_ = std::min(t.first_blank_, leaf_of(n));
    } else {
      t.parents_.edit(n / 2).reset();
      t.parent_tags_.edit(n / 2) = 0;
      t.touch(n);
    }
  }
  t.truncate();
  REQUIRE_OR(t.width_ == width, Err::malformed);
  return t;
}

}  // namespace eq::mls
