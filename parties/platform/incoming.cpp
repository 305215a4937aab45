#include "parties/platform/incoming.h"

#include "parties/platform/step.h"

namespace eq::platform {
namespace {
Result<wire::CheckedRequest, wire::Code> open(wire::Verb verb, View body,
                                              const wire::Realm& realm) {
  auto request = TRY(coded(decode<wire::SignedRequest>(body)));
  return wire::CheckedRequest(std::move(request), verb, realm.name);
}
}  // namespace

Incoming Incoming::read(wire::Verb verb, Bytes&& body, const wire::Realm& realm) {
  Incoming incoming(verb);
  incoming.is_too_large_ = body.size() > info(verb).request_size_max;
  if (incoming.is_too_large_) return incoming;
  if (info(verb).authority > wire::Authority::membership) {
    incoming.envelope_ = open(verb, body, realm);
    Bytes().swap(body);  // it waits for its turn once, not twice
  } else {
    incoming.body_ = std::move(body);
  }
  return incoming;
}

}  // namespace eq::platform
