#include "parties/client/change.h"

#include <set>

#include "parties/client/directory.h"
#include "parties/client/send_key.h"

namespace eq::client {
namespace {

/// Who somebody is to the others: credential and signature key.
using Who = std::pair<Bytes, Bytes>;
Who who(const mls::Credential& credential, View signature_key) {
  return {encode(credential), to_bytes(signature_key)};
}

/// Each once.
Result<std::vector<AccountId>> accounts(const std::vector<mls::Member>& members) {
  std::set<AccountId> out;
  for (const auto& m : members) out.insert(TRY(account_of(m.credential)));
  return std::vector(out.begin(), out.end());
}

}  // namespace

Status check_effect(const mls::Group& group, const mls::NextEpoch& next, const Intent& intent) {
  const mls::Effect& e = next.effect();
  REQUIRE_OR(e.committer == group.own_leaf() && !e.removes_me, Err::refused);
  REQUIRE_OR(e.updated.size() == 1 && e.updated[0].leaf == group.own_leaf(), Err::refused);
  REQUIRE_OR(!e.extensions && e.psks.empty() && !e.reinit, Err::refused);
  const std::set<mls::LeafIndex> out(intent.remove.begin(), intent.remove.end());
  std::multiset<Who> meant, there;
  for (const auto& m : group.members())
    if (!out.contains(m.leaf)) meant.insert(who(m.credential, m.signature_key));
  for (const auto& kp : intent.add)
    meant.insert(who(kp.leaf.credential(), kp.leaf.signature_key()));
  for (const auto& m : next.members()) there.insert(who(m.credential, m.signature_key));
  REQUIRE_OR(
      meant == there && e.added.size() == intent.add.size() && e.removed.size() == out.size(),
      Err::refused);
  return ok();
}

Result<mls::StagedCommit> stage_change(mls::Group& group, const Intent& intent,
                                       const mls::CredentialCheck& directory, Time now,
                                       Random& rng) {
  std::vector<mls::CommitInput> inputs;
  for (const auto& kp : intent.add) inputs.push_back(mls::AddMember{kp});
  for (const auto leaf : intent.remove) inputs.push_back(mls::RemoveMember{leaf});
  auto staged = TRY(group.stage_commit(inputs, {}, {directory}, now, rng));
  TRY(check_effect(group, staged, intent));
  return staged;
}

Result<wire::ConversationCommit> commit_request(const mls::StagedCommit& staged,
                                                const mls::Group& group, const ConversationId& id) {
  wire::ConversationCommit r;
  r.conv = id;
  r.epoch = group.epoch();
  r.commit = staged.commit();
  r.send_key = TRY(send_key(staged, id));
  r.added = TRY(accounts(staged.effect().added));
  r.removed = TRY(accounts(staged.effect().removed));
  r.leaf_count = leaf_count(staged.members());
  if (staged.welcome()) r.welcome = *staged.welcome();
  r.tag = wire::commit_tag(send_key(group), r);
  return r;
}

std::vector<mls::LeafIndex> leaves_of(const mls::Group& group, const AccountId& account) {
  std::vector<mls::LeafIndex> out;
  for (const auto& m : group.members())
    if (const auto id = account_of(m.credential); id.ok() && *id == account) out.push_back(m.leaf);
  return out;
}

bool is_member(const mls::Group& group, const AccountId& account) {
  return !leaves_of(group, account).empty();
}

std::uint32_t leaf_count(const std::vector<mls::Member>& members) {
  std::uint32_t last = 0;
  for (const auto& m : members) last = std::max(last, m.leaf);
  return last + 1;
}

}  // namespace eq::client
