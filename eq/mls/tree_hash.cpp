// Tree hashes and parent hashes: RFC 9420 sections 7.8 and 7.9.
#include <algorithm>

#include "eq/mls/tree.h"

namespace eq::mls {

Hash RatchetTree::hash_node(NodeIndex n, View left_hash, View right_hash,
                            const LeafSet& gone) const {
  Writer w;
  if (is_leaf(n)) {
    const LeafIndex i = leaf_of(n);
    const LeafNode* l = std::binary_search(gone.begin(), gone.end(), i) ? nullptr : leaf(i);
    Array<6> head{1};
    const auto index = be32(i);
    std::copy(index.begin(), index.end(), head.begin() + 1);
    head[5] = l ? 1 : 0;
    return crypto::sha256({head, l ? l->bytes() : View()});
  }
  w.u8(2);
  const ParentNode* p = parent(n);
  w.u8(p ? 1 : 0);
  if (p) {
    w.opaque(p->encryption_key);
    w.opaque(p->parent_hash);
    w.vector([&](Writer& in) {
      for (LeafIndex i : p->unmerged)
        if (!std::binary_search(gone.begin(), gone.end(), i)) in.u32(i);
    });
  }
  w.opaque(left_hash);
  w.opaque(right_hash);
  return crypto::sha256(w.bytes());
}

Hash RatchetTree::hash(NodeIndex n) const {
  if (is_leaf(n)) return hash_node(n, {}, {}, {});
  if (!hashes_[n / 2].known) {
    const Hash l = hash(left(n)), r = hash(right(n));  // depth is at most log2 of kMaxLeaves
    hashes_.edit(n / 2) = {hash_node(n, l, r, {}), true};
  }
  return hashes_[n / 2].value;
}

Hash RatchetTree::hash_without(NodeIndex n, const LeafSet& gone) const {
  const auto first = std::lower_bound(gone.begin(), gone.end(), first_leaf(n));
  if (first == gone.end() || *first - first_leaf(n) >= leaves_under(n)) return hash(n);
  if (is_leaf(n)) return hash_node(n, {}, {}, gone);
  return hash_node(n, hash_without(left(n), gone), hash_without(right(n), gone), gone);
}

Hash RatchetTree::parent_hash_of(View encryption_key, View parent_hash, View sibling_hash) {
  Writer w;
  w.opaque(encryption_key);
  w.opaque(parent_hash);
  w.opaque(sibling_hash);
  return crypto::sha256(w.bytes());
}

}  // namespace eq::mls
