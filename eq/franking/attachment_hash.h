// The content address of an encrypted attachment.  spec/franking.md section 10.
#pragma once

#include "eq/crypto/hash.h"

namespace eq::franking {

/// Plaintext bytes per chunk; a ciphertext chunk is 16 bytes longer.
constexpr std::size_t kChunk = 65536;
constexpr std::size_t kCipherChunk = kChunk + 16;

/// RFC 6962 Merkle tree root over the ciphertext chunks, a single one too: chunks and nodes are
/// hashed apart, so no two ciphertexts have one address.
crypto::Digest attachment_hash(View ciphertext);

}  // namespace eq::franking
