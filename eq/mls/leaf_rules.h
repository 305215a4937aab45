// Internal to this room: the rules of RFC 9420 sections 7.3 and 10.1 that concern one leaf or one
// key package by itself.  Those that concern its place in a group are in tree_check.h.
#pragma once

#include "eq/mls/key_package.h"
#include "eq/mls/rule.h"

namespace eq::mls {

// Each rule set has two halves.  The application's directory is asked on the calling thread only;
// what the bytes say by themselves is a pure function, which any thread may compute (check_all.h).

/// Section 7.3: the credential.
Checked<void> check_credential(const LeafNode& leaf, const CredentialCheck& check);
/// Section 7.3: signature, and capabilities against the leaf's own contents.
/// @param place  the group and leaf it was signed for; ignored for key packages
Checked<void> check_leaf_itself(const LeafNode& leaf, Suite suite, std::optional<LeafPlace> place);
/// Both.
Checked<void> check_leaf(const LeafNode& leaf, Suite suite, std::optional<LeafPlace> place,
                         const CredentialCheck& check);

/// Section 10.1 without the lifetime and the credential.
Checked<void> check_key_package_itself(const KeyPackage& kp, Suite suite);

/// The mandatory half of the lifetime rule, for senders.
Checked<void> check_lifetime(const LeafNode& leaf, Time now);

}  // namespace eq::mls
