#include "eq/mls/framing.h"

#include "eq/mls/message.h"

namespace eq::mls {
namespace {

Status read_public(Reader& r, Frame& f) {
  f.group_id = TRY(r.opaque());
  f.epoch = TRY(r.u64());
  const Sender sender = TRY(Sender::decode(r));
  if (sender.type == SenderType::member) f.sender_leaf = sender.index;
  f.authenticated_data = TRY(r.opaque());
  f.content_type = TRY(eq::get<ContentType>(r));
  REQUIRE_OR(!r.empty(), Err::malformed);
  return ok();
}

Status read_private(Reader& r, Frame& f) {
  f.group_id = TRY(r.opaque());
  f.epoch = TRY(r.u64());
  f.content_type = TRY(eq::get<ContentType>(r));
  f.authenticated_data = TRY(r.opaque());
  TRY(r.opaque());  // encrypted_sender_data
  TRY(r.opaque());  // ciphertext
  return r.end();
}

Status read_welcome(Reader& r, Frame& f) {
  TRY(r.u16());  // cipher suite
  for (Reader secrets = TRY(r.vector()); !secrets.empty();) {
    f.welcome_refs.push_back(TRY(secrets.opaque()));
    TRY(secrets.opaque());  // kem_output
    TRY(secrets.opaque());  // ciphertext
  }
  TRY(r.opaque());  // encrypted_group_info
  return r.end();
}

Status read_group_info(Reader& r, Frame& f) {
  TRY(r.u16());  // version
  TRY(r.u16());  // cipher suite
  f.group_id = TRY(r.opaque());
  f.epoch = TRY(r.u64());
  return ok();
}

}  // namespace

Result<Frame> read_frame(View message) {
  Reader r(message);
  REQUIRE_OR(TRY(r.u16()) == kMls10, Err::unsupported);
  Frame f;
  f.wire_format = TRY(eq::get<WireFormat>(r));
  switch (f.wire_format) {
    case WireFormat::public_message: TRY(read_public(r, f)); break;
    case WireFormat::private_message: TRY(read_private(r, f)); break;
    case WireFormat::welcome: TRY(read_welcome(r, f)); break;
    case WireFormat::group_info: TRY(read_group_info(r, f)); break;
    case WireFormat::key_package: break;
  }
  return f;
}

}  // namespace eq::mls
