#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "apps/media/decode.h"

namespace eq::media {
namespace {

constexpr std::size_t kRgb = 3, kRgba = 4;

int orientation_of(const WebPDemuxer* file) {
  WebPChunkIterator chunk;
  if (!WebPDemuxGetChunk(file, "EXIF", 1, &chunk)) return 1;
  View exif{chunk.chunk.bytes, chunk.chunk.size};
  // Some writers repeat the prefix that JPEG needs.
  if (exif.size() > 6 && equal_var(exif.first(4), view("Exif"))) exif = exif.subspan(6);
  const int orientation = exif_orientation(exif);
  WebPDemuxReleaseChunkIterator(&chunk);
  return orientation;
}

}  // namespace

Result<Stored> decode_webp(View file, const Limits& limits) {
  WebPBitstreamFeatures features;
  REQUIRE_OR(WebPGetFeatures(file.data(), file.size(), &features) == VP8_STATUS_OK, Err::malformed);
  REQUIRE_OR(!features.has_animation, Err::unsupported);
  const auto width = static_cast<std::uint32_t>(features.width),
             height = static_cast<std::uint32_t>(features.height);
  const std::uint64_t pixels = std::uint64_t{width} * height;
  REQUIRE_OR(width <= limits.side_max && height <= limits.side_max && pixels <= limits.pixels_max,
             Err::too_large);
  REQUIRE_OR(pixels * kRgba <= limits.memory_max, Err::too_large);

  Stored out;
  const WebPData data{file.data(), file.size()};
  const std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)> demuxer(WebPDemux(&data),
                                                                     WebPDemuxDelete);
  REQUIRE_OR(demuxer, Err::malformed);  // cut off, or chunks that do not fit
  out.orientation = orientation_of(demuxer.get());
  out.picture = {width, height, Channels::rgb, Bytes(pixels * (features.has_alpha ? kRgba : kRgb))};
  auto& px = out.picture.pixels;
  const int stride = static_cast<int>(px.size() / height);
  const bool is_whole =
      features.has_alpha
          ? WebPDecodeRGBAInto(file.data(), file.size(), px.data(), px.size(), stride)
          : WebPDecodeRGBInto(file.data(), file.size(), px.data(), px.size(), stride);
  REQUIRE_OR(is_whole, Err::malformed);
  if (features.has_alpha) px = laid_on_white(px, kRgb);
  return out;
}

}  // namespace eq::media
