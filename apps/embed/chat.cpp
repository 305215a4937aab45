// What a chat shows beside its messages: what is on its way, how the owner stands to a
// conversation, what he calls people.
#include "apps/embed/client.h"
#include "eq/base/alike.h"
#include "eq/base/shown.h"
#include "parties/client/company.h"
#include "parties/client/standing.h"

using namespace eq;
using embed::account_id, embed::act, embed::conversation_id, embed::outermost;

namespace {

constexpr std::size_t kLongestName = 64;  // bytes

/// As parties/client refuses to send: somebody unexpected came in, or an invitation is open.
bool must_accept(const client::Conversation& c) {
  return !c.unexpected.empty() || c.invited_above.has_value();
}

Status set_name(client::State& state, const AccountId& account, const std::string& name) {
  if (name.empty()) {
    state.names.erase(account);
    return ok();
  }
  REQUIRE_OR(name.size() <= kLongestName && is_plain_line(view(name)), Err::malformed);
  for (const auto& [other, taken] : state.names)
    REQUIRE_OR(other == account || !sounds_like(name, taken), Err::refused);
  state.names[account] = name;
  return ok();
}

eqp_standing standing_of(const client::Conversation& c) {
  if (c.standing == client::Membership::left) return EQP_STANDING_LEFT;
  if (!c.group->is_active()) return EQP_STANDING_REMOVED;
  return c.standing == client::Membership::broken ? EQP_STANDING_BROKEN : EQP_STANDING_MEMBER;
}

}  // namespace

extern "C" {

eqp_status eqp_client_waiting(const eqp_client* c, const std::uint8_t* conversation,
                              eqp_on_event on_message, void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_message == nullptr) return EQP_MALFORMED;
    const auto it = c->state.conversations.find(conversation_id(conversation));
    if (it == c->state.conversations.end()) return EQP_MISSING;
    const AccountId me = c->state.me.record.id();
    for (const auto& message : it->second.outbox)
      embed::hand_over(it->first, me, message, on_message, context);
    for (const auto& kept : c->state.kept)
      if (kept.conversation == it->first) embed::hand_over(me, kept, on_message, context);
    return EQP_OK;
  });
}

eqp_status eqp_client_conversation(const eqp_client* c, const std::uint8_t* conversation,
                                   eqp_conversation* out) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || out == nullptr || out->size < sizeof(eqp_conversation))
      return EQP_MALFORMED;
    const auto it = c->state.conversations.find(conversation_id(conversation));
    if (it == c->state.conversations.end()) return EQP_MISSING;
    out->standing = standing_of(it->second);
    out->must_accept = must_accept(it->second) ? 1 : 0;
    out->messages = static_cast<std::uint32_t>(it->second.history.size());
    return EQP_OK;
  });
}

eqp_status eqp_client_accept(eqp_client* c, std::uint64_t now_ms,
                             const std::uint8_t* conversation) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    TRY(client::acknowledge(state, conversation_id(conversation)));
    environment.keep();
    return ok();
  });
}

eqp_status eqp_client_set_name(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* account,
                               const std::uint8_t* name, std::size_t size) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    REQUIRE_OR(name != nullptr || size == 0, Err::malformed);
    TRY(set_name(state, account_id(account), to_string(View(name, size))));
    environment.keep();
    return ok();
  });
}

eqp_status eqp_client_names(const eqp_client* c, eqp_on_bytes on_name, void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_name == nullptr) return EQP_MALFORMED;
    for (const auto& [account, name] : c->state.names)
      on_name(context, account.bytes.data(), view(name).data(), name.size());
    return EQP_OK;
  });
}

eqp_status eqp_client_listen(eqp_client* c, std::uint64_t now_ms, eqp_on_bytes on_frame,
                             void* context) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    REQUIRE_OR(on_frame != nullptr, Err::malformed);
    const Bytes frame = encode(
        wire::sign_request(state.me.device, wire::Verb::mailbox_fetch, environment.realm.name,
                           encode(wire::MailboxFetch{}), environment.now, environment.rng));
    on_frame(context, nullptr, frame.data(), frame.size());
    return ok();
  });
}

}  // extern "C"
