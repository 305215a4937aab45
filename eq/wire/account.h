// Accounts: a self-certifying id, its device keys and the key that letters are sealed to.
// spec/wire.md section 4.
//
// There is no name in it: who an account belongs to is what people tell each other, and the server
// does not learn it.
#pragma once

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/sign.h"

namespace eq::wire {

inline constexpr std::size_t kDevicesMax = 16;

/// SHA-256(realm || account key).  spec/wire.md section 4.
AccountId account_id(std::string_view realm, const crypto::VerifyKey& account_key);

struct AccountRecord {
  std::string realm;
  std::uint32_t version = 1;                   // the one before it and one more
  crypto::Digest previous{};                   // digest() of the one before it; zeros in the first
  crypto::VerifyKey account_key;               // signs this record and nothing else
  std::vector<crypto::VerifyKey> device_keys;  // 1..16; MLS leaf keys and request keys
  Array<32> hpke_key{};                        // X25519: letters and order notices are sealed to it
  crypto::Signature signature{};               // by account_key over "eqp-account-v2" || the above

  AccountId id() const { return account_id(realm, account_key); }
  bool has_device(const crypto::VerifyKey& key) const;
  /// Of all that is signed.
  crypto::Digest digest() const;
  EQ_FIELDS(realm, version, previous, account_key, device_keys, hpke_key, signature)
};

/// Fill in account_key and signature.
void sign_record(AccountRecord& record, const crypto::SigningKey& account_key);

/// The next record of the account, to be changed and signed.
AccountRecord next_record(const AccountRecord& before);
/// Whether it is the next after that one.  Promises WIR-21.
bool follows(const AccountRecord& next, const AccountRecord& before);

/// Err::malformed for no or too many or repeated device keys, version 0, or a first record that
/// names one before it or another that does not; Err::forged for a bad signature.  Promises WIR-3.
Status verify_record(const AccountRecord& record);

}  // namespace eq::wire
