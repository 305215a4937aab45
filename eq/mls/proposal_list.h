// Internal to this room: the proposals of one commit, resolved, checked and applied (RFC 9420
// sections 12.1 to 12.3).
#pragma once

#include "eq/mls/epoch.h"

namespace eq::mls {

/// A proposal of a commit with whoever sent it.
struct Committed {
  const Proposal* proposal = nullptr;
  Sender sender;
  bool checked = false;  // came by reference: signatures and credentials were verified on arrival
};
using ProposalList = std::vector<Committed>;

/// References looked up among the proposals known in this epoch.
Checked<ProposalList> resolve(const EpochState& epoch, const std::vector<ProposalOrRef>& items,
                              Sender committer);

/// A proposal by itself (section 12.1), as far as that can be told before it is applied.
Checked<void> check_proposal(const EpochState& epoch, const Proposal& p, Sender sender,
                             const Trust& trust);

/// The list as a whole (section 12.2); and each proposal that came by value.
Checked<void> check_list(const EpochState& epoch, const ProposalList& list, Sender committer,
                         const Trust& trust);

/// Section 12.4: whether the commit must carry a path.
bool needs_path(const ProposalList& list);

/// What applying a list (section 12.3) has changed.
struct Applied {
  Effect effect;
  LeafSet added;                   // ascending
  std::vector<NodeIndex> changed;  // leaves with new contents
  const ExternalInit* external_init = nullptr;
};
/// Applies to `next`, a copy of the epoch's tree, extensions and private keys.
Checked<Applied> apply(const EpochState& epoch, EpochState& next, const ProposalList& list);

/// After proposals and path: the rules on the whole new tree (sections 7.3, 12.1.7).
Checked<void> check_new_tree(const EpochState& next, const Applied& applied);

/// psk_secret of the commit; psk_missing if one is unknown.
/// `epoch`: the one whose group's own resumption PSKs may be meant; nullptr when joining.
Checked<HashSecret> gather_psks(const EpochState* epoch, const std::vector<PskId>& psks,
                                const Trust& trust);

/// Sections 5.3.1, 13.4: no extension twice, those of the RFC in their form, external senders known
/// to the application. At most so many of them, and values in required_capabilities: each is looked
/// for in every member's lists.
constexpr std::size_t kMaxGroupExtensions = 64, kMaxRequired = 256;
Checked<void> check_group_extensions(const Extensions& extensions, const Trust& trust);

/// external_senders of the group; empty if there are none.
Checked<std::vector<ExternalSender>> external_senders(const Extensions& extensions);

}  // namespace eq::mls
