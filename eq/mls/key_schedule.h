// Key schedule, transcript hashes and pre-shared keys: RFC 9420 sections 8, 8.2, 8.4.
#pragma once

#include "eq/mls/message.h"

namespace eq::mls {

/// What an epoch's epoch_secret becomes; epoch_secret itself does not outlive the derivation.
struct EpochSecrets {
  HashSecret init, sender_data, exporter, external, confirmation, membership, resumption;
  Hash authenticator{};
  EQ_FIELDS(init, sender_data, exporter, external, confirmation, membership, resumption,
            authenticator)
};

struct EpochKeys {
  EpochSecrets secrets;
  HashSecret encryption;  // goes into the secret tree at once
};

HashSecret derive_joiner_secret(const HashSecret& init, const HashSecret& commit,
                                View group_context);
/// KDF.Extract(joiner_secret, psk_secret): source of the welcome and the epoch secret.
HashSecret derive_member_secret(const HashSecret& joiner, const HashSecret& psk);
EpochKeys derive_epoch(const HashSecret& member_secret, View group_context);
/// From an epoch_secret chosen at random: a group of one (section 11).
EpochKeys derive_epoch_from_secret(const HashSecret& epoch_secret);

struct WelcomeKey {
  SecretBytes key, nonce;
};
WelcomeKey derive_welcome_key(Suite suite, const HashSecret& member_secret);  // section 12.4.3.1

struct PskInput {
  PskId id;
  SecretBytes psk;
};
HashSecret derive_psk_secret(const std::vector<PskInput>& psks);

/// Section 8.5.
SecretBytes export_secret(const HashSecret& exporter_secret, std::string_view label, View context,
                          std::size_t n);
/// Section 8: the group's own HPKE key pair.
crypto::HpkeKeyPair external_key_pair(Suite suite, const HashSecret& external_secret);

/// Section 8.2.  `content`: the encoded FramedContent.
Hash confirmed_transcript_hash(View interim_before, WireFormat format, View content,
                               View signature);
Hash interim_transcript_hash(View confirmed, View confirmation_tag);

/// Section 8.3: what an external commit carries for init_secret.
constexpr std::string_view kExternalInitLabel = "MLS 1.0 external init secret";

}  // namespace eq::mls
