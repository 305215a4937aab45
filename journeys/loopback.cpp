#include "journeys/loopback.h"

namespace eq::journeys {

Service::Service(platform::Keys keys, const wire::Realm& realm, tlog::WitnessSigner witness, Random& rng)
    : witness_(std::move(witness), {*tlog::LogKey::parse(realm.orders_log), *tlog::LogKey::parse(realm.epochs_log)}), rng_(rng) {
  platform_ = platform::Platform::open(std::move(keys), realm, store_).take();
}

platform::Reply Service::handle(wire::Verb verb, View body) {
  auto reply = platform_->handle(verb, body, now, rng_);
  for (const auto log : reply.grown) cosign(log);
  return reply;
}

void Service::cosign(wire::LogName log) {
  for (int tries = 0; tries < 3; ++tries) {
    const auto request = platform_->witness_request(log);
    if (!request.ok() || !*request) return;
    const auto origin = witness_.origin_of(**request);
    if (!origin.ok()) return;
    const auto it = witnessed_.find(*origin);
    const auto step = witness_.add_checkpoint(it == witnessed_.end() ? std::nullopt : std::optional(it->second), **request, now);
    if (step.persist) witnessed_[*origin] = *step.persist;
    if (platform_->witness_reply(log, **request, step.reply.status, step.reply.body).ok()) return;
  }
}

Result<Bytes> Loopback::call(wire::Verb verb, View request) {
  auto reply = service_->handle(verb, request);
  last_code_ = reply.code;
  exchanges.push_back({verb, request.size(), reply.body.size(), reply.code});
  if (reply.code != wire::Code::ok) return wire::to_err(reply.code);
  return std::move(reply.body);
}

Result<Bytes> Loopback::get(std::string_view path) {
  auto document = service_->get(path);
  last_code_ = document.code;
  if (document.code != wire::Code::ok) return wire::to_err(document.code);
  return std::move(document.body);
}

}  // namespace eq::journeys
