// A request as far as it can be read without the store and without a clock: on any thread, before
// its turn.  The platform trusts it for that alone: whose key it is, whether the time fits and
// whether it was there before is asked in its turn.
#pragma once

#include <optional>

#include "eq/wire/checked_request.h"
#include "eq/wire/failure.h"
#include "eq/wire/realm.h"

namespace eq::platform {

class Incoming {
 public:
  /// @param body  taken only if memory did not run out
  static Incoming read(wire::Verb verb, Bytes&& body, const wire::Realm& realm);
  /// Ahead of its turn.  Without, it is checked there, once the key is known.
  void check_signature() {
    if (envelope_ && envelope_->ok()) envelope_->value().check_ahead();
  }

  wire::Verb verb() const { return verb_; }
  /// Of a verb that nobody signs.
  View body() const { return body_; }
  /// Of any other; or why it cannot be read.
  const Result<wire::CheckedRequest, wire::Code>& envelope() const { return *envelope_; }
  /// Larger than a request of this verb may be; then nothing of it was read.
  bool is_too_large() const { return is_too_large_; }

 private:
  explicit Incoming(wire::Verb verb) : verb_(verb) {}

  wire::Verb verb_;
  Bytes body_;
  std::optional<Result<wire::CheckedRequest, wire::Code>> envelope_;
  bool is_too_large_ = false;
};

}  // namespace eq::platform
