#include "eq/franking/payload.h"

#include "eq/crypto/aead.h"

namespace eq::franking {

namespace {

constexpr std::string_view kMagic = "EQP2";

bool is_blob_size(std::size_t n) {
  if (n < crypto::kAeadTagSize) return false;
  n -= crypto::kAeadTagSize;
  return n <= kMaxPlaintext && n == bucket(n);
}

}  // namespace

void AuthenticatedData::encode(Writer& w) const {
  w.raw(view(kMagic));
  put(w, header);
  put(w, cf);
  put(w, wrap);
  put(w, loc);
  put(w, envelope);
  w.raw(b);
}

Result<AuthenticatedData> AuthenticatedData::decode(Reader& r) {
  REQUIRE_OR(equal_var(TRY(r.raw(kMagic.size())), view(kMagic)), Err::malformed);
  AuthenticatedData d;
  d.header = TRY(get<Header>(r));
  d.cf = TRY(get<Commitment>(r));
  d.wrap = TRY(get<Array<32>>(r));
  d.loc = TRY(get<Array<8>>(r));
  d.envelope = TRY(get<std::optional<Array<80>>>(r));
  REQUIRE_OR(is_blob_size(r.rest().size()), Err::malformed);
  d.b = to_bytes(TRY(r.raw(r.rest().size())));
  return d;
}

SecretBytes encode_application_data(const ApplicationData& data) {
  Writer w;
  put(w, data.version);
  w.raw(data.ck.reveal("under the MLS key"));
  w.u32(data.ak_index);
  w.u8(data.seed ? 1 : 0);
  if (data.seed) w.raw(data.seed->reveal("under the MLS key"));
  return SecretBytes(w.take());
}

Result<ApplicationData> decode_application_data(View bytes) {
  Reader r(bytes);
  ApplicationData data;
  data.version = TRY(get<Version>(r));
  data.ck = TRY(Secret<32>::from(TRY(r.raw(32))));
  data.ak_index = TRY(r.u32());
  if (TRY(get<bool>(r))) data.seed = TRY(Secret<32>::from(TRY(r.raw(32))));
  TRY(r.end());
  return data;
}

}  // namespace eq::franking
