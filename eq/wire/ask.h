// Typed calls: encode, sign where the verb asks for it, send, decode.
#pragma once

#include "eq/wire/auth.h"
#include "eq/wire/messages.h"
#include "eq/wire/office.h"
#include "eq/wire/transport.h"

namespace eq::wire {

/// Who signs requests: a device of an account, or an organisation.
struct Caller {
  const crypto::Signer& key;
  std::string_view realm;
};

/// What a reply says.  Bytes that are no reply say nothing: Err::unavailable, as if none had come,
/// for nobody knows whether the request was carried out.
template <class Request>
Result<typename Request::Reply> said_by(View reply) {
  auto read = decode<typename Request::Reply>(reply);
  REQUIRE_OR(read.ok(), Err::unavailable);
  return read;
}

/// A request that needs no identity (public, or authorised by membership).
template <class Request>
requires(info(Request::kVerb).authority <=
         Authority::membership) Result<typename Request::Reply> ask(Transport& t,
                                                                    const Request& r) {
  return said_by<Request>(TRY(t.call(Request::kVerb, encode(r))));
}

/// A request in the caller's name.
template <class Request>
requires(info(Request::kVerb).authority >
         Authority::membership) Result<typename Request::Reply> ask(Transport& t, const Caller& who,
                                                                    Time now, Random& rng,
                                                                    const Request& r) {
  const auto signed_request = sign_request(who.key, Request::kVerb, who.realm, encode(r), now, rng);
  return said_by<Request>(TRY(t.call(Request::kVerb, encode(signed_request))));
}

}  // namespace eq::wire
