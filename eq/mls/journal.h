// A group together with the record of what changes it: one snapshot, then small deltas, for a store
// that can replace and append.
//
//   GroupJournal j(std::move(group));       store := j.snapshot(), replaced as a whole
//   Bytes m = TRY(j.protect(...));          store += j.delta(), and only then may m leave
//   auto o = TRY(GroupJournal::open(store));
//
// The owner's part: a delta is on disk before anything its steps have produced leaves the device,
// is shown or is acknowledged; what must not be lost with it (a message's text) goes into the same
// transaction; a crash leaves a beginning of the store.  Then a store cut off at any byte behind
// the snapshot opens to the state before or after the step that was cut, and no key is ever used
// for two messages.
//
// Formats are in spec/mls-journal.md.  Deltas contain secrets, as the saved state does.
#pragma once

#include "eq/mls/group.h"

namespace eq::mls {

class GroupJournal {
 public:
  explicit GroupJournal(Group group);

  struct Opened;
  /// Err::unsupported for another version.  Err::malformed if the snapshot is not whole, or a delta
  /// is damaged rather than cut off: going back behind it in silence could use keys again, so the
  /// way on is to join anew by external commit.
  static Result<Opened> open(View stored);

  const Group& group() const { return group_; }
  /// A commit of ours between "sent" and "merged"; at most one.
  const std::optional<StagedCommit>& staged() const { return staged_; }

  /// Everything as a new store.  Not between receiving a commit and merging it: its key is used up
  /// by then.
  SecretBytes snapshot();
  /// What has changed since the last snapshot() or delta(), as one unit; empty if nothing has.
  SecretBytes delta();

  // The steps of Group, with its errors.  A staged commit stays here until it is merged or dropped.
  Result<Bytes> protect(View authenticated_data, View plaintext, Padding padding, Random& rng);
  Result<Processed> process(View message, const Trust& trust);
  Result<Bytes> propose(const CommitInput& input, const CommitOptions& options, const Trust& trust,
                        Time now, Random& rng);
  Status stage_commit(const std::vector<CommitInput>& inputs, const CommitOptions& options,
                      const Trust& trust, Time now, Random& rng);
  /// Err::missing if nothing is staged.
  Status merge_staged();
  void drop_staged();
  /// Somebody else's; ours for the same epoch is dropped.
  Status merge(ReceivedCommit&& commit);

 private:
  std::vector<SecretBytes> key_uses();
  void note_key_use();
  void note_proposal(std::size_t known_before, std::size_t updates_before);
  Status apply(View changes);
  Status apply_one(Reader& r);

  Group group_;
  std::optional<StagedCommit> staged_;
  std::vector<SecretBytes> changes_;  // encoded, not yet given out
  std::vector<SecretBytes> held_;     // key uses of commits received and not yet merged
  Hash chain_{};                      // of everything given out
};

struct GroupJournal::Opened {
  GroupJournal journal;
  /// Bytes at the end that were no whole delta.  If not 0, replace the store by snapshot() before
  /// anything else.
  std::size_t ignored = 0;
};

}  // namespace eq::mls
