// A change of who is in a conversation: staged, and compared with what its owner wants before
// anything leaves.
//
// This is the one place of this party that makes a commit, and what the service is told of it comes
// from here too.
#pragma once

#include "eq/wire/messages.h"
#include "parties/client/environment.h"

namespace eq::client {

/// What the owner asked for: these in, these out, new keys for ourselves, and nothing else.
struct Intent {
  std::vector<mls::KeyPackage> add;
  std::vector<mls::LeafIndex> remove;
};

/// Whether a next epoch of `group` is exactly what the owner meant: the members that he meant and
/// no others, and no other effect that a commit can have.  Err::refused.  Promise CLI-27.
Status check_effect(const mls::Group& group, const mls::NextEpoch& next, const Intent& intent);

/// A commit that does what its owner asked for.  The errors of mls::Group::stage_commit;
/// Err::refused if the commit would do anything else than intended.
Result<mls::StagedCommit> stage_change(mls::Group& group, const Intent& intent,
                                       const mls::CredentialCheck& directory, Time now,
                                       Random& rng);

/// What the service has to know of it, tagged for the epoch that it ends.
Result<wire::ConversationCommit> commit_request(const mls::StagedCommit& staged,
                                                const mls::Group& group, const ConversationId& id);

/// Every leaf of an account: one, unless its owner, or who knows his keys, brought in another.
std::vector<mls::LeafIndex> leaves_of(const mls::Group& group, const AccountId& account);
bool is_member(const mls::Group& group, const AccountId& account);

/// Leaves of a ratchet tree with these members, blank ones before the last included.
std::uint32_t leaf_count(const std::vector<mls::Member>& members);

}  // namespace eq::client
