#include <bit>
#include <cmath>

#include "apps/media/worker.h"

namespace eq::media {

Bytes encode_answer(const Picture& picture) {
  Writer w;
  w.u32(picture.width);
  w.u32(picture.height);
  w.u8(static_cast<std::uint8_t>(picture.channels));
  w.raw(picture.pixels);
  return w.take();
}

Bytes encode_answer(const phash::Fingerprint& f) {
  Writer w;
  w.raw(f.hash.bytes);
  w.u8(static_cast<std::uint8_t>(f.quality));
  for (const float c : f.coefficients) w.u32(std::bit_cast<std::uint32_t>(c));
  w.u32(std::bit_cast<std::uint32_t>(f.median));
  return w.take();
}

Result<Picture> decode_picture_answer(View answer) {
  Reader r(answer);
  Picture p;
  p.width = TRY(r.u32());
  p.height = TRY(r.u32());
  const auto channels = TRY(r.u8());
  REQUIRE_OR(channels == 1 || channels == 3, Err::malformed);
  REQUIRE_OR(p.width >= 1 && p.width <= 65535 && p.height >= 1 && p.height <= 65535,
             Err::malformed);
  REQUIRE_OR(r.rest().size() == std::size_t{p.width} * p.height * channels, Err::malformed);
  p.channels = static_cast<Channels>(channels);
  p.pixels = to_bytes(r.rest());
  return p;
}

Result<phash::Fingerprint> decode_fingerprint_answer(View answer) {
  Reader r(answer);
  phash::Fingerprint f;
  f.hash.bytes = TRY(to_array<32>(TRY(r.raw(32))));
  f.quality = TRY(r.u8());
  REQUIRE_OR(f.quality <= 100, Err::malformed);
  for (float& c : f.coefficients) c = std::bit_cast<float>(TRY(r.u32()));
  f.median = std::bit_cast<float>(TRY(r.u32()));
  REQUIRE_OR(std::isfinite(f.median), Err::malformed);
  for (const float c : f.coefficients) REQUIRE_OR(std::isfinite(c), Err::malformed);
  TRY(r.end());
  return f;
}

}  // namespace eq::media
