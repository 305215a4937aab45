// Internal to this room: the state of one epoch, and what is kept of past ones.
#pragma once

#include <map>

#include "eq/mls/group.h"
#include "eq/mls/protect.h"
#include "eq/mls/treekem.h"

namespace eq::mls {

/// A proposal received or sent in this epoch, already verified by itself.
struct KnownProposal {
  Hash ref{};
  Proposal proposal;
  Sender sender;
  EQ_FIELDS(ref, proposal, sender)
};

/// Bound on what members can make us keep within one epoch.
constexpr std::size_t kMaxKnownProposals = 4096;
/// Resumption PSKs of this many past epochs are kept for PSK proposals (section 8.6), and their
/// authenticators.
constexpr std::size_t kRetainedResumptionPsks = 8;

struct EpochState {
  Suite suite{};
  GroupContext context;
  Bytes context_bytes;  // encoding of context
  RatchetTree tree;
  Bytes confirmation_tag, interim_transcript_hash;
  PrivateKeys keys;
  std::shared_ptr<const SignatureKey> signer;
  EpochSecrets secrets;
  SecretTree messages;
  std::vector<KnownProposal> known;
  std::map<Hash, std::size_t> known_by_ref;
  /// Private keys of Update proposals of ours that others may commit.
  struct OwnUpdate {
    Bytes encryption_key;
    SecretBytes private_key;
    EQ_FIELDS(encryption_key, private_key)
  };
  std::vector<OwnUpdate> own_updates;
  struct Resumption {
    std::uint64_t epoch = 0;
    HashSecret psk;
    Hash authenticator{};  // of the same epoch, to tell a fork
    EQ_FIELDS(epoch, psk, authenticator)
  };
  std::vector<Resumption> resumption;  // newest last
  std::optional<ReInit> reinit;        // committed: the group has ended
  bool removed = false;

  bool is_active() const { return !removed && !reinit; }
  LeafIndex own() const { return keys.leaf; }
  void remember(KnownProposal p);
  const KnownProposal* find_known(View ref) const;

  /// @param base  write or read the tree as its changes from this one
  void encode(Writer& w, const RatchetTree* base = nullptr) const;
  static Result<EpochState> decode(Reader& r, const RatchetTree* base = nullptr);
};

/// What late application messages of an epoch need.
struct PastEpoch {
  Suite suite{};
  std::uint64_t epoch = 0;
  Bytes context_bytes;
  RatchetTree tree;  // shares memory with the current one
  HashSecret sender_data;
  SecretTree messages;

  void encode(Writer& w) const;
  static Result<PastEpoch> decode(Reader& r);
};

Member member_of(LeafIndex i, const LeafNode& leaf);

}  // namespace eq::mls
