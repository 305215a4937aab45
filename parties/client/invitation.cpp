#include "parties/client/invitation.h"

#include "parties/client/company.h"
#include "parties/client/directory.h"

namespace eq::client {
namespace {

/// A commit a millisecond, for three hundred years: whoever claims more counts down others' epochs.
constexpr std::uint64_t kEpochs = std::uint64_t{1} << 43;

/// Opened with one of our key packages, and nothing done with it.
struct Opened {
  mls::Group group;
  AccountId by;
  std::size_t package = 0;  // of ours
};

Result<Opened> open_welcome(State& state, Environment& environment, const wire::Delivery& d) {
  const DirectoryCheck directory(state, environment);
  for (std::size_t i = 0; i < state.key_packages.size(); ++i) {
    const auto& package = state.key_packages[i];
    auto group = mls::Group::join(d.body, package, std::nullopt, {directory});
    if (!group.ok() && group.error() == Err::missing) continue;
    if (!group.ok()) return directory.why(group.error());
    REQUIRE_OR(equal_var(group->group_id(), d.conv.view()), Err::forged);
    const auto leaf = TRY(mls::Group::welcomed_by(d.body, package, {directory}));
    const auto by = TRY(account_of(group->member(leaf)->credential));
    return Opened{std::move(group).take(), by, i};
  }
  return Err::missing;
}

/// Its secrets open no other Welcome, unless it is the last resort: then the leaf is renewed.
void use_up(State& state, std::size_t package, const ConversationId& conversation) {
  const auto at = state.key_packages.begin() + static_cast<std::ptrdiff_t>(package);
  if (!mls::is_last_resort(at->key_package))
    state.key_packages.erase(at);
  else if (std::ranges::find(state.leaves_to_renew, conversation) == state.leaves_to_renew.end())
    state.leaves_to_renew.push_back(conversation);
}

/// What was to be said in the group that ended was meant for those who were in it.
void give_back_what_waits(State& state, Conversation& c) {
  for (const Outgoing& o : std::exchange(c.outbox, {}))
    if (const auto content = franking::decode_content(o.f); content.ok())
      state.untold.add(GivenBack{c.id, to_string(content->content), Err::stale});
}

/// Another group in place of the one that ended.  History stays; what belonged to its epochs goes.
void begin_again(State& state, Conversation& c, mls::Group group, std::uint64_t above) {
  give_back_what_waits(state, c);
  Conversation again;
  again.id = c.id;
  again.group = std::move(group);
  again.invited_above = above;
  again.history = std::move(c.history);
  again.unshown = std::move(c.unshown);
  again.reported = std::move(c.reported);
  for (const auto& m : again.group->members())
    if (const auto account = account_of(m.credential);
        account.ok() && *account != state.me.record.id())
      again.unexpected.push_back(*account);
  c = std::move(again);
}

bool is_same(const mls::Group& one, const mls::Group& other) {
  return one.epoch() == other.epoch() && one.epoch_authenticator() == other.epoch_authenticator();
}

}  // namespace

Status take_welcome(State& state, Environment& environment, const wire::Delivery& d) {
  const auto known = state.conversations.find(d.conv);
  const bool is_again = known != state.conversations.end();
  const bool is_active =
      is_again && known->second.standing != Membership::left && known->second.group->is_active();
  if (is_active && !known->second.invited_above)
    return ok();  // delivered twice, or laid in by somebody: its owner is in it
  auto opened = open_welcome(state, environment, d);
  if (is_active && !opened.ok() && opened.error() == Err::missing) return ok();  // twice
  auto welcome = TRY(std::move(opened));
  REQUIRE_OR(welcome.group.epoch() < kEpochs, Err::malformed);
  if (is_active && is_same(*known->second.group, welcome.group)) return ok();  // by a last resort
  std::uint64_t above = 0;
  if (is_again) {
    above = known->second.invited_above.value_or(known->second.group->epoch());
    REQUIRE_OR(welcome.group.epoch() > above, Err::stale);
  }

  use_up(state, welcome.package, d.conv);
  Conversation& c = state.conversations[d.conv];
  if (is_again) {
    begin_again(state, c, std::move(welcome.group), above);
    state.untold.add(InvitedAgain{d.conv, welcome.by});
  } else {
    c.id = d.conv;
    c.group = std::move(welcome.group);
    note_heard(c, welcome.by);
    state.untold.add(Joined{d.conv});
  }
  return ok();
}

}  // namespace eq::client
