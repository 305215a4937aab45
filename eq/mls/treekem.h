// The private half of a ratchet tree, and update paths (RFC 9420 sections 7.4 to 7.6).
#pragma once

#include "eq/mls/proposal.h"
#include "eq/mls/tree.h"

namespace eq::mls {

/// The private keys a member holds: of its leaf and of the nodes above it that were set by a path
/// it could open.
struct PrivateKeys {
  LeafIndex leaf = 0;
  SecretBytes leaf_key;
  struct NodeKey {
    NodeIndex node = 0;
    SecretBytes key;
    EQ_FIELDS(node, key)
  };
  std::vector<NodeKey> nodes;  // at most one per level
  EQ_FIELDS(leaf, leaf_key, nodes)

  PrivateKeys clone() const;
  /// nullptr if not held.
  const SecretBytes* find(NodeIndex n) const;
  void set(NodeIndex n, SecretBytes key);
  /// Erase keys of nodes that are blank in the tree now.
  void drop_blanked(const RatchetTree& tree);
};

/// A path of ours in the making: the tree has the new keys, the secrets wait to be encrypted.
struct NewPath {
  LeafNode leaf;
  std::vector<PathStep> steps;
  std::vector<HashSecret> secrets;  // one per step
  HashSecret commit_secret;
};

/// Fresh keys for our leaf and its filtered direct path, put into tree and keys.
/// @param content  of the new leaf; encryption key, source and parent hash are filled in here.
NewPath renew_path(Suite suite, RatchetTree& tree, PrivateKeys& keys, LeafContent content,
                   View group_id, const SignatureKey& signer, Random& rng);
/// The path as others get it.  `except`: leaves added in the same commit.
/// Err::malformed if some member's key is not a valid one.
Result<UpdatePath> encrypt_path(Suite suite, const RatchetTree& tree, const NewPath& path,
                                const LeafSet& except, View group_context, Random& rng);

/// Put a received path into the tree (sections 7.5, 12.4.2): form, parent hash, keys that are new.
Checked<std::vector<PathStep>> merge_path(Suite suite, RatchetTree& tree, LeafIndex sender,
                                          const UpdatePath& path);
/// Decrypt our part and set our private keys.  @return commit_secret.
Checked<HashSecret> open_path(Suite suite, const RatchetTree& tree, PrivateKeys& keys,
                              LeafIndex sender, const UpdatePath& path,
                              const std::vector<PathStep>& steps, const LeafSet& except,
                              View group_context);

/// Set the keys of `steps` from the first step's path secret; each must fit the tree's public key.
/// @return commit_secret, or path_key_differs.
Checked<HashSecret> apply_path_secret(Suite suite, const RatchetTree& tree, PrivateKeys& keys,
                                      HashSecret secret, std::span<const PathStep> steps);

}  // namespace eq::mls
