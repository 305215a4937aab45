#include "eq/mls/tree.h"

#include <algorithm>

namespace eq::mls {
namespace {

/// The last four bytes of a key: enough to tell almost all keys apart in a pass over the tree.
std::uint32_t tag_of(View key) {
  std::uint32_t t = 0;
  for (std::uint8_t b : key.last(std::min<std::size_t>(4, key.size()))) t = t << 8 | b;
  return t;
}

}  // namespace

View RatchetTree::encryption_key(NodeIndex n) const {
  return is_leaf(n) ? leaf(leaf_of(n))->encryption_key() : parent(n)->encryption_key.view();
}
View RatchetTree::parent_hash(NodeIndex n) const {
  return is_leaf(n) ? leaf(leaf_of(n))->parent_hash() : parent(n)->parent_hash.view();
}

void RatchetTree::grow() {
  width_ = width_ == 0 ? 1 : 2 * width_;
  leaves_.resize(width_);
  leaf_tags_.resize(width_);
  parents_.resize(width_ - 1);
  parent_tags_.resize(width_ - 1);
  hashes_.resize(width_ - 1);
}

/// Forget the hashes of n and of all above; those above an unknown hash are unknown already.
void RatchetTree::touch(NodeIndex n) {
  if (is_leaf(n)) {
    if (n == root(width_)) return;
    n = mls::parent(n);
  }
  while (hashes_[n / 2].known) {
    hashes_.edit(n / 2).known = false;
    if (n == root(width_)) return;
    n = mls::parent(n);
  }
}

void RatchetTree::count(const LeafTag& tag, int by) {
  if (tag.credential == 0) return;
  members_ += static_cast<std::uint32_t>(by);
  uses_[tag.credential] += static_cast<std::uint32_t>(by);
  for (unsigned t : {1u, 2u})
    if (tag.supports >> t & 1) supports_[t] += static_cast<std::uint32_t>(by);
}

void RatchetTree::write_leaf(LeafIndex i, std::shared_ptr<const LeafNode> leaf) {
  LeafTag tag;
  if (leaf) {
    tag.encryption = tag_of(leaf->encryption_key());
    tag.signature = tag_of(leaf->signature_key());
    // 1 or 2: others do not decode
    tag.credential = static_cast<std::uint8_t>(leaf->credential_type());
    for (std::uint16_t t : {credential_type::basic, credential_type::x509})
      if (leaf->supports_credential(t))
        tag.supports = static_cast<std::uint8_t>(tag.supports | 1 << t);
  }
  count(leaf_tags_[i], -1);
  count(tag, 1);
  leaf_tags_.edit(i) = tag;
  leaves_.edit(i) = std::move(leaf);
  touch(node_of(i));
}

bool RatchetTree::credentials_supported_by_all() const {
  for (int t : {1, 2})
    if (uses_[t] > 0 && supports_[t] != members_) return false;
  return true;
}

Result<LeafIndex> RatchetTree::place_for_new_leaf() {
  while (first_blank_ < width_ && leaves_[first_blank_]) ++first_blank_;
  if (first_blank_ == width_) {
    REQUIRE_OR(width_ < kMaxLeaves, Err::too_large);
    grow();
  }
  return first_blank_;
}

Result<LeafIndex> RatchetTree::add(LeafNode leaf) {
  const LeafIndex i = TRY(place_for_new_leaf());
  write_leaf(i, std::make_shared<const LeafNode>(std::move(leaf)));
  for (NodeIndex n = node_of(i); n != root(width_);) {
    n = mls::parent(n);
    const ParentNode* p = parent(n);
    if (!p) continue;
    ParentNode changed = *p;
    changed.unmerged.insert(std::lower_bound(changed.unmerged.begin(), changed.unmerged.end(), i),
                            i);
    set_parent(n, std::move(changed));
  }
  return i;
}

void RatchetTree::set_leaf(LeafIndex i, LeafNode leaf) {
  EQ_ASSERT(i < width_);
  write_leaf(i, std::make_shared<const LeafNode>(std::move(leaf)));
}

void RatchetTree::remove(LeafIndex i) {
  write_leaf(i, nullptr);
  first_blank_ = std::min(first_blank_, i);
  blank_path(i);
}

void RatchetTree::blank_path(LeafIndex i) {
  for (NodeIndex n = node_of(i); n != root(width_);) {
    n = mls::parent(n);
    if (!parents_[n / 2]) continue;
    parents_.edit(n / 2).reset();
    parent_tags_.edit(n / 2) = 0;
    touch(n);
  }
}

void RatchetTree::set_parent(NodeIndex n, ParentNode node) {
  parent_tags_.edit(n / 2) = tag_of(node.encryption_key);
  parents_.edit(n / 2) = std::make_shared<const ParentNode>(std::move(node));
  touch(n);
}

void RatchetTree::truncate() {
  if (width_ < 2) return;
  LeafIndex last = width_ - 1;
  while (last > 0 && !leaves_[last]) --last;
  const std::uint32_t width = std::bit_ceil(last + 1);
  if (width == width_) return;
  width_ = width;
  leaves_.resize(width);
  leaf_tags_.resize(width);
  parents_.resize(width - 1);
  parent_tags_.resize(width - 1);
  hashes_.resize(width - 1);
}

std::vector<NodeIndex> RatchetTree::resolution(NodeIndex n, const LeafSet& except) const {
  std::vector<NodeIndex> out, todo{n};
  auto wanted = [&](LeafIndex i) { return !std::binary_search(except.begin(), except.end(), i); };
  while (!todo.empty()) {  // depth first, left before right
    const NodeIndex at = todo.back();
    todo.pop_back();
    if (is_leaf(at)) {
      if (leaf(leaf_of(at)) && wanted(leaf_of(at))) out.push_back(at);
    } else if (const ParentNode* p = parent(at)) {
      out.push_back(at);
      for (LeafIndex i : p->unmerged)
        if (wanted(i)) out.push_back(node_of(i));
    } else {
      todo.push_back(right(at));
      todo.push_back(left(at));
    }
  }
  return out;
}

std::vector<PathStep> RatchetTree::filtered_path(LeafIndex i) const {
  std::vector<PathStep> path;
  for (NodeIndex n = node_of(i); n != root(width_); n = mls::parent(n)) {
    const NodeIndex copath = sibling(n);
    // Empty resolution: blank all the way down.
    bool empty = is_blank(copath);
    if (empty && !is_leaf(copath))
      for (LeafIndex l = first_leaf(copath), k = 0; k < leaves_under(copath) && empty; ++k)
        empty = !leaves_[l + k];
    if (!empty) path.push_back({mls::parent(n), copath});
  }
  return path;
}

bool RatchetTree::same_key_elsewhere(NodeIndex n, std::uint32_t tag, NodeIndex m) const {
  if (n == m || is_blank(m)) return false;
  const std::uint32_t other = is_leaf(m) ? leaf_tags_[leaf_of(m)].encryption : parent_tags_[m / 2];
  return tag == other && equal_var(encryption_key(n), encryption_key(m));
}

bool RatchetTree::has_encryption_key(View key) const {
  const std::uint32_t tag = tag_of(key);
  for (LeafIndex i = 0; i < width_; ++i)
    if (leaf_tags_[i].encryption == tag && leaves_[i] &&
        equal_var(leaves_[i]->encryption_key(), key))
      return true;
  for (std::size_t p = 0; p < parents_.size(); ++p)
    if (parent_tags_[p] == tag && parents_[p] && equal_var(parents_[p]->encryption_key, key))
      return true;
  return false;
}

namespace {
/// Nodes sorted by a tag, so that the few with the tag looked for are found at once.
class ByTag {
 public:
  void add(std::uint32_t tag, NodeIndex n) { entries_.emplace_back(tag, n); }
  void done() { std::sort(entries_.begin(), entries_.end()); }
  template <class F>
  bool any(std::uint32_t tag, F&& f) const {
    auto it = std::lower_bound(entries_.begin(), entries_.end(), std::pair{tag, NodeIndex{0}});
    for (; it != entries_.end() && it->first == tag; ++it)
      if (f(it->second)) return true;
    return false;
  }

 private:
  std::vector<std::pair<std::uint32_t, NodeIndex>> entries_;
};
}  // namespace

Checked<void> RatchetTree::check_unique_keys(const std::vector<NodeIndex>& changed) const {
  ByTag encryption, signature;
  for (NodeIndex n : changed) {
    if (is_blank(n)) continue;
    encryption.add(is_leaf(n) ? leaf_tags_[leaf_of(n)].encryption : parent_tags_[n / 2], n);
    if (is_leaf(n)) signature.add(leaf_tags_[leaf_of(n)].signature, n);
  }
  encryption.done();
  signature.done();
  for (LeafIndex i = 0; i < width_; ++i) {
    if (!leaves_[i]) continue;
    const LeafTag& tag = leaf_tags_[i];
    RULE(!encryption.any(
             tag.encryption,
             [&](NodeIndex n) { return same_key_elsewhere(n, tag.encryption, node_of(i)); }),
         encryption_key_not_unique);
    RULE(!signature.any(tag.signature,
                        [&](NodeIndex n) {
                          return n != node_of(i) && equal_var(leaf(leaf_of(n))->signature_key(),
                                                              leaves_[i]->signature_key());
                        }),
         signature_key_not_unique);
  }
  for (std::size_t p = 0; p < parents_.size(); ++p) {
    if (!parents_[p]) continue;
    const NodeIndex m = static_cast<NodeIndex>(2 * p + 1);
    RULE(!encryption.any(parent_tags_[p],
                         [&](NodeIndex n) { return same_key_elsewhere(n, parent_tags_[p], m); }),
         encryption_key_not_unique);
  }
  return {};
}

Checked<void> RatchetTree::check_all_keys_unique() const {
  std::vector<NodeIndex> all(node_count(width_));
  for (NodeIndex n = 0; n < all.size(); ++n) all[n] = n;
  return check_unique_keys(all);
}

namespace {
enum class NodeType : std::uint8_t { leaf = 1, parent = 2 };
constexpr bool is_valid(NodeType t) { return t == NodeType::leaf || t == NodeType::parent; }
}  // namespace

void RatchetTree::encode(Writer& w) const {
  NodeIndex end = node_count(width_);
  while (end > 0 && is_blank(end - 1)) --end;
  w.vector([&](Writer& in) {
    for (NodeIndex n = 0; n < end; ++n) {
      in.u8(is_blank(n) ? 0 : 1);
      if (is_blank(n)) continue;
      eq::put(in, is_leaf(n) ? NodeType::leaf : NodeType::parent);
      if (is_leaf(n))
        leaf(leaf_of(n))->encode(in);
      else
        eq::put(in, *parent(n));
    }
  });
}

Result<RatchetTree> RatchetTree::decode(Reader& r) {
  Reader in = TRY(r.vector());
  // Section 12.4.3.3: the last node sent is not blank.
  REQUIRE_OR(!in.empty(), Err::malformed);
  RatchetTree t;
  bool last_blank = true;
  for (NodeIndex n = 0; !in.empty(); ++n) {
    while (n >= node_count(t.width_)) {
      REQUIRE_OR(t.width_ < kMaxLeaves, Err::too_large);
      t.grow();
    }
    last_blank = !TRY(eq::get<bool>(in));
    if (last_blank) continue;
    REQUIRE_OR(TRY(eq::get<NodeType>(in)) == (is_leaf(n) ? NodeType::leaf : NodeType::parent),
               Err::malformed);
    if (is_leaf(n))
      t.set_leaf(leaf_of(n), TRY(LeafNode::decode(in)));
    else
      t.set_parent(n, TRY(eq::get<ParentNode>(in)));
  }
  REQUIRE_OR(!last_blank, Err::malformed);
  return t;
}

}  // namespace eq::mls
