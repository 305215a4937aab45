#include "parties/client/chat.h"

#include "parties/client/change.h"
#include "parties/client/company.h"
#include "parties/client/directory.h"
#include "parties/client/inbox.h"
#include "parties/client/key_packages.h"
#include "parties/client/send_key.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

constexpr int kCommitTries = 4;

/// Stage, save, send, merge; when another commit won the epoch, take it in and start over.
/// `intent_now` is asked anew each time, for the group may have changed.
template <class F>
Status commit(State& state, Environment& environment, const ConversationId& id, F&& intent_now) {
  for (int tries = 0; tries < kCommitTries; ++tries) {
    TRY(sync(state, environment));
    Conversation& c = *TRY(find(state, id));
    REQUIRE_OR(c.group->is_active(), Err::refused);
    const Intent intent = TRY(intent_now(*c.group));
    auto change = TRY(Change::stage(*c.group, intent, DirectoryCheck(state, environment),
                                    environment.now, environment.rng));
    const auto request = TRY(change.request(*c.group, id));
    c.pending = std::move(change).take();
    spent(state, request.added);
    environment.keep();  // if we crash after the server took it, sync() merges what we saved
    const auto accepted = wire::ask(environment.server, request);
    if (accepted.ok()) return sync(state, environment).ok() ? ok() : Status(Err::unavailable);
    const wire::Code code = environment.server.last_code();
    if (code != wire::Code::stale_epoch) {
      if (accepted.error() != Err::unavailable) c.pending.reset();
      // it holds another sending key than ours
      if (code == wire::Code::forged) mark_broken(state, c, Err::forged);
      return accepted.error();
    }
    c.pending.reset();
  }
  return Err::stale;
}

/// Those of an account, which has one device.
Result<mls::LeafIndex> leaf_of(const mls::Group& g, const AccountId& account) {
  for (const auto& m : g.members())
    if (const auto id = account_of(m.credential); id.ok() && *id == account) return m.leaf;
  return Err::missing;
}

}  // namespace

Result<ConversationId> start(State& state, Environment& environment,
                             const std::vector<AccountId>& with) {
  REQUIRE_OR(!with.empty(), Err::refused);
  TRY(sync(state, environment));
  const ConversationId id{environment.rng.array<16>()};
  Conversation c;
  c.id = id;
  const mls::KeyPackageOptions leaf{.lifetime = {environment.now.ms / kSecond_ms - 3600,
                                                 environment.now.ms / kSecond_ms + 365 * 86400},
                                    .leaf_extensions = {},
                                    .extensions = {},
                                    .extra_extensions = {},
                                    .extra_proposals = {}};
  c.group = TRY(mls::Group::create(mls::Suite::x25519_chacha20poly1305_sha256_ed25519, id.view(),
                                   mls::SignatureKey::ed25519(state.me.device),
                                   mls::Credential::basic(state.me.record.id().view()), {}, leaf,
                                   environment.rng));
  wire::ConversationCreate request;
  request.conv = id;
  request.members = {state.me.record.id()};
  Intent intent;
  // Nobody's package is used up for a conversation that cannot be.
  for (const AccountId& account : with) {
    REQUIRE_OR(account != state.me.record.id(), Err::refused);
    TRY(look_up(state, environment, account));
  }
  for (const AccountId& account : with) {
    intent.add.push_back(TRY(key_package_of(state, environment, account)));
    request.members.push_back(account);
  }
  auto staged = TRY(Change::stage(*c.group, intent, DirectoryCheck(state, environment),
                                  environment.now, environment.rng))
                    .take();
  EQ_ASSERT(staged.welcome().has_value());
  request.welcome = *staged.welcome();
  TRY(c.group->merge(std::move(staged)));
  request.epoch = c.group->epoch();
  request.send_key = send_key(*c.group);
  request.leaf_count = leaf_count(c.group->members());
  note_said(state, c);
  spent(state, with);
  environment.keep();
  // Nobody else knows the conversation until the server took it, so it is ours to keep only then.
  TRY(ask(state, environment, request));
  state.conversations.emplace(id, std::move(c));
  environment.keep();
  return id;
}

Status add(State& state, Environment& environment, const ConversationId& conversation,
           const AccountId& account) {
  const auto now_in = TRY(members(state, conversation));
  REQUIRE_OR(std::find(now_in.begin(), now_in.end(), account) == now_in.end(), Err::refused);
  const auto kp = TRY(key_package_of(state, environment, account));
  return commit(state, environment, conversation, [&](const mls::Group&) -> Result<Intent> {
    return Intent{{kp}, {}};
  });
}

Status remove(State& state, Environment& environment, const ConversationId& conversation,
              const AccountId& account) {
  REQUIRE_OR(account != state.me.record.id(), Err::refused);
  return commit(state, environment, conversation, [&](const mls::Group& g) -> Result<Intent> {
    return Intent{{}, {TRY(leaf_of(g, account))}};
  });
}

Status renew_leaves(State& state, Environment& environment) {
  Status failed = ok();
  for (const ConversationId& id : std::vector(state.leaves_to_renew)) {
    const Status renewed = commit(state, environment, id,
                                  [](const mls::Group&) -> Result<Intent> { return Intent{}; });
    if (!renewed.ok() && (renewed.error() == Err::unavailable || renewed.error() == Err::stale)) {
      failed = renewed;  // later; the others do not wait for it
      continue;
    }
    // Of one that we are no longer in, or that does not let us commit, there is nothing to renew.
    std::erase(state.leaves_to_renew, id);
    environment.keep();
  }
  return failed;
}

Result<std::vector<AccountId>> members(const State& state, const ConversationId& conversation) {
  const auto it = state.conversations.find(conversation);
  REQUIRE_OR(it != state.conversations.end(), Err::missing);
  std::vector<AccountId> out;
  for (const auto& m : it->second.group->members()) out.push_back(TRY(account_of(m.credential)));
  return out;
}

}  // namespace eq::client
