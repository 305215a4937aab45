#include "parties/client/company.h"

#include "parties/client/directory.h"

namespace eq::client {
namespace {

bool contains(const std::vector<AccountId>& accounts, const AccountId& a) {
  return std::find(accounts.begin(), accounts.end(), a) != accounts.end();
}

std::vector<AccountId> accounts_of(const std::vector<mls::Member>& members) {
  std::vector<AccountId> out;
  for (const auto& m : members)
    if (const auto a = account_of(m.credential); a.ok()) out.push_back(*a);
  return out;
}

}  // namespace

void note_heard(Conversation& c, const AccountId& sender) {
  if (!contains(c.talked_to, sender)) c.talked_to.push_back(sender);
}

void note_said(State& s, Conversation& c) {
  for (const auto& a : accounts_of(c.group->members()))
    if (a != s.me.record.id()) note_heard(c, a);
}

MembersChanged note_change(State& s, Conversation& c, const mls::Effect& effect) {
  MembersChanged change{
      c.id, std::nullopt,     accounts_of(effect.added), accounts_of(effect.removed),
      {},   effect.removes_me};
  if (effect.committer)
    if (const auto m = c.group->member(*effect.committer))
      if (const auto a = account_of(m->credential); a.ok()) change.by = *a;
  // A commit of a leaf that it removes itself does not exist, so whoever made it is in the
  // conversation still.
  const bool ours = change.by == s.me.record.id();
  const bool brought = ours || (change.by && contains(c.talked_to, *change.by));
  for (const auto& a : change.added) {
    if (ours) note_heard(c, a);
    if (!brought) change.unexpected.push_back(a);
  }
  const auto gone = [&](const AccountId& a) {
    return contains(change.removed, a) && !contains(change.added, a);
  };
  std::erase_if(c.talked_to, gone);
  std::erase_if(c.unexpected, gone);
  for (const auto& a : change.unexpected)
    if (!contains(c.unexpected, a)) c.unexpected.push_back(a);
  return change;
}

Status acknowledge(State& s, const ConversationId& id) {
  Conversation& c = *TRY(find(s, id));
  c.unexpected.clear();
  return ok();
}

}  // namespace eq::client
