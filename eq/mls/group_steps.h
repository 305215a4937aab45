// Internal to this room: the steps behind Group's methods, with the rule behind each refusal.
#pragma once

#include "eq/mls/epoch.h"
#include "eq/mls/proposal_list.h"

namespace eq::mls {

/// Content whose signature (and membership tag or encryption) has been verified: what a staged
/// change may be built from.
struct Verified {
  WireFormat format{};
  Sender sender;
  Body body;
  ContentAuth auth;
  Bytes content;                              // encoded FramedContent
  std::optional<SecretTree::Found> key = {};  // private messages: to consume when all is done
};

/// A new epoch's keys on the way to being agreed.
struct Advance {
  HashSecret joiner, member;  // joiner_secret; what the welcome key comes from
  Hash confirmation_tag{};
};

struct GroupSteps {
  // group_commit.cpp
  static Checked<StagedCommit> stage(Group& g, const std::vector<CommitInput>& inputs,
                                     const CommitOptions& options, const Trust& trust, Time now,
                                     Random& rng);
  static Checked<Bytes> propose(Group& g, const CommitInput& input, const CommitOptions& options,
                                const Trust& trust, Time now, Random& rng);
  // group_process.cpp
  static Checked<Processed> process(Group& g, View message, const Trust& trust);
  static Checked<OpenedMessage> open(Group& g, const PrivateView& message);
  static Checked<ReceivedCommit> receive_commit(const EpochState& now, const Verified& v,
                                                const Trust& trust);
  static Checked<ReceivedProposal> receive_proposal(EpochState& now, Verified v,
                                                    const Trust& trust);
  // group_join.cpp
  static Checked<Group> join(View welcome, const KeyPackageSecrets& secrets,
                             std::optional<View> tree, const Trust& trust);
  static Checked<LeafIndex> welcomed_by(View welcome, const KeyPackageSecrets& secrets,
                                        const Trust& trust);
  static Checked<ExternalJoin> join_external(View group_info, const SignatureKey& key,
                                             const Credential& credential,
                                             const KeyPackageOptions& leaf,
                                             std::optional<View> tree,
                                             std::optional<LeafIndex> replaces, const Trust& trust,
                                             Random& rng);
  static Group make(EpochState&& state);
  static const EpochState& state(const Group& g) { return *g.now_; }
  static std::size_t past_epochs(const Group& g) { return g.past_.size(); }
};

// epoch_change.cpp: shared by those who make, receive and begin with a commit.

/// A copy of the epoch to apply a commit to; cheap, see tree.h.
EpochState begin_next(const EpochState& now);
/// Key schedule, transcript and secret tree of the next epoch (section 12.4.1, 12.4.2).  `next` has
/// its tree and extensions already.
Advance advance(EpochState& next, View interim_before, const HashSecret& init,
                const HashSecret& commit_secret, const HashSecret& psk_secret, WireFormat format,
                View content, View signature);
/// Take the secrets of an epoch over.
void install(EpochState& state, EpochKeys keys);
/// Tree hash into the context, and the context's encoding.
void refresh_context(EpochState& state);
/// Confirmation tag of the epoch, and the interim transcript hash after it.
Hash seal_transcript(EpochState& state);

/// Wrap a handshake message of a member in the form asked for.
Checked<Bytes> wrap_handshake(EpochState& now, const CommitOptions& options, ContentType type,
                              View body_bytes, View content, View tbs, const ContentAuth& auth,
                              Random& rng);

/// GroupInfo of the state, signed; with the tree unless it goes apart.
GroupInfo make_group_info(const EpochState& state, TreeDelivery tree, const Extensions& more);

}  // namespace eq::mls
