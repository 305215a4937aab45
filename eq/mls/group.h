// An MLS group as one member holds it (RFC 9420 sections 11 and 12).
//
//   Group g = TRY(Group::create(...));            or  Group::join(welcome, ...)
//   StagedCommit next = TRY(g.stage_commit({AddMember{kp}}, {}, trust, now, rng));
//   ... hand next.commit() to the delivery service; once it is accepted:
//   g.merge(std::move(next));
//   Processed p = TRY(g.process(bytes, trust));   what others sent; a ReceivedCommit is merged, too
//
// Each step consumes one type and yields the next, so no check can be left out: bytes are decoded,
// then verified, then staged; only merge() changes the epoch.  What is refused leaves the group as
// it was, byte for byte, and a commit of ours holds what its maker named and nothing that happened
// to arrive. Not thread-safe; distinct groups are independent.
#pragma once

#include <deque>
#include <memory>
#include <variant>

#include "eq/base/executor.h"
#include "eq/mls/framing.h"
#include "eq/mls/incoming.h"
#include "eq/mls/key_package.h"
#include "eq/mls/padding.h"
#include "eq/mls/proposal.h"

namespace eq::mls {

struct EpochState;  // epoch.h
struct PastEpoch;
class RatchetTree;
enum class Rule : std::uint16_t;

struct Member {
  LeafIndex leaf = 0;
  Credential credential;
  Bytes signature_key;
  /// Of a basic credential.
  View identity() const { return credential.content; }
  EQ_FIELDS(leaf, credential, signature_key)
};

/// Everything that a commit does.
struct Effect {
  std::optional<LeafIndex> committer;  // absent: joined by external commit, see `added`
  // updated: the committer's own leaf, too, if there is a path
  std::vector<Member> added, removed, updated;
  bool removes_me = false;
  std::optional<Extensions> extensions;  // of the group, set anew (section 12.1.7)
  std::vector<PskId> psks;               // that went into the new epoch
  std::optional<ReInit> reinit;          // the group ends here (section 11.2)
  EQ_FIELDS(committer, added, removed, updated, removes_me, extensions, psks, reinit)
};

/// A next epoch that exists beside the current one until it is merged.
class NextEpoch {
 public:
  NextEpoch(NextEpoch&&) noexcept;
  NextEpoch& operator=(NextEpoch&&) noexcept;
  ~NextEpoch();

  const Effect& effect() const { return effect_; }
  std::uint64_t epoch() const;  // the epoch that merging begins
  /// Of that epoch; empty if the commit removes us.
  std::vector<Member> members() const;
  /// Of the next epoch; Err::refused if the commit removes us.
  Result<SecretBytes> exporter(std::string_view label, View context, std::size_t n) const;
  Result<Hash> epoch_authenticator() const;

 protected:
  friend class Group;
  friend class GroupJournal;
  friend struct GroupSteps;
  NextEpoch();
  Effect effect_;
  std::unique_ptr<EpochState> state_;  // null: we were removed
  std::uint64_t from_epoch_ = 0;
  Hash from_authenticator_{};
};

/// A commit of ours.
class StagedCommit : public NextEpoch {
 public:
  /// MLSMessage for the delivery service.
  const Bytes& commit() const { return commit_; }
  /// MLSMessage for those added, if any; must not be delivered before the commit is accepted.
  const std::optional<Bytes>& welcome() const { return welcome_; }
  /// Survives a crash between "sent" and "merged".
  Bytes save() const;
  static Result<StagedCommit> load(View saved);

 private:
  friend class Group;
  friend class GroupJournal;
  friend struct GroupSteps;
  void encode(Writer& w, const RatchetTree* base) const;
  static Result<StagedCommit> decode(Reader& r, const RatchetTree* base);
  Bytes commit_;
  std::optional<Bytes> welcome_;
};

/// A commit of another member, fully verified.
class ReceivedCommit : public NextEpoch {};

struct ApplicationMessage {
  std::uint64_t epoch = 0;
  LeafIndex sender = 0;
  Credential credential;
  Bytes signature_key;
  Bytes authenticated_data;
  Bytes plaintext;
};

/// An application message that verified, whose key is not used up yet.
class OpenedMessage {
 public:
  OpenedMessage(OpenedMessage&&) noexcept;
  ~OpenedMessage();
  const ApplicationMessage& message() const { return message_; }

 private:
  friend class Group;
  friend struct GroupSteps;
  struct Key;
  OpenedMessage(ApplicationMessage message, std::unique_ptr<Key> key);
  ApplicationMessage message_;
  std::unique_ptr<Key> key_;
};

/// Verified and kept until the epoch ends; a later commit may refer to it.
struct ReceivedProposal {
  std::optional<LeafIndex> sender;  // absent: from outside the group
  Proposal proposal;
  Hash ref{};
};

using Processed = std::variant<ApplicationMessage, ReceivedCommit, ReceivedProposal>;

// What a commit of ours can be asked to contain.
struct AddMember {
  KeyPackage key_package;
};
struct RemoveMember {
  LeafIndex leaf = 0;
};
/// New keys for ourselves (any commit with a path brings them; this one asks for the path).
struct UpdateSelf {};
struct InjectPsk {
  PskId id;
};
struct SetExtensions {
  Extensions extensions;
};
struct EndForReInit {
  ReInit reinit;
};
using CommitInput =
    std::variant<AddMember, RemoveMember, UpdateSelf, InjectPsk, SetExtensions, EndForReInit>;

enum class Path { always, if_required };        // section 12.4: whether to send new keys unasked
enum class TreeDelivery { in_welcome, apart };  // section 12.4.3.3
struct CommitOptions {
  Path path = Path::always;
  TreeDelivery tree = TreeDelivery::in_welcome;
  /// Proposals of this epoch to commit, by reference (see Group::pending); whatever else has
  /// arrived is left out.
  std::vector<Hash> proposals;
  WireFormat handshake = WireFormat::private_message;  // or public_message
  Padding padding = Padding::none;                     // of a private one
  Bytes authenticated_data;
};

/// Pre-shared keys known to the application (section 8.4); the group knows its own resumption PSKs.
class PskStore {
 public:
  virtual ~PskStore() = default;
  virtual std::optional<SecretBytes> find(const PskId& id) const = 0;
};

/// What another member's epoch authenticator says about the group.
enum class Agreement {
  same,
  // the same epoch with another history: an insider or the delivery service has split the group
  forked,
  // an epoch we have not reached, or no longer remember (kept: the current and 8 past ones)
  unknown,
};

class Group;
struct ExternalJoin;

/// What the engine asks of the application, and what the application takes; must outlive the calls
/// it is given to.
struct Trust {
  const CredentialCheck& credentials;
  const PskStore* psks = nullptr;
  /// The group a new one is branched from or replaces (sections 11.2, 11.3).
  const Group* predecessor = nullptr;
  /// The suites we would join by external commit.
  std::span<const Suite> suites = kRfcSuites;
  /// Lends threads for verifying many signatures at once: those of a tree on joining, and of the
  /// key packages in one commit.  `credentials` is asked on the calling thread only.  nullptr: no
  /// other thread.
  Executor* executor = nullptr;
  /// Ids of the groups we are in, none of which join() may meet again (section 12.4.3.1).
  std::span<const Bytes> groups_joined = {};
  /// What process() takes in.
  Accepts accepts = kFromMembers;
};

/// Application messages of this many past epochs can still be read after a commit (see README).
constexpr std::size_t kRetainedEpochs = 2;
/// A sender's ratchet moves at most this far ahead for one message, and keeps this many unused
/// keys.
constexpr std::uint32_t kMaxAhead = 1024, kMaxBack = 32;

class Group {
 public:
  /// A group of one at epoch 0 (section 11).  `group_id` with us is a ConversationId.
  static Result<Group> create(Suite suite, View group_id, const SignatureKey& key,
                              const Credential& credential, const Extensions& group_extensions,
                              const KeyPackageOptions& leaf, Random& rng);
  /// Join by Welcome (section 12.4.3.1).  `tree`: the ratchet tree if it is delivered apart.
  /// Err::missing if the Welcome is not for this key package or no tree is at hand.
  static Result<Group> join(View welcome_message, const KeyPackageSecrets& secrets,
                            std::optional<View> tree, const Trust& trust);

  /// Who made a Welcome that join() has taken: a leaf of the group.
  static Result<LeafIndex> welcomed_by(View welcome_message, const KeyPackageSecrets& secrets,
                                       const Trust& trust);

  /// Join by external commit (section 12.4.3.2) from a GroupInfo with external_pub.  The group
  /// returned is already in the new epoch: discard it if the delivery service does not accept the
  /// commit.
  /// `replaces`: an old appearance of ours to remove with the same commit.
  static Result<ExternalJoin> join_external(View group_info_message, const SignatureKey& key,
                                            const Credential& credential,
                                            const KeyPackageOptions& leaf, std::optional<View> tree,
                                            std::optional<LeafIndex> replaces, const Trust& trust,
                                            Random& rng);

  Group(Group&&) noexcept;
  Group& operator=(Group&&) noexcept;
  ~Group();

  Suite suite() const;
  const Bytes& group_id() const;
  std::uint64_t epoch() const;
  LeafIndex own_leaf() const;
  std::vector<Member> members() const;
  std::optional<Member> member(LeafIndex leaf) const;
  const Extensions& extensions() const;
  /// Equal for all members of an epoch (section 8.7).
  Hash epoch_authenticator() const;
  /// Whether somebody who says this of an epoch is in the same group as we are.
  Agreement compare(std::uint64_t epoch, const Hash& authenticator) const;
  /// MLS-Exporter, section 8.5.  `n` at most 8,160.
  SecretBytes exporter(std::string_view label, View context, std::size_t n) const;
  /// For joiners if it is delivered apart; and a GroupInfo (MLSMessage) with external_pub for
  /// external joins.
  Bytes ratchet_tree() const;
  Bytes group_info(TreeDelivery tree) const;
  bool is_active() const;  // false once removed or re-initialised

  /// The proposals of this epoch that could stand in one commit of ours beside `inputs` (section
  /// 12.2): removes before updates, the latest update of a leaf, nothing about ourselves.  A ReInit
  /// waits for a commit of its own.
  std::vector<ReceivedProposal> pending(const std::vector<CommitInput>& inputs = {}) const;
  /// Build a commit of `inputs` and of the proposals that `options` names; the group itself stays
  /// as it is but for one used handshake key.  What the commit does is in effect(): compare it with
  /// what was meant before it leaves.
  Result<StagedCommit> stage_commit(const std::vector<CommitInput>& inputs,
                                    const CommitOptions& options, const Trust& trust, Time now,
                                    Random& rng);
  /// Begin the next epoch.  Err::stale if the group has moved on since it was staged.
  Status merge(NextEpoch&& next);
  /// Go without a word: the group's secrets are erased here, and the others find the leaf until one
  /// of them removes it.
  void leave();

  /// A proposal by value for others to commit, as MLSMessage (section 12.1); kept here, too.
  Result<Bytes> propose(const CommitInput& input, const CommitOptions& options, const Trust& trust,
                        Time now, Random& rng);

  /// Encrypt for the group (section 6.3).  `padding`: zero bytes to add inside. Err::refused in a
  /// group that has ended, or while proposals of this epoch wait for a commit (section 12.4);
  /// Err::exhausted after 2^32 - 1 messages in an epoch.
  Result<Bytes> protect(View authenticated_data, View plaintext, std::size_t padding, Random& rng);
  /// The same with a policy, which sees the content's whole length.
  Result<Bytes> protect(View authenticated_data, View plaintext, Padding padding, Random& rng);
  /// Open what another member sent.  Err::malformed, Err::forged, Err::stale (replay, other epoch,
  /// too old), Err::refused (our own message; a kind that is not in Trust::accepts; a rule of
  /// section 12.2), Err::too_large (too far ahead).
  Result<Processed> process(View message, const Trust& trust);
  /// process() of an application message in two steps: nothing changes before use_up(), so that a
  /// caller with checks of its own may still refuse the message.  Until then it opens again.
  Result<OpenedMessage> open(View message);
  void use_up(OpenedMessage&& opened);

  /// The whole state with its secrets, for the owner's own store; versioned.
  Bytes save() const;
  /// Err::unsupported for another version, Err::malformed for anything else that is not a saved
  /// state.
  static Result<Group> load(View saved);

  /// Which rule refused the last failed call: for tests and the owner's own log, never for a peer.
  Rule last_rule() const { return last_rule_; }

 private:
  friend class GroupJournal;
  friend struct GroupSteps;
  template <class PaddingFor>
  Result<Bytes> seal(View authenticated_data, View plaintext, PaddingFor&& padding_for,
                     Random& rng);
  Group();
  std::unique_ptr<EpochState> now_;
  std::deque<PastEpoch> past_;
  Rule last_rule_{};
};

struct ExternalJoin {
  Group group;
  Bytes commit;  // MLSMessage (public) for the delivery service
};

}  // namespace eq::mls
