// Proposals from outside a group (RFC 9420 section 12.1.8), as MLSMessages.
#pragma once

#include "eq/mls/key_package.h"
#include "eq/mls/proposal.h"

namespace eq::mls {

/// By one of the group's external senders.  Members accept add, remove, psk, reinit and
/// group_context_extensions.
/// @param sender_index  the sender's place in the group's external_senders extension
Bytes external_proposal(View group_id, std::uint64_t epoch, std::uint32_t sender_index,
                        const SignatureKey& key, const Proposal& proposal);

/// By somebody who asks to be added.
Bytes join_proposal(View group_id, std::uint64_t epoch, const KeyPackageSecrets& secrets);

}  // namespace eq::mls
