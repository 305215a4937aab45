// How a request fails: a stable code with its HTTP status.  spec/wire.md section 2.
//
// On the wire a refusal is a 4xx or 5xx response whose body is the code's name and a newline.  The
// names never change; they say which rule applies, never which check of a signature failed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "eq/base/result.h"

namespace eq::wire {

enum class Code : std::uint8_t {
  ok,            // 200
  malformed,     // 400  not in the form the specification asks for
  unauthorised,  // 401  no such device or organisation, or it may not use this verb
  forged,        // 403  a signature, tag or digest does not verify
  unknown,       // 404  no such account, conversation, blob, path or verb
  conflict,      // 409  something else already took this place
  stale_epoch,   // 409  the conversation has moved on: fetch, process, try again
  replayed,      // 409  this request or message was already accepted
  expired,       // 409  the request's time is more than five minutes from the server's
  exhausted,     // 409  no key package is left, the last resort included
  too_large,     // 413  above the verb's limit
  refused,       // 422  well-formed and genuine, but a rule forbids it
  uninvited,     // 403  a new account takes an invitation here, and this is none that is still good
  suspended,     // 403  the operator has suspended this account: it may begin nothing
  erased,        // 403  the operator has erased this account
  rate_limited,  // 429  ask again later
  internal,      // 500
  unavailable,   // 503  the storage did not answer
};

constexpr int status_of(Code c) {
  switch (c) {
    case Code::ok: return 200;
    case Code::malformed: return 400;
    case Code::unauthorised: return 401;
    case Code::forged:
    case Code::uninvited:
    case Code::suspended:
    case Code::erased: return 403;
    case Code::unknown: return 404;
    case Code::conflict:
    case Code::stale_epoch:
    case Code::replayed:
    case Code::expired:
    case Code::exhausted: return 409;
    case Code::too_large: return 413;
    case Code::refused: return 422;
    case Code::rate_limited: return 429;
    case Code::internal: return 500;
    case Code::unavailable: return 503;
  }
  return 500;
}

constexpr std::string_view to_text(Code c) {
  switch (c) {
    case Code::ok: return "ok";
    case Code::malformed: return "malformed";
    case Code::unauthorised: return "unauthorised";
    case Code::forged: return "forged";
    case Code::unknown: return "unknown";
    case Code::conflict: return "conflict";
    case Code::stale_epoch: return "stale_epoch";
    case Code::replayed: return "replayed";
    case Code::expired: return "expired";
    case Code::exhausted: return "exhausted";
    case Code::too_large: return "too_large";
    case Code::refused: return "refused";
    case Code::uninvited: return "uninvited";
    case Code::suspended: return "suspended";
    case Code::erased: return "erased";
    case Code::rate_limited: return "rate_limited";
    case Code::internal: return "internal";
    case Code::unavailable: return "unavailable";
  }
  return "internal";
}

constexpr std::optional<Code> parse_code(std::string_view name) {
  for (auto c = Code::ok; c <= Code::unavailable; c = Code(static_cast<std::uint8_t>(c) + 1))
    if (to_text(c) == name) return c;
  return std::nullopt;
}

/// The flat error a caller's library code sees.
constexpr Err to_err(Code c) {
  switch (c) {
    case Code::malformed: return Err::malformed;
    case Code::unauthorised:
    case Code::refused:
    case Code::uninvited:
    case Code::suspended:
    case Code::erased: return Err::refused;
    case Code::forged: return Err::forged;
    case Code::unknown: return Err::missing;
    case Code::conflict:
    case Code::stale_epoch:
    case Code::replayed:
    case Code::expired: return Err::stale;
    case Code::exhausted:
    case Code::rate_limited: return Err::exhausted;
    case Code::too_large: return Err::too_large;
    case Code::ok:
    case Code::internal:
    case Code::unavailable: return Err::unavailable;
  }
  return Err::unavailable;
}

/// The code with which a party answers a library's error.
constexpr Code code_for(Err e) {
  switch (e) {
    case Err::malformed:
    case Err::unsupported: return Code::malformed;
    case Err::forged: return Code::forged;
    case Err::stale: return Code::conflict;
    case Err::refused: return Code::refused;
    case Err::missing: return Code::unknown;
    case Err::too_large: return Code::too_large;
    case Err::exhausted: return Code::exhausted;
    case Err::unavailable: return Code::unavailable;
  }
  return Code::internal;
}

}  // namespace eq::wire
