#include "parties/client/company.h"

#include "parties/client/change.h"
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

void note_heard(Conversation& conversation, const AccountId& sender) {
  if (!contains(conversation.talked_to, sender)) conversation.talked_to.push_back(sender);
}

void note_said(State& state, Conversation& conversation) {
  for (const auto& a : accounts_of(conversation.group->members()))
    if (a != state.me.record.id()) note_heard(conversation, a);
}

MembersChanged note_change(State& state, Conversation& conversation, const mls::Effect& effect) {
  MembersChanged change{
      conversation.id,  std::nullopt, accounts_of(effect.added), accounts_of(effect.removed), {},
      effect.removes_me};
  if (effect.committer)
    if (const auto m = conversation.group->member(*effect.committer))
      if (const auto a = account_of(m->credential); a.ok()) change.by = *a;
  // A commit of a leaf that it removes itself does not exist, so whoever made it is in the
  // conversation still.
  const bool ours = change.by == state.me.record.id();
  // Whoever is not expected brings nobody, whatever he has said meanwhile.
  const bool brought = ours || (change.by && contains(conversation.talked_to, *change.by) &&
                                !contains(conversation.unexpected, *change.by));
  for (const auto& a : change.added) {
    if (ours) note_heard(conversation, a);
    if (!brought) change.unexpected.push_back(a);
  }
  // with every leaf
  const auto gone = [&](const AccountId& a) {
    return contains(change.removed, a) && !contains(change.added, a) &&
           leaves_of(*conversation.group, a).size() <=
               static_cast<std::size_t>(std::ranges::count(change.removed, a));
  };
  std::erase_if(conversation.talked_to, gone);
  std::erase_if(conversation.unexpected, gone);
  if (change.removed_me) conversation.removing.clear();
  std::erase_if(conversation.removing, gone);
  for (const auto& a : change.unexpected)
    if (!contains(conversation.unexpected, a)) conversation.unexpected.push_back(a);
  return change;
}

std::vector<MembersChanged> changes_not_told(const State& state, const ConversationId& id) {
  std::vector<MembersChanged> out;
  for (const auto& event : state.untold.waiting()) {
    const auto* change = std::get_if<MembersChanged>(&event);
    if (change && change->conversation == id && change->by != state.me.record.id())
      out.push_back(*change);
  }
  return out;
}

Status acknowledge(State& state, const ConversationId& id) {
  Conversation& c = *TRY(find(state, id));
  c.unexpected.clear();
  c.invited_above.reset();
  return ok();
}

}  // namespace eq::client
