// What of a franked message the delivery service reads: header, commitment, size.
// spec/franking.md section 4.
#pragma once

#include <algorithm>
#include <bit>

#include "eq/base/codec.h"

namespace eq::franking {

enum class Version : std::uint8_t { v1 = 1 };
constexpr bool is_valid(Version v) { return v == Version::v1; }

/// hdr: which conversation and MLS epoch a message belongs to.  25 bytes, seen by the server.
struct Header {
  Version version = Version::v1;
  ConversationId conversation;
  std::uint64_t mls_epoch = 0;
  EQ_FIELDS(version, conversation, mls_epoch)
  auto operator<=>(const Header&) const = default;
};

/// Cf, 32 bytes.
using Commitment = Id<struct CommitmentTag, 32>;

/// Largest F || sigma2; longer text belongs into an attachment.
constexpr std::size_t kMaxPlaintext = 65536;
/// Padded length of n bytes: the next power of two, at least 256.  n at most kMaxPlaintext,
/// asserted.
inline std::size_t bucket(std::size_t n) {
  EQ_ASSERT(n <= kMaxPlaintext);
  return std::max<std::size_t>(256, std::bit_ceil(n));
}

}  // namespace eq::franking
