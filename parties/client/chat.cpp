#include "parties/client/chat.h"

#include "parties/client/directory.h"
#include "parties/client/inbox.h"
#include "parties/client/key_packages.h"
#include "parties/client/send_key.h"

namespace eq::client {
namespace {

constexpr int kCommitTries = 4;

std::uint32_t leaf_count(const mls::Group& g) {
  std::uint32_t last = 0;
  for (const auto& m : g.members()) last = std::max(last, m.leaf);
  return last + 1;
}
/// An upper bound for the next epoch: added members may take new leaves.
std::uint32_t leaf_count_after(const mls::Group& g, const mls::NextEpoch& next) {
  return leaf_count(g) + static_cast<std::uint32_t>(next.effect().added.size());
}

/// Stage, save, send, merge; when another commit won the epoch, take it in and start over.
/// `inputs_now` is asked anew each time, for the group may have changed.
template <class F>
Status commit(State& s, Hands& h, const ConversationId& id, F&& inputs_now, std::vector<AccountId> added,
              std::vector<AccountId> removed) {
  for (int tries = 0; tries < kCommitTries; ++tries) {
    TRY(sync(s, h));
    Conversation& c = *TRY(find(s, id));
    REQUIRE_OR(c.group->is_active(), Err::refused);
    const std::vector<mls::CommitInput> inputs = TRY(inputs_now(*c.group));
    const DirectoryCheck directory(s, h);
    c.pending = TRY(c.group->stage_commit(inputs, {}, {directory}, h.now, h.rng));
    wire::ConversationCommit request;
    request.conv = id;
    request.epoch = c.group->epoch();
    request.commit = c.pending->commit();
    request.send_key = TRY(send_key(*c.pending, id));
    request.added = added;
    request.removed = removed;
    request.leaf_count = leaf_count_after(*c.group, *c.pending);
    if (c.pending->welcome()) request.welcome = *c.pending->welcome();
    request.tag = wire::commit_tag(send_key(*c.group), request);
    spent(s, added);
    h.keep();  // if we crash after the server took it, sync() merges what we saved
    const auto accepted = wire::ask(h.server, request);
    if (accepted.ok()) return sync(s, h).ok() ? ok() : Status(Err::unavailable);
    if (h.server.last_code() != wire::Code::stale_epoch) {
      if (accepted.error() != Err::unavailable) c.pending.reset();
      return accepted.error();
    }
    c.pending.reset();
  }
  return Err::stale;
}

}  // namespace

Result<ConversationId> start(State& s, Hands& h, const std::vector<AccountId>& with) {
  REQUIRE_OR(!with.empty(), Err::refused);
  TRY(sync(s, h));
  const DirectoryCheck directory(s, h);
  const ConversationId id{h.rng.array<16>()};
  Conversation c;
  c.id = id;
  const mls::KeyPackageOptions leaf{.lifetime = {h.now.ms / kSecond_ms - 3600, h.now.ms / kSecond_ms + 365 * 86400},
                                    .leaf_extensions = {}, .extensions = {}, .extra_extensions = {}, .extra_proposals = {}};
  c.group = TRY(mls::Group::create(mls::Suite::x25519_chacha20poly1305_sha256_ed25519, id.view(),
                                   mls::SignatureKey::ed25519(s.me.device),
                                   mls::Credential::basic(s.me.record.id().view()), {}, leaf, h.rng));
  wire::ConversationCreate request;
  request.conv = id;
  request.members = {s.me.record.id()};
  std::vector<mls::CommitInput> inputs;
  // Nobody's package is used up for a conversation that cannot be.
  for (const AccountId& account : with) {
    REQUIRE_OR(account != s.me.record.id(), Err::refused);
    TRY(look_up(s, h, account));
  }
  for (const AccountId& account : with) {
    inputs.push_back(mls::AddMember{TRY(key_package_of(s, h, account))});
    request.members.push_back(account);
  }
  auto staged = TRY(c.group->stage_commit(inputs, {}, {directory}, h.now, h.rng));
  EQ_ASSERT(staged.welcome().has_value());
  request.welcome = *staged.welcome();
  TRY(c.group->merge(std::move(staged)));
  request.epoch = c.group->epoch();
  request.send_key = send_key(*c.group);
  request.leaf_count = leaf_count(*c.group);
  spent(s, with);
  h.keep();
  // Nobody else knows the conversation until the server took it, so it is ours to keep only then.
  TRY(ask(s, h, request));
  s.conversations.emplace(id, std::move(c));
  h.keep();
  return id;
}

Status add(State& s, Hands& h, const ConversationId& conversation, const AccountId& account) {
  const auto now_in = TRY(members(s, conversation));
  REQUIRE_OR(std::find(now_in.begin(), now_in.end(), account) == now_in.end(), Err::refused);
  const auto kp = TRY(key_package_of(s, h, account));
  return commit(s, h, conversation, [&](const mls::Group&) -> Result<std::vector<mls::CommitInput>> {
    return std::vector<mls::CommitInput>{mls::AddMember{kp}};
  }, {account}, {});
}

Status remove(State& s, Hands& h, const ConversationId& conversation, const AccountId& account) {
  return commit(s, h, conversation, [&](const mls::Group& g) -> Result<std::vector<mls::CommitInput>> {
    for (const auto& m : g.members())
      if (const auto id = account_of(m.credential); id.ok() && *id == account)
        return std::vector<mls::CommitInput>{mls::RemoveMember{m.leaf}};
    return Err::missing;
  }, {}, {account});
}

Status renew_leaves(State& s, Hands& h) {
  Status failed = ok();
  for (const ConversationId& id : std::vector(s.leaves_to_renew)) {
    const Status renewed = commit(s, h, id, [](const mls::Group&) -> Result<std::vector<mls::CommitInput>> {
      return std::vector<mls::CommitInput>{mls::UpdateSelf{}};
    }, {}, {});
    if (!renewed.ok() && (renewed.error() == Err::unavailable || renewed.error() == Err::stale)) {
      failed = renewed;  // later; the others do not wait for it
      continue;
    }
    // Of one that we are no longer in, or that does not let us commit, there is nothing to renew.
    std::erase(s.leaves_to_renew, id);
    h.keep();
  }
  return failed;
}

Result<std::vector<AccountId>> members(const State& s, const ConversationId& conversation) {
  const auto it = s.conversations.find(conversation);
  REQUIRE_OR(it != s.conversations.end(), Err::missing);
  std::vector<AccountId> out;
  for (const auto& m : it->second.group->members()) out.push_back(TRY(account_of(m.credential)));
  return out;
}

}  // namespace eq::client
