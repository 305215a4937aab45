// The lossy access envelope as bytes, and its context.  spec/gate.md section 5.
#pragma once

#include "eq/gate/epoch.h"

namespace eq::gate {

/// c1 || c2 || ChaCha20-Poly1305 of AK_0: equal in size and form for targets and everybody else.
inline constexpr std::size_t kEnvelopeSize = 112;
using Envelope = Array<kEnvelopeSize>;

struct EnvelopeParts {
  Point c1, c2;
  Array<48> box;

  Envelope encode() const;
  /// Err::malformed if a point is not canonical or is the identity (no honest sender makes one).
  static Result<EnvelopeParts> decode(View bytes);
};

/// SHA-256(conv || u64 mls_epoch || u32 leaf || u32 e).
Digest envelope_context(const ConversationId& conversation, std::uint64_t mls_epoch, std::uint32_t leaf, Day epoch);

/// AK_0, the key from which the sender's wraps and locators of that context follow.
struct AccessKey {
  Secret<32> bytes;
  AccessKey clone() const { return {bytes.clone()}; }
};

/// K of section 5, shared by sealing and opening.  Constant-time in the shared secrets.
Secret<32> envelope_key(const Point& ss1, const Point& ss2, const Digest& wid, const Point& c1, const Point& c2,
                        const Digest& ctx);
Bytes envelope_aad(const Digest& wid, const Point& c1, const Point& c2, const Digest& ctx);

}  // namespace eq::gate
