// The private keys of the delivery service and log operator.  None of them opens a message.
#pragma once

#include "eq/crypto/ristretto.h"
#include "eq/tlog/note.h"
#include "eq/wire/realm.h"

namespace eq::platform {

struct Keys {
  crypto::SigningKey stamp;       // stamps messages
  crypto::SigningKey orders_log;  // signs checkpoints of the order log
  crypto::SigningKey epochs_log;
  crypto::Scalar match;           // VOPRF key of the picture look-up

  static Keys generate(Random& rng);
  /// For the owner's own disk.
  Bytes save() const;
  static Result<Keys> load(View saved);

  /// Log origins are "<realm name>/orders" and "<realm name>/epochs".
  tlog::LogSigner orders_signer(const std::string& realm_name) const;
  tlog::LogSigner epochs_signer(const std::string& realm_name) const;
  /// Enter the service's public keys into a constitution that is being drawn up; uses realm.name.
  void introduce(wire::Realm& realm) const;
  /// Whether the realm names exactly these keys.
  bool match_realm(const wire::Realm& realm) const;
};

}  // namespace eq::platform
