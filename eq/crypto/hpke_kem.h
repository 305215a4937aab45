// Internal to this room: DHKEM of RFC 9180 section 4.1 and the labeled HKDF it rests on.
#pragma once

#include "eq/crypto/hpke.h"

namespace eq::crypto::hpke {

/// LabeledExtract and LabeledExpand (section 4).
Secret<32> labeled_extract(View suite_id, View salt, std::string_view label,
                           std::initializer_list<View> ikm);
SecretBytes labeled_expand(View suite_id, View prk, std::string_view label, View info,
                           std::size_t n);

/// The Diffie-Hellman function of a KEM.  Err::malformed for an invalid public key.
Result<Secret<32>> diffie_hellman(Kem kem, View private_key, View public_key);

/// Encap, or AuthEncap if `sender` is given.
Result<SecretBytes> encapsulate(Kem kem, View receiver_public, const HpkeKeyPair& ephemeral,
                                const HpkeKeyPair* sender);
/// Decap, or AuthDecap if `sender_public` is not empty.
Result<SecretBytes> decapsulate(Kem kem, View private_key, View public_key, View enc,
                                View sender_public);

}  // namespace eq::crypto::hpke
