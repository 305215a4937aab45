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
Status commit(State& s, Hands& h, const ConversationId& id, F&& intent_now) {
  for (int tries = 0; tries < kCommitTries; ++tries) {
    TRY(sync(s, h));
    Conversation& c = *TRY(find(s, id));
    REQUIRE_OR(c.group->is_active(), Err::refused);
    const Intent intent = TRY(intent_now(*c.group));
    auto change = TRY(Change::stage(*c.group, intent, DirectoryCheck(s, h), h.now, h.rng));
    const auto request = TRY(change.request(*c.group, id));
    c.pending = std::move(change).take();
    spent(s, request.added);
    h.keep();  // if we crash after the server took it, sync() merges what we saved
    const auto accepted = wire::ask(h.server, request);
    if (accepted.ok()) return sync(s, h).ok() ? ok() : Status(Err::unavailable);
    const wire::Code code = h.server.last_code();
    if (code != wire::Code::stale_epoch) {
      if (accepted.error() != Err::unavailable) c.pending.reset();
      // it holds another sending key than ours
      if (code == wire::Code::forged) mark_broken(s, c, Err::forged);
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

Result<ConversationId> start(State& s, Hands& h, const std::vector<AccountId>& with) {
  REQUIRE_OR(!with.empty(), Err::refused);
  TRY(sync(s, h));
  const ConversationId id{h.rng.array<16>()};
  Conversation c;
  c.id = id;
  const mls::KeyPackageOptions leaf{
      .lifetime = {h.now.ms / kSecond_ms - 3600, h.now.ms / kSecond_ms + 365 * 86400},
      .leaf_extensions = {},
      .extensions = {},
      .extra_extensions = {},
      .extra_proposals = {}};
  c.group =
      TRY(mls::Group::create(mls::Suite::x25519_chacha20poly1305_sha256_ed25519, id.view(),
                             mls::SignatureKey::ed25519(s.me.device),
                             mls::Credential::basic(s.me.record.id().view()), {}, leaf, h.rng));
  wire::ConversationCreate request;
  request.conv = id;
  request.members = {s.me.record.id()};
  Intent intent;
  // Nobody's package is used up for a conversation that cannot be.
  for (const AccountId& account : with) {
    REQUIRE_OR(account != s.me.record.id(), Err::refused);
    TRY(look_up(s, h, account));
  }
  for (const AccountId& account : with) {
    intent.add.push_back(TRY(key_package_of(s, h, account)));
    request.members.push_back(account);
  }
  auto staged = TRY(Change::stage(*c.group, intent, DirectoryCheck(s, h), h.now, h.rng)).take();
  EQ_ASSERT(staged.welcome().has_value());
  request.welcome = *staged.welcome();
  TRY(c.group->merge(std::move(staged)));
  request.epoch = c.group->epoch();
  request.send_key = send_key(*c.group);
  request.leaf_count = leaf_count(c.group->members());
  note_said(s, c);
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
  return commit(s, h, conversation, [&](const mls::Group&) -> Result<Intent> {
    return Intent{{kp}, {}};
  });
}

Status remove(State& s, Hands& h, const ConversationId& conversation, const AccountId& account) {
  REQUIRE_OR(account != s.me.record.id(), Err::refused);
  return commit(s, h, conversation, [&](const mls::Group& g) -> Result<Intent> {
    return Intent{{}, {TRY(leaf_of(g, account))}};
  });
}

Status renew_leaves(State& s, Hands& h) {
  Status failed = ok();
  for (const ConversationId& id : std::vector(s.leaves_to_renew)) {
    const Status renewed =
        commit(s, h, id, [](const mls::Group&) -> Result<Intent> { return Intent{}; });
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
