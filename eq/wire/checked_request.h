// A signed request, and what its signature is worth if that was checked ahead: the part of
// verify_request() that needs no clock, for whoever has a thread to spare.
#pragma once

#include <optional>
#include <string>

#include "eq/wire/auth.h"

namespace eq::wire {

class CheckedRequest {
 public:
  CheckedRequest(SignedRequest request, Verb verb, std::string_view realm);
  const SignedRequest& request() const { return request_; }
  void check_ahead();
  /// As verify_request() of it, for that verb and realm.
  Status verify(Time now) const;

 private:
  SignedRequest request_;
  Verb verb_;
  std::string realm_;
  std::optional<Status> signature_;  // none: not checked yet
};

}  // namespace eq::wire
