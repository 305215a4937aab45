// What the service keeps of one account beyond everybody's seven days: sealed day by day to a key
// that only the court holds, so that destroying that key ends it, whatever copies of the service's
// store there are.  spec/order.md section 13.
//
//   day secret    fresh for each (order, day), forgotten by the service, sealed to the preservation
// key (Act::keep)
//   record        a sealed envelope list or message, under a key that day secret and place give;
// found by its place
//
// Inside lies what the service held: MLS ciphertexts and access envelopes.  Who opens a record
// reads nothing without the gate (eq/gate), and so nothing of anybody but the account.
#pragma once

#include "eq/base/id.h"
#include "eq/base/random.h"
#include "eq/base/time.h"
#include "eq/crypto/hpke.h"

namespace eq::order {

/// X25519; its private half lies with the court.
using PreservationKey = Array<32>;
using Place32 = Array<32>;

class DaySecret {
 public:
  static DaySecret fresh(std::uint32_t order, Day day, Random& rng) {
    return DaySecret(order, day, rng.secret<32>());
  }
  /// As the court let it go.
  DaySecret(std::uint32_t order, Day day, Secret<32> secret)
      : order_(order), day_(day), secret_(std::move(secret)) {}

  /// To the preservation key.  Err::malformed if that is none.
  Result<crypto::HpkeCiphertext> seal_to(const PreservationKey& key, Random& rng) const;
  /// Err::forged for another order, day or key.
  static Result<DaySecret> open(std::uint32_t order, Day day, const crypto::HpkeKeyPair& key,
                                const crypto::HpkeCiphertext& sealed);

  /// Where the list of the day's envelopes lies: the same for all days, for it is asked for before
  /// the secret is known.
  static Place32 index_place() { return {}; }
  /// Where the messages of a locator lie.  Says neither conversation nor locator to who has no day
  /// secret.
  Place32 place(const ConversationId& conv, const Array<8>& locator) const;
  /// A place is used once.
  Bytes seal(const Place32& place, View record) const;
  /// Err::forged.
  Result<Bytes> open(const Place32& place, View sealed) const;

  const Secret<32>& secret() const { return secret_; }

 private:
  Secret<32> key_of(const Place32& place) const;
  std::uint32_t order_;
  Day day_;
  Secret<32> secret_;
};

}  // namespace eq::order
