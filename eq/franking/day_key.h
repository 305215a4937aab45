// Day keys: the short-lived signing keys of the token issuer and of the delivery service.
// spec/franking.md section 2.
//
// Both organisations sign with a fresh Ed25519 key each UTC day and publish its private half 60
// days later.  From then on anybody can make a transcript that verifies: that is the deniability.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "eq/base/codec.h"
#include "eq/crypto/sign.h"

namespace eq::franking {

enum class Role : std::uint8_t {
  issuer = 1,    // signs tokens
  delivery = 2,  // signs stamps
};
constexpr bool is_valid(Role r) { return r == Role::issuer || r == Role::delivery; }

/// When the private half of a day key is to be published.
constexpr std::uint32_t kDayKeyPublished_days = 60;

/// Derive the day key of its owner.  The 32-byte master stays secret when a day key is published
/// (HKDF is one-way).  Constant-time in the master.
crypto::SigningKey derive_day_key(const Secret<32>& master, Role role, Day day);

/// The public half, signed by the owner's long-term key.  101 bytes.
struct DayKeyCertificate {
  Role role{};
  Day day;
  crypto::VerifyKey key;
  crypto::Signature signature{};
  EQ_FIELDS(role, day, key, signature)
  bool operator==(const DayKeyCertificate&) const = default;
};

DayKeyCertificate certify_day_key(const crypto::SigningKey& long_term, Role role, Day day,
                                  const crypto::VerifyKey& day_key);
/// Err::forged unless `long_term` signed it.
Status verify(const DayKeyCertificate& certificate, const crypto::VerifyKey& long_term);

/// The day keys somebody relies on: every one of them certified, one per role and day.
/// Promises FRK-9.  Not thread-safe.
class DayKeys {
 public:
  DayKeys(const crypto::VerifyKey& issuer, const crypto::VerifyKey& delivery);

  /// Err::forged for a bad signature; Err::refused for a second, different key of the same role and
  /// day (its owner said two things: keep both certificates and complain).
  Status add(const DayKeyCertificate& certificate);
  /// nullopt if none is known: fetch the certificate, then ask again.
  std::optional<crypto::VerifyKey> find(Role role, Day day) const;
  /// To be saved, or handed on.  Loading is add() again, which verifies again.
  std::vector<DayKeyCertificate> certificates() const;
  /// Forget days before `first`.
  void prune(Day first);

 private:
  crypto::VerifyKey issuer_, delivery_;
  std::map<std::pair<Role, Day>, DayKeyCertificate> known_;
};

}  // namespace eq::franking
