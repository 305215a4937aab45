// The private keys of the delivery service and log operator.  None of them opens a message.
#pragma once

#include "eq/base/secret.h"
#include "eq/crypto/voprf.h"
#include "eq/keytrans/directory.h"
#include "eq/tlog/note.h"
#include "eq/wire/office.h"
#include "eq/wire/realm.h"

namespace eq::platform {

struct Keys {
  std::string origin;             // name of the service; its logs are "<origin>/orders" and so on
  crypto::SigningKey stamp;       // certifies the day keys that stamp messages
  Secret<32> stamp_master;        // from which the day keys are derived
  crypto::SigningKey orders_log;  // signs checkpoints of the order log
  crypto::SigningKey epochs_log;
  crypto::SigningKey directory_log;
  crypto::VoprfKey match;             // VOPRF key of the picture look-up
  keytrans::DirectoryKeys directory;  // labels and nonces of the directory of accounts
  EQ_FIELDS(origin, stamp, stamp_master, orders_log, epochs_log, directory_log, match, directory)

  /// Err::malformed unless `origin` can name a log (no space, no plus sign, not empty).
  static Result<Keys> generate(std::string origin, Random& rng);
  /// For the owner's own disk.  load(): Err::unsupported for another version, Err::malformed.
  Bytes save() const;
  static Result<Keys> load(View saved);

  tlog::LogSigner log_signer(wire::LogName log) const;
  /// Enter the service's public keys into a constitution that is being drawn up.
  void introduce(wire::Realm& realm) const;
  /// Whether the realm names exactly these keys.
  bool serves(const wire::Realm& realm) const;
};

}  // namespace eq::platform
