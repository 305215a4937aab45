// Internal to this room: validity of a whole ratchet tree, as one who joins must check it
// (RFC 9420 sections 7.9.2 and 12.4.3.1), and of leaves in their place (section 7.3).
#pragma once

#include "eq/mls/check_all.h"
#include "eq/mls/leaf_rules.h"
#include "eq/mls/tree.h"

namespace eq::mls {

/// Every non-blank parent node is parent-hash valid; unmerged lists are as they must be.
Checked<void> check_parents(const RatchetTree& tree, Executor* executor = nullptr);

/// Every leaf by itself (signature, credential, capabilities), and all keys valid and unique.
Checked<void> check_leaves(const RatchetTree& tree, Suite suite, View group_id,
                           const CredentialCheck& check, Executor* executor = nullptr);

/// The leaf supports what the group's extensions ask for (sections 7.3, 11.1, 13.4).
Checked<void> check_leaf_supports(const LeafNode& leaf, const Extensions& group_extensions);
/// All members do.
Checked<void> check_members_support(const RatchetTree& tree, const Extensions& group_extensions);

}  // namespace eq::mls
