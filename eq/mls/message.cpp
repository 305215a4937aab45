#include "eq/mls/message.h"

namespace eq::mls {
namespace {

template <std::size_t I = 0, class Variant>
Result<Variant> decode_alternative(Reader& r, std::size_t index) {
  if constexpr (I == std::variant_size_v<Variant>) {
    return Err::malformed;
  } else {
    if (index != I) return decode_alternative<I + 1, Variant>(r, index);
    return Variant(std::in_place_index<I>, TRY(eq::get<std::variant_alternative_t<I, Variant>>(r)));
  }
}

}  // namespace

void Sender::encode(Writer& w) const {
  eq::put(w, type);
  if (type == SenderType::member || type == SenderType::external) w.u32(index);
}
Result<Sender> Sender::decode(Reader& r) {
  Sender s;
  s.type = TRY(eq::get<SenderType>(r));
  if (s.type == SenderType::member || s.type == SenderType::external) s.index = TRY(r.u32());
  return s;
}

void encode_body(Writer& w, const Body& body) {
  std::visit([&](const auto& b) { eq::put(w, b); }, body);
}
Result<Body> decode_body(Reader& r, ContentType type) {
  return decode_alternative<0, Body>(r, static_cast<std::size_t>(type) - 1);
}

void FramedContent::encode(Writer& w) const {
  w.opaque(group_id);
  w.u64(epoch);
  sender.encode(w);
  w.opaque(authenticated_data);
  eq::put(w, type());
  encode_body(w, body);
}
Result<FramedContent> FramedContent::decode(Reader& r) {
  FramedContent c;
  c.group_id = to_bytes(TRY(r.opaque()));
  c.epoch = TRY(r.u64());
  c.sender = TRY(Sender::decode(r));
  c.authenticated_data = to_bytes(TRY(r.opaque()));
  const auto type = TRY(eq::get<ContentType>(r));
  c.body = TRY(decode_body(r, type));
  return c;
}

void ContentAuth::encode(Writer& w, ContentType type) const {
  w.opaque(signature);
  if (type == ContentType::commit) w.opaque(confirmation_tag);
}
Result<ContentAuth> ContentAuth::decode(Reader& r, ContentType type) {
  ContentAuth a;
  a.signature = to_bytes(TRY(r.opaque()));
  if (type == ContentType::commit) a.confirmation_tag = to_bytes(TRY(r.opaque()));
  return a;
}

void AuthenticatedContent::encode(Writer& w) const {
  eq::put(w, wire_format);
  content.encode(w);
  auth.encode(w, content.type());
}
Result<AuthenticatedContent> AuthenticatedContent::decode(Reader& r) {
  AuthenticatedContent a;
  a.wire_format = TRY(eq::get<WireFormat>(r));
  a.content = TRY(FramedContent::decode(r));
  a.auth = TRY(ContentAuth::decode(r, a.content.type()));
  return a;
}

void PublicMessage::encode(Writer& w) const {
  content.encode(w);
  auth.encode(w, content.type());
  if (content.sender.type == SenderType::member) w.opaque(membership_tag);
}
Result<PublicMessage> PublicMessage::decode(Reader& r) {
  PublicMessage m;
  m.content = TRY(FramedContent::decode(r));
  m.auth = TRY(ContentAuth::decode(r, m.content.type()));
  if (m.content.sender.type == SenderType::member) m.membership_tag = to_bytes(TRY(r.opaque()));
  return m;
}

namespace {
Bytes group_info_tbs(const GroupInfo& g) {
  Writer w;
  eq::put(w, g.context);
  eq::put(w, g.extensions);
  w.opaque(g.confirmation_tag);
  w.u32(g.signer);
  return w.take();
}
}  // namespace

void GroupInfo::sign(const SignatureKey& key) {
  signature = key.sign_with_label("GroupInfoTBS", group_info_tbs(*this));
}
Status GroupInfo::check_signature(Suite suite, View public_key) const {
  return verify_with_label(suite, public_key, "GroupInfoTBS", group_info_tbs(*this), signature);
}

void Message::encode(Writer& w) const {
  w.u16(kMls10);
  eq::put(w, wire_format());
  std::visit([&](const auto& b) { eq::put(w, b); }, body);
}
Result<Message> Message::decode(Reader& r) {
  REQUIRE_OR(TRY(r.u16()) == kMls10, Err::unsupported);
  const auto format = TRY(eq::get<WireFormat>(r));
  Message m{TRY((decode_alternative<0, decltype(body)>(r, static_cast<std::size_t>(format) - 1)))};
  // Section 10: a key package names the same version as the message that carries it.
  if (const auto* kp = std::get_if<KeyPackage>(&m.body))
    REQUIRE_OR(kp->version == kMls10, Err::unsupported);
  return m;
}

}  // namespace eq::mls
