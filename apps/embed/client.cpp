// include/equipoise/client.h over parties/client: each function parses its arguments, calls the
// party, and says how it ended.
#include "apps/embed/client.h"

#include "eq/base/utf8.h"
#include "eq/crypto/self_check.h"
#include "eq/wire/realm_check.h"
#include "parties/client/chat.h"
#include "parties/client/enrol.h"
#include "parties/client/inbox.h"
#include "parties/client/outbox.h"
#include "parties/client/removal.h"
#include "parties/client/standing.h"

using namespace eq;
using embed::account_id, embed::act, embed::conversation_id, embed::outermost, embed::to_status;

namespace {

bool is_whole(const eqp_host* host) {
  return host != nullptr && host->size >= sizeof(eqp_host) && host->random != nullptr &&
         host->request != nullptr && host->save != nullptr;
}

Result<wire::Realm> read_realm(const std::uint8_t* data, std::size_t size) {
  REQUIRE_OR(data != nullptr, Err::malformed);
  auto realm = TRY(decode<wire::Realm>(View(data, size)));
  REQUIRE_OR(wire::check(realm).ok(), Err::malformed);
  TRY(crypto::self_check());
  return realm;
}

/// To those whom its owner knows to be there.
Result<client::Posted> send(client::State& state, client::Environment& environment,
                            const ConversationId& id, const std::string& text) {
  auto readers = TRY(client::readers(state, id));
  return TRY(client::send(state, environment, id, text, {}, std::move(readers))).posted;
}

/// The same, or kept: behind what waits there already, and where it cannot go yet.
Result<client::Posted> write(client::State& state, client::Environment& environment,
                             const ConversationId& id, const std::string& text) {
  const bool is_behind = std::ranges::any_of(
      state.kept, [&](const client::Kept& kept) { return kept.conversation == id; });
  if (!is_behind) {
    auto posted = send(state, environment, id, text);
    if (posted.ok() || (posted.error() != Err::unavailable && posted.error() != Err::exhausted))
      return posted;
  }
  TRY(client::keep_words(state, environment, id, text));
  return client::Posted::waits;
}

/// @param how  send or write
eqp_status say(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* conversation,
               const std::uint8_t* text, std::size_t size, int* waits, decltype(send)& how) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    REQUIRE_OR(text != nullptr && is_utf8(View(text, size)), Err::malformed);
    const auto posted =
        TRY(how(state, environment, conversation_id(conversation), to_string(View(text, size))));
    if (waits != nullptr) *waits = posted == client::Posted::waits ? 1 : 0;
    return ok();
  });
}

eqp_status enrol(eqp_client* c, std::uint64_t now_ms,
                 const std::optional<wire::Invitation>& invitation) noexcept {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    TRY(client::enrol(state, environment, invitation));
    TRY(client::ask_for_tokens(state, environment));
    return ok();
  });
}

}  // namespace

extern "C" {

void eqp_reply_set(eqp_reply* reply, int http_status, const std::uint8_t* body, std::size_t size) {
  reply->http_status = http_status;
  reply->body = to_bytes(View(body, size));
}

std::uint32_t eqp_abi(void) { return EQP_ABI; }
const char* eqp_version(void) { return EQ_VERSION; }

const char* eqp_status_text(eqp_status status) {
  if (status == EQP_OK) return "ok";
  if (status == EQP_UNSAVED) return "unsaved";
  if (status == EQP_UNINVITED) return "uninvited";
  if (status == EQP_SUSPENDED) return "suspended";
  if (status == EQP_ERASED) return "erased";
  for (auto e = Err::malformed; e <= Err::unavailable; e = Err(static_cast<int>(e) + 1))
    if (to_status(e) == status) return to_text(e).data();
  return "unknown";
}

eqp_status eqp_client_create(const eqp_host* host, const std::uint8_t* realm,
                             std::size_t realm_size, eqp_client** out) {
  return outermost([&]() -> eqp_status {
    if (out == nullptr) return EQP_MALFORMED;
    *out = nullptr;
    if (!is_whole(host)) return EQP_MALFORMED;
    auto known = read_realm(realm, realm_size);
    if (!known.ok()) return to_status(known.error());
    embed::HostRandom random(*host);
    auto state = client::new_account(known->name, random);
    *out = new eqp_client(*host, std::move(known).take(), std::move(state));
    (*out)->keep();
    return (*out)->line.is_unsaved() ? EQP_UNSAVED : EQP_OK;
  });
}

eqp_status eqp_client_open(const eqp_host* host, const std::uint8_t* realm, std::size_t realm_size,
                           const std::uint8_t* state, std::size_t state_size, eqp_client** out) {
  return outermost([&]() -> eqp_status {
    if (out == nullptr) return EQP_MALFORMED;
    *out = nullptr;
    if (!is_whole(host) || state == nullptr) return EQP_MALFORMED;
    auto known = read_realm(realm, realm_size);
    if (!known.ok()) return to_status(known.error());
    auto loaded = client::State::load(View(state, state_size));
    if (!loaded.ok()) return to_status(loaded.error());
    *out = new eqp_client(*host, std::move(known).take(), std::move(loaded).take());
    return EQP_OK;
  });
}

void eqp_client_close(eqp_client* c) { delete c; }

void eqp_client_account(const eqp_client* c, std::uint8_t account[EQP_ACCOUNT_SIZE]) {
  const AccountId id = c->state.me.record.id();
  std::ranges::copy(id.bytes, account);
}

eqp_status eqp_client_register(eqp_client* c, std::uint64_t now_ms) {
  return enrol(c, now_ms, std::nullopt);
}

eqp_status eqp_client_register_invited(eqp_client* c, std::uint64_t now_ms,
                                       const char* invitation) {
  return outermost([&]() -> eqp_status {
    if (invitation == nullptr) return EQP_MALFORMED;
    const auto read = wire::Invitation::from_text(invitation);
    return read.ok() ? enrol(c, now_ms, *read) : EQP_MALFORMED;
  });
}

std::uint64_t eqp_client_tokens_left(const eqp_client* c, std::uint64_t now_ms) {
  if (c == nullptr || now_ms > kLastTime.ms) return 0;
  return c->state.purse.left(day_of(Time{now_ms}));
}

eqp_status eqp_client_start(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* accounts,
                            std::size_t count, std::uint8_t conversation[EQP_CONVERSATION_SIZE]) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    REQUIRE_OR(accounts != nullptr && conversation != nullptr, Err::malformed);
    std::vector<AccountId> with;
    for (std::size_t i = 0; i < count; ++i)
      with.push_back(account_id(accounts + i * EQP_ACCOUNT_SIZE));
    const ConversationId id = TRY(client::start(state, environment, with));
    std::ranges::copy(id.bytes, conversation);
    return ok();
  });
}

eqp_status eqp_client_add(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* conversation,
                          const std::uint8_t* account) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) {
    return client::add(state, environment, conversation_id(conversation), account_id(account));
  });
}

eqp_status eqp_client_remove(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* conversation,
                             const std::uint8_t* account) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) {
    return client::remove(state, environment, conversation_id(conversation), account_id(account));
  });
}

eqp_status eqp_client_leave(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* conversation) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    TRY(client::leave(state, conversation_id(conversation)));
    environment.keep();
    return ok();
  });
}

eqp_status eqp_client_send(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* conversation,
                           const std::uint8_t* text, std::size_t size, int* waits) {
  return say(c, now_ms, conversation, text, size, waits, send);
}

eqp_status eqp_client_write(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* conversation,
                            const std::uint8_t* text, std::size_t size, int* waits) {
  return say(c, now_ms, conversation, text, size, waits, write);
}

eqp_status eqp_client_sync(eqp_client* c, std::uint64_t now_ms) {
  return act(c, now_ms, [](client::State& state, client::Environment& environment) -> Status {
    TRY(client::sync(state, environment));
    TRY(client::flush(state, environment));
    const auto kept = TRY(client::send_kept(state, environment));
    return kept.wait_for == Err::unavailable ? Status(Err::unavailable) : ok();
  });
}

eqp_status eqp_client_tell(eqp_client* c, std::uint64_t now_ms, eqp_on_event on_event,
                           void* context) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    REQUIRE_OR(on_event != nullptr, Err::malformed);
    for (const auto& event : state.untold.tell()) embed::hand_over(state, event, on_event, context);
    environment.keep();
    return ok();
  });
}

eqp_status eqp_client_history(const eqp_client* c, const std::uint8_t* conversation,
                              eqp_on_event on_message, void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_message == nullptr) return EQP_MALFORMED;
    const auto it = c->state.conversations.find(conversation_id(conversation));
    if (it == c->state.conversations.end()) return EQP_MISSING;
    for (const auto& message : it->second.history)
      embed::hand_over(it->first, message, on_message, context);
    return EQP_OK;
  });
}

eqp_status eqp_client_conversations(const eqp_client* c, eqp_on_id on_conversation, void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_conversation == nullptr) return EQP_MALFORMED;
    for (const auto& [id, conversation] : c->state.conversations)
      on_conversation(context, id.bytes.data());
    return EQP_OK;
  });
}

eqp_status eqp_client_members(const eqp_client* c, const std::uint8_t* conversation,
                              eqp_on_id on_account, void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_account == nullptr) return EQP_MALFORMED;
    const auto accounts = client::members(c->state, conversation_id(conversation));
    if (!accounts.ok()) return to_status(accounts.error());
    for (const auto& account : *accounts) on_account(context, account.bytes.data());
    return EQP_OK;
  });
}

}  // extern "C"
