// The delivery service's stamp: when and in which order a commitment passed.
// spec/franking.md section 6.
//
//   chain_n = SHA-256(03 || chain_{n-1} || conv || seq || time_ms || Cf || SHA-256(PrivateMessage))
//   sigma3  = Ed25519(day key, "eqp-stamp-v1" || conv || seq || time_ms || Cf || chain_n)
#pragma once

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/sign.h"
#include "eq/franking/header.h"

namespace eq::franking {

/// Delivered beside the message: 112 bytes.
struct Stamp {
  std::uint64_t seq = 0;  // 1 for the first message of a conversation
  Time time;
  crypto::Digest chain{};
  crypto::Signature sigma3{};
  EQ_FIELDS(seq, time, chain, sigma3)
  bool operator==(const Stamp&) const = default;
};
constexpr std::size_t kStampSize = 112;

/// What the delivery service keeps per conversation: where the chain stands.  Starts as all zero.
struct ChainHead {
  std::uint64_t seq = 0;
  Time time;
  crypto::Digest chain{};
  EQ_FIELDS(seq, time, chain)
  bool operator==(const ChainHead&) const = default;
};

/// Stamp the next message of a conversation and advance its chain.  Store the new head together
/// with the message, in one transaction.
/// @param day_key  derive_day_key(master, Role::delivery, day_of(now))
/// @param message_hash  SHA-256 of the whole PrivateMessage
/// @param now      Unix ms.  Err::stale if before the head's time: a chain never runs backwards.
/// Promises FRK-3.  Constant-time in the key.
Result<Stamp> stamp(const crypto::SigningKey& day_key, ChainHead& head,
                    const ConversationId& conversation, const Commitment& cf,
                    const crypto::Digest& message_hash, Time now);

/// Err::forged unless sigma3 verifies under the delivery service's key of day_of(stamp.time).
Status verify(const Stamp& stamp, const ConversationId& conversation, const Commitment& cf,
              const crypto::VerifyKey& delivery_day_key);

/// The chain value after a message.
crypto::Digest chain_link(const crypto::Digest& previous, const ConversationId& conversation,
                          std::uint64_t seq, Time time, const Commitment& cf,
                          const crypto::Digest& message_hash);
/// Does `next` directly follow a message stamped `previous`?  Compares public data.
bool follows(const Stamp& previous, const Stamp& next, const ConversationId& conversation,
             const Commitment& next_cf, const crypto::Digest& next_message_hash);

}  // namespace eq::franking
