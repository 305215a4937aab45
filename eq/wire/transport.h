// How a party reaches the delivery service.  Implemented by apps/equipoise/frame/http_transport
// (HTTP) and by the journeys (a direct call into parties/platform).  spec/wire.md section 1.
//
// Not thread-safe: one Transport per thread of use.
#pragma once

#include <string>
#include <string_view>

#include "eq/base/codec.h"
#include "eq/wire/failure.h"
#include "eq/wire/verb.h"

namespace eq::wire {

class Transport {
 public:
  virtual ~Transport() = default;

  /// POST /v1/<verb>.  @return the reply's bytes; on a refusal to_err(code), with the code itself
  /// in last_code(); Err::unavailable if the server could not be reached.
  virtual Result<Bytes> call(Verb verb, View request) = 0;

  /// GET of a public path that starts with '/': "/log/orders/checkpoint".
  /// @return the body; Err::missing for 404.
  virtual Result<Bytes> get(std::string_view path) = 0;

  /// The stable code of the latest call or get; Code::ok if it succeeded.
  Code last_code() const { return last_code_; }
  /// One sentence for people about the latest failure; may be empty.
  virtual std::string why() const { return {}; }

 protected:
  Code last_code_ = Code::ok;
};

}  // namespace eq::wire
