// Who has one may make an account where registration takes an invitation.  spec/wire.md section 4.
#pragma once

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"

namespace eq::wire {

/// Good once.  Whoever knows it can use it, so nobody logs it, and the service keeps its digest.
struct Invitation {
  Day last;            // on which it is taken (UTC)
  Array<16> secret{};  // random
  EQ_FIELDS(last, secret)

  crypto::Digest digest() const;
  /// 40 hexadecimal digits.
  std::string text() const;
  static Result<Invitation> from_text(std::string_view text);
};

}  // namespace eq::wire
