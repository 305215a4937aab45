// The lossy access envelope as bytes.  spec/gate.md section 6.
#pragma once

#include "eq/base/time.h"
#include "eq/gate/tag.h"

namespace eq::gate {

/// c1 || ChaCha20-Poly1305 of AK_0: equal in size and form for targets and everybody else.
inline constexpr std::size_t kEnvelopeSize = 80;
using Envelope = Array<kEnvelopeSize>;

struct EnvelopeParts {
  Point c1;
  Array<48> box;

  Envelope encode() const;
  /// Err::malformed if c1 is not canonical or is the identity (no honest sender makes one).
  static Result<EnvelopeParts> decode(View bytes);
};

/// SHA-256(conv || u64 mls_epoch || u32 leaf || u32 e).
Digest envelope_context(const ConversationId& conversation, std::uint64_t mls_epoch,
                        std::uint32_t leaf, Day epoch);

/// K of section 6, shared by sealing and opening.  Constant-time in the shared secret.
Secret<32> envelope_key(const Point& ss, const Digest& wid, const Point& c1, const Digest& ctx);
Bytes envelope_aad(const Digest& wid, const Point& c1, const Digest& ctx);

}  // namespace eq::gate
