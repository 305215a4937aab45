#include "eq/gate/envelope.h"

namespace eq::gate {

Envelope EnvelopeParts::encode() const {
  Envelope e;
  const auto at = std::copy(c1.bytes().begin(), c1.bytes().end(), e.begin());
  std::copy(box.begin(), box.end(), at);
  return e;
}

Result<EnvelopeParts> EnvelopeParts::decode(View bytes) {
  REQUIRE_OR(bytes.size() == kEnvelopeSize, Err::malformed);
  EnvelopeParts parts;
  parts.c1 = TRY(Point::decode(bytes.first(32)));
  REQUIRE_OR(!parts.c1.is_identity(), Err::malformed);
  parts.box = TRY(to_array<48>(bytes.subspan(32)));
  return parts;
}

Digest envelope_context(const ConversationId& conversation, std::uint64_t mls_epoch,
                        std::uint32_t leaf, Day epoch) {
  return crypto::sha256({conversation.view(), be64(mls_epoch), be32(leaf), be32(epoch.n)});
}

Secret<32> envelope_key(const Point& ss, const Digest& wid, const Point& c1, const Digest& ctx) {
  const Array<32> salt{};
  return crypto::hkdf<32>(salt, ss.bytes(),
                          concat({view(kDomain), view(" key"), wid, c1.bytes(), ctx}));
}

Bytes envelope_aad(const Digest& wid, const Point& c1, const Digest& ctx) {
  return concat({wid, c1.bytes(), ctx});
}

}  // namespace eq::gate
