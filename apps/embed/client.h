// What the functions of include/equipoise/client.h share: the handle, and how an act ends.
#pragma once

#include "apps/embed/events.h"
#include "apps/embed/host.h"
#include "eq/wire/realm.h"
#include "parties/client/environment.h"

struct eqp_client {
  eqp_client(const eqp_host& lent, eq::wire::Realm its_realm, eq::client::State its_state)
      : host(lent), realm(std::move(its_realm)), state(std::move(its_state)) {}
  eqp_client(const eqp_client&) = delete;
  eqp_client& operator=(const eqp_client&) = delete;

  const eqp_host host;
  const eq::wire::Realm realm;
  eq::client::State state;
  eq::embed::HostRandom random{host};
  eq::embed::HostLine line{host};

  void keep() { line.keep(state.save()); }
  eq::client::Environment environment(eq::Time now) {
    return {realm, line, [this] { keep(); }, now, random};
  }
};

namespace eq::embed {

/// What the service's operator decided is said as such.
inline eqp_status status_of(const eqp_client& c, Err e) {
  if (e != Err::refused) return to_status(e);
  switch (c.line.last_code()) {
    case wire::Code::uninvited: return EQP_UNINVITED;
    case wire::Code::suspended: return EQP_SUSPENDED;
    case wire::Code::erased: return EQP_ERASED;
    default: return EQP_REFUSED;
  }
}

/// An act of the client: what could not be saved is tried again first, and overrules how it ended.
template <class Act>
eqp_status act(eqp_client* c, std::uint64_t now_ms, Act&& does) noexcept {
  if (c == nullptr || now_ms > kLastTime.ms) return EQP_MALFORMED;
  if (c->line.is_unsaved()) c->keep();
  auto environment = c->environment(Time{now_ms});
  const Status done = does(c->state, environment);
  if (c->line.is_unsaved()) return EQP_UNSAVED;
  return done.ok() ? EQP_OK : status_of(*c, done.error());
}

/// No exception leaves a C function: the only ones there are, of memory that is used up, end the
/// program here.
template <class Body>
auto outermost(Body&& body) noexcept {
  return body();
}

inline ConversationId conversation_id(const std::uint8_t* bytes) {
  return *ConversationId::from(View(bytes, EQP_CONVERSATION_SIZE));
}
inline AccountId account_id(const std::uint8_t* bytes) {
  return *AccountId::from(View(bytes, EQP_ACCOUNT_SIZE));
}
static_assert(ConversationId::kSize == EQP_CONVERSATION_SIZE &&
              AccountId::kSize == EQP_ACCOUNT_SIZE);

}  // namespace eq::embed
