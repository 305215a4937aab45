// Internal to this room: the parts of HPKE (RFC 9180) that hpke.h is made of, with all of base,
// PSK, auth and auth-PSK modes, contexts that seal more than one message, and a chosen ephemeral
// key.
#pragma once

#include "eq/crypto/hpke.h"

namespace eq::crypto::hpke {

/// What a mode adds to the base mode.  Absent parts select the mode (section 5.1).
struct Psk {
  View key;  // at least 32 bytes of entropy are the caller's duty
  View id;
};

/// Export-only contexts (aead_id 0xffff) have no AEAD: sealing and opening with them is asserted
/// against.
using OptionalAead = std::optional<Aead>;

/// info_hash of section 5.1, a type of its own so that it is never taken for an info.
struct InfoHash {
  Array<32> bytes;
};
InfoHash hash_info(Kem kem, OptionalAead aead, View info);

/// Section 5.2 and 5.3.  Message i uses the i-th nonce, so order matters.
class Context {
 public:
  Context(Kem kem, OptionalAead aead, std::uint8_t mode, View shared_secret, View info,
          const Psk& psk);
  /// With the info_hash of section 5.1 computed before.
  Context(Kem kem, OptionalAead aead, std::uint8_t mode, View shared_secret,
          const InfoHash& info_hash, const Psk& psk);

  Bytes seal(View aad, View plaintext);
  /// Err::forged; the sequence number then stays where it was.
  Result<Bytes> open(View aad, View ciphertext);
  SecretBytes export_secret(View exporter_context, std::size_t n) const;

 private:
  Array<kAeadNonceSize> next_nonce() const;

  OptionalAead aead_;
  Array<10> suite_id_;
  SecretBytes key_, base_nonce_, exporter_secret_;
  std::uint64_t sequence_ = 0;
};

struct Sender {
  Bytes enc;
  Context context;
};

/// @param ephemeral  used for this one encapsulation.
/// @param sender     the sender's own key pair for the auth modes, or nullptr.
/// @param psk        for the PSK modes, or nullptr.
/// Err::malformed for an invalid receiver key.
Result<Sender> setup_sender(Kem kem, OptionalAead aead, View receiver_public, View info,
                            const HpkeKeyPair& ephemeral, const HpkeKeyPair* sender,
                            const Psk* psk);
/// Base mode with the info hashed before.
Result<Sender> setup_sender(const HpkeInfo& info, View receiver_public,
                            const HpkeKeyPair& ephemeral);
/// @param sender_public  empty unless an auth mode is wanted.
Result<Context> setup_receiver(Kem kem, OptionalAead aead, View private_key, View public_key,
                               View enc, View info, View sender_public, const Psk* psk);

}  // namespace eq::crypto::hpke
