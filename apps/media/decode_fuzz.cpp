// Any bytes: an error or a consistent picture, within the limits, never a crash.
#include "apps/media/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  const media::Limits limits{
      .side_max = 2048, .pixels_max = 1u << 20, .memory_max = 64u << 20, .scans_max = 20};
  if (const auto p = media::decode({data, size}, limits); p.ok()) {
    EQ_ASSERT(p->pixels.size() ==
              std::size_t{p->width} * p->height * static_cast<std::size_t>(p->channels));
    EQ_ASSERT(p->width <= limits.side_max && p->height <= limits.side_max);
    if (p->width * p->height < 10000) EQ_ASSERT(phash::fingerprint(*p).ok());
  }
  const int o = media::exif_orientation({data, size});
  EQ_ASSERT(o >= 1 && o <= 8);
  return 0;
}
