// Internal to this room: the rules of RFC 9420 sections 7.3 and 10.1 that concern one leaf or one key
// package by itself.  Those that concern its place in a group are in tree_check.h.
#pragma once

#include "eq/mls/key_package.h"
#include "eq/mls/rule.h"

namespace eq::mls {

/// Signature, credential, capabilities against the leaf's own contents.
/// @param place  the group and leaf it was signed for; ignored for key packages
Checked<void> check_leaf(const LeafNode& leaf, Suite suite, std::optional<LeafPlace> place, const CredentialCheck& check);

/// Section 10.1 without the lifetime.
Checked<void> check_key_package_rules(const KeyPackage& kp, Suite suite, const CredentialCheck& check);

/// The mandatory half of the lifetime rule, for senders.
Checked<void> check_lifetime(const LeafNode& leaf, Time now);

}  // namespace eq::mls
