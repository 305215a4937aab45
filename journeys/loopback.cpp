#include "journeys/loopback.h"

#include "eq/wire/auth.h"
#include "parties/platform/key_directory.h"

namespace eq::journeys {
namespace {
Time off_by(Time now, std::int64_t ms) { return Time{now.ms + static_cast<std::uint64_t>(ms)}; }
}  // namespace

Service::Service(platform::Keys keys, const wire::Realm& realm, tlog::WitnessSigner witness,
                 Random& rng)
    : keys_(platform::Keys::load(keys.save()).take()),
      realm_(realm),
      witness_(std::move(witness),
               {*tlog::LogKey::parse(realm.orders_log), *tlog::LogKey::parse(realm.epochs_log),
                *tlog::LogKey::parse(realm.directory_log)}),
      rng_(rng) {
  platform_ = platform::Platform::open(std::move(keys), realm, store_).take();
}

platform::Reply Service::handle(wire::Verb verb, View body) {
  auto reply = looks_away && verb == wire::Verb::log_append
                   ? append_unchecked(body)
                   : platform_->handle(verb, body, off_by(now, ahead_ms), rng_);
  for (const auto log : reply.grown)
    if (witness_answers) cosign(log);
  return reply;
}

platform::Reply Service::append_unchecked(View signed_request) {
  const auto request = decode<wire::SignedRequest>(signed_request).take();
  platform::Reply reply;
  EQ_ASSERT(store_.begin_step().ok());
  platform::LogBook book(realm_);
  platform::Step step{keys_, realm_, store_, now, rng_, reply, book, platform::Registration::open};
  const auto at = platform::log_checked(step, {request.key, {}, realm_.role_of(request.key)},
                                        decode<wire::LogAppend>(request.body).take());
  EQ_ASSERT(at.ok() && store_.keep_step().ok());
  reply.body = encode(*at);
  return reply;
}

void Service::list(const AccountId& account, std::uint32_t version, const Bytes& record) {
  platform::Reply reply;
  platform::LogBook book(realm_);
  platform::Step step{keys_, realm_, store_, now, rng_, reply, book};
  EQ_ASSERT(store_.begin_step().ok());
  EQ_ASSERT(step.save(platform::Table::directory_queue, platform::be64_key(1),
                      platform::WaitingRow{account, version, record})
                .ok());
  EQ_ASSERT(platform::make_epoch(step).ok() && !reply.grown.empty() && store_.keep_step().ok());
  cosign(wire::LogName::directory);
}

tlog::WitnessReply Service::ask_witness(const std::string& body) {
  std::optional<tlog::WitnessRecord> latest;
  const auto origin = witness_.origin_of(body);
  if (origin.ok() && witnessed_.contains(*origin)) latest = witnessed_.at(*origin);
  const auto step = witness_.add_checkpoint(latest, body, off_by(now, witness_ahead_ms));
  if (step.persist) witnessed_[*origin] = *step.persist;
  return step.reply;
}

void Service::come_to(Time t) {
  now = t;
  if (!witness_answers) return;
  for (const auto log : wire::kLogs) cosign(log);
}

Result<void, wire::Code> Service::act_on(const AccountId& account, platform::UserAct act) {
  return platform_->act_on(account, act, now, rng_);
}

void Service::purge() {
  EQ_ASSERT(platform_->tend(now, rng_).ok());
  for (auto what = platform::Forgetting::undelivered; what != platform::Forgetting::done;)
    what = platform_->forget(what, now, SIZE_MAX, rng_).value();
  if (witness_answers) cosign(wire::LogName::directory);
}

void Service::cosign(wire::LogName log) {
  for (int tries = 0; tries < 3; ++tries) {
    const auto request = platform_->witness_request(log, off_by(now, ahead_ms));
    if (!request.ok() || !*request) return;
    const auto reply = ask_witness(**request);
    if (platform_->witness_reply(log, **request, reply.status, reply.body, off_by(now, ahead_ms))
            .ok() &&
        log != wire::LogName::directory)
      return;  // of the directory there may be the next epoch, which waited for this
  }
}

Result<Bytes> Loopback::call(wire::Verb verb, View request) {
  auto reply = service_->handle(verb, request);
  last_code_ = reply.code;
  exchanges.push_back({verb, request.size(), reply.body.size(), reply.code});
  if (reply.code != wire::Code::ok) {
    Result<Bytes> refused = wire::to_err(reply.code);
    if (change_refusal) change_refusal(verb, refused);
    return refused;
  }
  if (change_reply) change_reply(verb, request, reply.body);
  return std::move(reply.body);
}

Result<Bytes> Loopback::get(std::string_view path) {
  auto document = service_->get(path);
  last_code_ = document.code;
  Result<Bytes> out = wire::to_err(document.code);
  if (document.code == wire::Code::ok) out = std::move(document.body);
  if (change_document) change_document(path, out);
  return out;
}

}  // namespace eq::journeys
