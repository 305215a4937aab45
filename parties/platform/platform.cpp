#include "parties/platform/platform.h"

#include "eq/wire/auth.h"
#include "parties/platform/step.h"

namespace eq::platform {
namespace {
using wire::Authority;
using wire::Code;

/// Who is behind a signed request.  Known key first, then signature, then replay.
Result<Sender, wire::Code> authenticate(Step& step, const wire::CheckedRequest& checked,
                                        wire::Verb verb) {
  const auto& request = checked.request();
  Sender sender{request.key, std::nullopt, step.realm.role_of(request.key)};
  // The service's own operator, who may log an answer and nothing else (entries.cpp).
  const bool own = verb == wire::Verb::log_append && request.key == step.realm.stamp_key;
  if (!sender.role) sender.account = TRY(step.find<AccountId>(Table::devices, request.key.bytes));
  const Authority wanted = info(verb).authority;
  REQUIRE_OR(own || sender.role || sender.account, Code::unauthorised);
  REQUIRE_OR(wanted != Authority::account || sender.account, Code::unauthorised);
  REQUIRE_OR(wanted != Authority::organisation || sender.role || own, Code::unauthorised);
  const auto verified = checked.verify(step.now);
  if (!verified.ok()) return verified.error() == Err::stale ? Code::expired : Code::forged;
  const Bytes nonce = key_of({be64(request.at.ms), request.key.bytes, request.nonce});
  REQUIRE_OR(!TRY(step.has(Table::nonces, nonce)), Code::replayed);
  TRY(step.mark(Table::nonces, nonce));
  if (sender.account) TRY(check_standing(step, *sender.account, verb));
  return sender;
}

template <class Request>
Result<Bytes, wire::Code> answer(
    Step& step, const Incoming& incoming,
    Result<typename Request::Reply, wire::Code> (*verb)(Step&, const Sender&, const Request&)) {
  constexpr wire::Verb kVerb = Request::kVerb;
  if constexpr (info(kVerb).authority <= Authority::membership) {
    const auto request = TRY(coded(decode<Request>(incoming.body())));
    return encode(TRY(verb(step, Sender{}, request)));
  } else {
    const auto& envelope = incoming.envelope();
    REQUIRE_OR(envelope.ok(), envelope.error());
    const Sender sender = TRY(authenticate(step, *envelope, kVerb));
    const auto request = TRY(coded(decode<Request>(envelope->request().body)));
    return encode(TRY(verb(step, sender, request)));
  }
}

Result<Bytes, wire::Code> dispatch(Step& step, const Incoming& incoming) {
  using wire::Verb;
  switch (incoming.verb()) {
    case Verb::accounts_register: return answer(step, incoming, accounts_register);
    case Verb::accounts_get: return answer(step, incoming, accounts_get);
    case Verb::key_packages_publish: return answer(step, incoming, key_packages_publish);
    case Verb::key_packages_take: return answer(step, incoming, key_packages_take);
    case Verb::conversations_create: return answer(step, incoming, conversations_create);
    case Verb::conversations_commit: return answer(step, incoming, conversations_commit);
    case Verb::messages_send: return answer(step, incoming, messages_send);
    case Verb::mailbox_fetch: return answer(step, incoming, mailbox_fetch);
    case Verb::mailbox_ack: return answer(step, incoming, mailbox_ack);
    case Verb::blobs_put: return answer(step, incoming, blobs_put);
    case Verb::blobs_get: return answer(step, incoming, blobs_get);
    case Verb::match_evaluate: return answer(step, incoming, match_evaluate);
    case Verb::list_get: return answer(step, incoming, list_get);
    case Verb::desk_post: return answer(step, incoming, desk_post);
    case Verb::desk_fetch: return answer(step, incoming, desk_fetch);
    case Verb::desk_ack: return answer(step, incoming, desk_ack);
    case Verb::log_append: return answer(step, incoming, log_append);
    case Verb::cases_update: return answer(step, incoming, cases_update);
    case Verb::access_envelopes: return answer(step, incoming, access_envelopes);
    case Verb::access_messages: return answer(step, incoming, access_messages);
    case Verb::preservation_begin: return answer(step, incoming, preservation_begin);
    case Verb::preservation_key: return answer(step, incoming, preservation_key);
    case Verb::access_preserved: return answer(step, incoming, access_preserved);
    case Verb::vouchers_put: return answer(step, incoming, vouchers_put);
    case Verb::vouchers_work: return answer(step, incoming, vouchers_work);
    case Verb::vouchers_answer: return answer(step, incoming, vouchers_answer);
    case Verb::vouchers_openings: return answer(step, incoming, vouchers_openings);
    case Verb::past_ask: return answer(step, incoming, past_ask);
    case Verb::past_work: return answer(step, incoming, past_work);
    case Verb::past_answer: return answer(step, incoming, past_answer);
    case Verb::accounts_check: return answer(step, incoming, accounts_check);
  }
  return Code::unknown;
}
}  // namespace

Platform::Platform(std::shared_ptr<const Keys> keys, wire::Realm realm, Store& store,
                   Registration registration)
    : shared_keys_(std::move(keys)),
      keys_(*shared_keys_),
      realm_(std::move(realm)),
      store_(store),
      registration_(registration),
      book_(realm_) {}

Result<std::unique_ptr<Platform>> Platform::open(Keys keys, wire::Realm realm, Store& store,
                                                 Registration registration) {
  return open(std::make_shared<const Keys>(std::move(keys)), std::move(realm), store, registration);
}

Result<std::unique_ptr<Platform>> Platform::open(std::shared_ptr<const Keys> keys,
                                                 wire::Realm realm, Store& store,
                                                 Registration registration) {
  REQUIRE_OR(keys->serves(realm), Err::refused);
  return std::unique_ptr<Platform>(
      new Platform(std::move(keys), std::move(realm), store, registration));
}

Reply Platform::handle(wire::Verb verb, View body, Time now, Random& rng) {
  return handle(Incoming::read(verb, to_bytes(body), realm_), now, rng);
}

Reply Platform::handle(const Incoming& incoming, Time now, Random& rng) {
  Reply reply;
  const auto refuse = [&](Code code) {
    reply = {};
    reply.code = code;
    return reply;
  };
  if (incoming.is_too_large()) return refuse(Code::too_large);
  if (!store_.begin_step().ok()) return refuse(Code::unavailable);
  Step step{keys_, realm_, store_, now, rng, reply, book_, registration_, &remembered_};
  auto bytes = dispatch(step, incoming);
  if (!bytes.ok()) {
    const auto undone = store_.undo_step();
    return refuse(undone.ok() ? bytes.error() : Code::unavailable);
  }
  if (!store_.keep_step().ok()) return refuse(Code::unavailable);
  reply.body = std::move(bytes).take();
  return reply;
}

Result<AccountId, wire::Code> Platform::subscriber(View signed_fetch, Time now) {
  NoRandom none;
  REQUIRE_OR(signed_fetch.size() <= info(wire::Verb::mailbox_fetch).request_size_max,
             Code::too_large);
  TRY(coded(store_.begin_step()));
  Reply reply;
  Step step{keys_, realm_, store_, now, none, reply, book_, registration_, &remembered_};
  const auto account = [&]() -> Result<AccountId, wire::Code> {
    auto envelope = TRY(coded(decode<wire::SignedRequest>(signed_fetch)));
    const wire::CheckedRequest checked(std::move(envelope), wire::Verb::mailbox_fetch, realm_.name);
    return *TRY(authenticate(step, checked, wire::Verb::mailbox_fetch)).account;
  }();
  TRY(coded(account.ok() ? store_.keep_step() : store_.undo_step()));
  return account;
}

}  // namespace eq::platform
