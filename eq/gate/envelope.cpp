#include "eq/gate/envelope.h"

namespace eq::gate {

Envelope EnvelopeParts::encode() const {
  Envelope e;
  auto at = std::copy(c1.bytes().begin(), c1.bytes().end(), e.begin());
  at = std::copy(c2.bytes().begin(), c2.bytes().end(), at);
  std::copy(box.begin(), box.end(), at);
  return e;
}

Result<EnvelopeParts> EnvelopeParts::decode(View bytes) {
  REQUIRE_OR(bytes.size() == kEnvelopeSize, Err::malformed);
  EnvelopeParts parts;
  parts.c1 = TRY(Point::decode(bytes.first(32)));
  parts.c2 = TRY(Point::decode(bytes.subspan(32, 32)));
  REQUIRE_OR(!parts.c1.is_identity() && !parts.c2.is_identity(), Err::malformed);
  parts.box = TRY(to_array<48>(bytes.subspan(64)));
  return parts;
}

Digest envelope_context(const ConversationId& conversation, std::uint64_t mls_epoch, std::uint32_t leaf, Day epoch) {
  return crypto::sha256({conversation.view(), be64(mls_epoch), be32(leaf), be32(epoch.n)});
}

Secret<32> envelope_key(const Point& ss1, const Point& ss2, const Digest& wid, const Point& c1, const Point& c2,
                        const Digest& ctx) {
  const Array<32> salt{};
  Bytes ikm = concat({ss1.bytes(), ss2.bytes()});
  const Bytes info = concat({view("Equipoise-LAE-v1 key"), wid, c1.bytes(), c2.bytes(), ctx});
  Secret<32> key = crypto::hkdf<32>(salt, ikm, info);
  wipe(ikm);
  return key;
}

Bytes envelope_aad(const Digest& wid, const Point& c1, const Point& c2, const Digest& ctx) {
  return concat({wid, c1.bytes(), c2.bytes(), ctx});
}

}  // namespace eq::gate
