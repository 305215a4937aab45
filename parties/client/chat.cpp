#include "parties/client/chat.h"

#include "parties/client/commit.h"
#include "parties/client/company.h"
#include "parties/client/directory.h"
#include "parties/client/inbox.h"
#include "parties/client/key_packages.h"
#include "parties/client/own_record.h"
#include "parties/client/send_key.h"

namespace eq::client {
Result<ConversationId> start(State& state, Environment& environment,
                             const std::vector<AccountId>& with) {
  REQUIRE_OR(!with.empty(), Err::refused);
  TRY(sync(state, environment));
  TRY(be_listed(state, environment));
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
    TRY(refresh(state, environment, account));
  }
  for (const AccountId& account : with) {
    intent.add.push_back(TRY(key_package_of(state, environment, account)));
    request.members.push_back(account);
  }
  auto staged = TRY(stage_change(*c.group, intent, DirectoryCheck(state, environment),
                                 environment.now, environment.rng));
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
  TRY(be_listed(state, environment));
  TRY(refresh(state, environment, account));  // first: no package is used up for nothing
  const auto kp = TRY(key_package_of(state, environment, account));
  return commit(state, environment, conversation,
                [&](const mls::Group& g) -> Result<std::optional<Intent>> {
                  if (is_member(g, account))
                    return std::optional<Intent>();  // by what we sent before, or others
                  return std::optional(Intent{{kp}, {}});
                });
}

Status renew_leaves(State& state, Environment& environment) {
  Status failed = ok();
  for (const ConversationId& id : std::vector(state.leaves_to_renew)) {
    const Status renewed = commit(
        state, environment, id,
        [](const mls::Group&) -> Result<std::optional<Intent>> { return std::optional(Intent{}); });
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
