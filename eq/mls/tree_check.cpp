#include "eq/mls/tree_check.h"

#include <algorithm>

#include "eq/mls/proposal.h"

namespace eq::mls {
namespace {

/// Section 12.4.3.1: entries are members below the node, in order, and known to every node between.
Checked<void> check_unmerged(const RatchetTree& tree, NodeIndex n) {
  const auto& list = tree.parent(n)->unmerged;
  // Section 7.1: sorted in increasing order (so no leaf twice).
  RULE(std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) == list.end(),
       unmerged_leaf_invalid);
  for (LeafIndex i : list) {
    RULE(is_under(i, n) && tree.leaf(i), unmerged_leaf_invalid);
    for (NodeIndex between = parent(node_of(i)); between != n; between = parent(between)) {
      const ParentNode* p = tree.parent(between);
      RULE(!p || std::binary_search(p->unmerged.begin(), p->unmerged.end(), i),
           unmerged_leaf_invalid);
    }
  }
  return {};
}

/// Whether some node D under child `c` of `p` makes `p` parent-hash valid (section 7.9.2).  At most
/// one can: the resolution of C without D must be P's unmerged leaves under C.
bool has_parent_hash_witness(const RatchetTree& tree, NodeIndex p, NodeIndex c, NodeIndex s) {
  const ParentNode& node = *tree.parent(p);
  std::vector<NodeIndex> unmerged;
  for (LeafIndex i : node.unmerged)
    if (is_under(i, c)) unmerged.push_back(node_of(i));
  std::vector<NodeIndex> resolution = tree.resolution(c);
  if (resolution.size() != unmerged.size() + 1) return false;
  std::sort(resolution.begin(), resolution.end());
  std::vector<NodeIndex> left_over;
  std::set_difference(resolution.begin(), resolution.end(), unmerged.begin(), unmerged.end(),
                      std::back_inserter(left_over));
  if (left_over.size() != 1) return false;
  const Hash expected = RatchetTree::parent_hash_of(node.encryption_key, node.parent_hash,
                                                    tree.hash_without(s, node.unmerged));
  return equal_var(tree.parent_hash(left_over[0]), expected);
}

}  // namespace

Checked<void> check_parents(const RatchetTree& tree, Executor* executor) {
  (void)tree.root_hash();  // fills the cache of hashes: the jobs only read
  return check_all(executor, node_count(tree.width()) / 2, [&](std::size_t i) -> Checked<void> {
    const auto n = static_cast<NodeIndex>(2 * i + 1);
    if (!tree.parent(n)) return {};
    MLS_TRY(check_unmerged(tree, n));
    // Exactly one chain from a leaf must cover the node.
    RULE(has_parent_hash_witness(tree, n, left(n), right(n)) !=
             has_parent_hash_witness(tree, n, right(n), left(n)),
         parent_hash_invalid);
    return {};
  });
}

Checked<void> check_leaves(const RatchetTree& tree, Suite suite, View group_id,
                           const CredentialCheck& check, Executor* executor) {
  for (LeafIndex i = 0; i < tree.width(); ++i)
    if (const LeafNode* leaf = tree.leaf(i)) MLS_TRY(check_credential(*leaf, check));
  MLS_TRY(check_all(executor, tree.width(), [&](std::size_t i) -> Checked<void> {
    const auto at = static_cast<LeafIndex>(i);
    const LeafNode* leaf = tree.leaf(at);
    return leaf ? check_leaf_itself(*leaf, suite, LeafPlace{group_id, at}) : Checked<void>();
  }));
  for (NodeIndex n = 1; n < node_count(tree.width()); n += 2)
    RULE(!tree.parent(n) || crypto::hpke_is_public_key(kem_of(suite), tree.encryption_key(n)),
         tree_form);
  RULE(tree.credentials_supported_by_all(), leaf_credential_not_supported_by_all);
  return tree.check_all_keys_unique();
}

Checked<void> check_leaf_supports(const LeafNode& leaf, const Extensions& group_extensions) {
  for (const auto& e : group_extensions) {
    // Section 13.4: each extension in the GroupContext is mandatory for its members.
    RULE(leaf.supports_extension(e.type), leaf_lacks_required_capability);
    if (e.type != extension_type::required_capabilities) continue;
    const auto required = MLS_TRY(eq::decode<RequiredCapabilities>(e.data));  // section 11.1
    for (auto t : required.extensions)
      RULE(leaf.supports_extension(t), leaf_lacks_required_capability);
    for (auto t : required.proposals)
      RULE(leaf.supports_proposal(t), leaf_lacks_required_capability);
    for (auto t : required.credentials)
      RULE(leaf.supports_credential(t), leaf_lacks_required_capability);
  }
  return {};
}

Checked<void> check_members_support(const RatchetTree& tree, const Extensions& group_extensions) {
  if (group_extensions.empty()) return {};
  for (LeafIndex i = 0; i < tree.width(); ++i)
    if (const LeafNode* leaf = tree.leaf(i)) MLS_TRY(check_leaf_supports(*leaf, group_extensions));
  return {};
}

}  // namespace eq::mls
