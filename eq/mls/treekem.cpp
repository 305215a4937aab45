#include "eq/mls/treekem.h"

#include <algorithm>

namespace eq::mls {
namespace {

crypto::HpkeKeyPair node_key_pair(Suite suite, const HashSecret& path_secret) {
  const HashSecret node = derive_secret(path_secret, "node");
  return crypto::hpke_derive_key_pair(kem_of(suite), node.reveal("key derivation"));
}

/// Parent hashes from the root down (section 7.9).  @return what belongs into the leaf.
Bytes set_parent_hashes(RatchetTree& tree, const std::vector<PathStep>& steps,
                        std::vector<Bytes> keys) {
  Bytes above;
  for (std::size_t i = steps.size(); i-- > 0;) {
    tree.set_parent(steps[i].node, {View(keys[i]), View(above), {}});
    above = to_bytes(RatchetTree::parent_hash_of(keys[i], above, tree.hash(steps[i].copath)));
  }
  return above;
}

}  // namespace

PrivateKeys PrivateKeys::clone() const {
  PrivateKeys k;
  k.leaf = leaf;
  k.leaf_key = leaf_key.clone();
  for (const auto& n : nodes) k.nodes.push_back({n.node, n.key.clone()});
  return k;
}
const SecretBytes* PrivateKeys::find(NodeIndex n) const {
  if (n == node_of(leaf)) return &leaf_key;
  for (const auto& k : nodes)
    if (k.node == n) return &k.key;
  return nullptr;
}
void PrivateKeys::set(NodeIndex n, SecretBytes key) {
  std::erase_if(nodes, [&](const NodeKey& k) { return k.node == n; });
  nodes.push_back({n, std::move(key)});
}
void PrivateKeys::drop_blanked(const RatchetTree& tree) {
  std::erase_if(nodes, [&](const NodeKey& k) { return !tree.parent(k.node); });
}

NewPath renew_path(Suite suite, RatchetTree& tree, PrivateKeys& keys, LeafContent content,
                   View group_id, const SignatureKey& signer, Random& rng) {
  NewPath out;
  out.steps = tree.filtered_path(keys.leaf);
  tree.blank_path(keys.leaf);
  keys.nodes.clear();
  std::vector<Bytes> public_keys;
  HashSecret secret = rng.secret<kHashSize>();
  for (const PathStep& step : out.steps) {
    auto pair = node_key_pair(suite, secret);
    keys.nodes.push_back({step.node, std::move(pair.private_key)});
    public_keys.push_back(std::move(pair.public_key));
    HashSecret next = derive_secret(secret, "path");
    out.secrets.push_back(std::move(secret));
    secret = std::move(next);
  }
  out.commit_secret = std::move(secret);
  auto leaf_pair = crypto::hpke_generate(kem_of(suite), rng);
  keys.leaf_key = std::move(leaf_pair.private_key);
  content.encryption_key = std::move(leaf_pair.public_key);
  content.source = LeafSource::commit;
  content.parent_hash = set_parent_hashes(tree, out.steps, std::move(public_keys));
  out.leaf = LeafNode::sign(suite, content, LeafPlace{group_id, keys.leaf}, signer);
  tree.set_leaf(keys.leaf, out.leaf);
  return out;
}

Result<UpdatePath> encrypt_path(Suite suite, const RatchetTree& tree, const NewPath& path,
                                const LeafSet& except, View group_context, Random& rng) {
  UpdatePath out{path.leaf, {}};
  const auto context = encryption_context(suite, "UpdatePathNode", group_context);
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    UpdatePathNode node{to_bytes(tree.parent(path.steps[i].node)->encryption_key), {}};
    for (NodeIndex n : tree.resolution(path.steps[i].copath, except))
      node.encrypted_path_secret.push_back(
          TRY(crypto::hpke_seal(context, tree.encryption_key(n), {},
                                path.secrets[i].reveal("sealed to the members below"), rng)));
    out.nodes.push_back(std::move(node));
  }
  return out;
}

Checked<std::vector<PathStep>> merge_path(Suite suite, RatchetTree& tree, LeafIndex sender,
                                          const UpdatePath& path) {
  std::vector<PathStep> steps = tree.filtered_path(sender);
  RULE(path.nodes.size() == steps.size(), path_length);
  // Section 12.4.2: no public key of the path is in the tree already.  Keys elsewhere in the tree
  // are found by check_unique_keys afterwards; those about to be overwritten must be looked at now.
  std::vector<Bytes> old_keys;
  if (tree.leaf(sender)) old_keys.push_back(to_bytes(tree.leaf(sender)->encryption_key()));
  for (NodeIndex n = node_of(sender); n != root(tree.width());) {
    n = parent(n);
    if (tree.parent(n)) old_keys.push_back(to_bytes(tree.parent(n)->encryption_key));
  }
  auto is_old = [&](View key) {
    return std::any_of(old_keys.begin(), old_keys.end(),
                       [&](const Bytes& k) { return equal_var(k, key); });
  };
  RULE(!is_old(path.leaf.encryption_key()), encryption_key_not_new);
  std::vector<Bytes> keys;
  for (const auto& node : path.nodes) {
    RULE(crypto::hpke_is_public_key(kem_of(suite), node.encryption_key), path_key_form);
    RULE(!is_old(node.encryption_key), path_key_in_tree);
    keys.push_back(node.encryption_key);
  }
  tree.blank_path(sender);
  const Bytes leaf_parent_hash = set_parent_hashes(tree, steps, std::move(keys));
  // section 7.9.2
  RULE(equal_var(path.leaf.parent_hash(), leaf_parent_hash), path_leaf_parent_hash);
  tree.set_leaf(sender, path.leaf);
  return steps;
}

Checked<HashSecret> apply_path_secret(Suite suite, const RatchetTree& tree, PrivateKeys& keys,
                                      HashSecret secret, std::span<const PathStep> steps) {
  for (const PathStep& step : steps) {
    auto pair = node_key_pair(suite, secret);
    const ParentNode* node = tree.parent(step.node);
    RULE(node && equal_var(pair.public_key, node->encryption_key), path_key_differs);
    keys.set(step.node, std::move(pair.private_key));
    secret = derive_secret(secret, "path");
  }
  return secret;
}

Checked<HashSecret> open_path(Suite suite, const RatchetTree& tree, PrivateKeys& keys,
                              LeafIndex sender, const UpdatePath& path,
                              const std::vector<PathStep>& steps, const LeafSet& except,
                              View group_context) {
  keys.drop_blanked(tree);
  const NodeIndex meeting = common_ancestor(sender, keys.leaf);
  std::size_t at = steps.size();
  std::vector<NodeIndex> ours;  // the resolution we are in
  for (std::size_t i = 0; i < steps.size(); ++i) {
    // Section 7.6: one ciphertext for each node of the resolution.  Checked for every step, so that
    // all members refuse a path that some could not open.
    auto resolution = tree.resolution(steps[i].copath, except);
    RULE(path.nodes[i].encrypted_path_secret.size() == resolution.size(), path_ciphertexts);
    if (steps[i].node != meeting) continue;
    at = i;
    ours = std::move(resolution);
  }
  RULE(at < steps.size(), path_decryption);
  for (std::size_t k = 0; k < ours.size(); ++k) {
    const SecretBytes* key = keys.find(ours[k]);
    if (!key) continue;
    auto opened = decrypt_with_label(suite, key->reveal("opening a path secret"), "UpdatePathNode",
                                     group_context, path.nodes[at].encrypted_path_secret[k]);
    RULE(opened.ok() && opened->size() == kHashSize, path_decryption);
    return apply_path_secret(suite, tree, keys,
                             HashSecret::from(opened->reveal("into its typed secret")).take(),
                             std::span(steps).subspan(at));
  }
  return Fail(Rule::path_decryption);
}

}  // namespace eq::mls
