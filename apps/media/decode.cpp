#include "apps/media/decode.h"

#include <algorithm>

namespace eq::media {
namespace {

bool starts_with(View file, std::initializer_list<std::uint8_t> magic) {
  return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

// Reads integers of either byte order from a TIFF structure; anything outside reads as 0.
struct Tiff {
  View bytes;
  bool little = false;

  std::uint32_t u16(std::size_t at) const {
    if (at + 2 > bytes.size()) return 0;
    return little ? bytes[at] | bytes[at + 1] << 8 : bytes[at] << 8 | bytes[at + 1];
  }
  std::uint32_t u32(std::size_t at) const {
    return little ? u16(at) | u16(at + 2) << 16 : u16(at) << 16 | u16(at + 2);
  }
};

}  // namespace

FileType type_of(View file) {
  if (starts_with(file, {0xff, 0xd8, 0xff})) return FileType::jpeg;
  if (starts_with(file, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})) return FileType::png;
  if (starts_with(file, {'R', 'I', 'F', 'F'}) &&
      starts_with(file.subspan(std::min<std::size_t>(8, file.size())), {'W', 'E', 'B', 'P'})) {
    return FileType::webp;
  }
  return FileType::unknown;
}

int exif_orientation(View bytes) {
  Tiff t{bytes, false};
  if (starts_with(bytes, {'I', 'I', 42, 0}))
    t.little = true;
  else if (!starts_with(bytes, {'M', 'M', 0, 42}))
    return 1;
  const std::size_t directory = t.u32(4);
  const std::size_t entries = t.u16(directory);
  for (std::size_t i = 0; i < entries; i++) {
    const std::size_t at = directory + 2 + 12 * i;
    if (at + 12 > bytes.size()) return 1;
    constexpr unsigned kOrientationTag = 0x0112, kShort = 3;
    if (t.u16(at) == kOrientationTag && t.u16(at + 2) == kShort && t.u32(at + 4) == 1) {
      const int orientation = static_cast<int>(t.u16(at + 8));
      return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
  }
  return 1;
}

Picture upright(Stored stored) {
  const int o = stored.orientation;
  if (o <= 1 || o > 8) return std::move(stored.picture);
  const Picture& in = stored.picture;
  const bool transposes = o >= 5;
  const bool mirrors_x = o == 2 || o == 3 || o == 7 || o == 8;  // of the stored picture's columns
  const bool mirrors_y = o == 3 || o == 4 || o == 6 || o == 7;  // of its rows
  const std::size_t c = static_cast<std::size_t>(in.channels);
  Picture out{transposes ? in.height : in.width, transposes ? in.width : in.height, in.channels,
              Bytes(in.pixels.size())};
  for (std::size_t y = 0; y < out.height; y++) {
    for (std::size_t x = 0; x < out.width; x++) {
      std::size_t sx = transposes ? y : x, sy = transposes ? x : y;
      if (mirrors_x) sx = in.width - 1 - sx;
      if (mirrors_y) sy = in.height - 1 - sy;
      std::copy_n(in.pixels.data() + (sy * in.width + sx) * c, c,
                  out.pixels.data() + (y * out.width + x) * c);
    }
  }
  return out;
}

Bytes laid_on_white(const Bytes& with_alpha, std::size_t channels) {
  const std::size_t pixels = with_alpha.size() / (channels + 1);
  Bytes out(pixels * channels);
  for (std::size_t i = 0; i < pixels; i++) {
    const std::uint8_t* in = with_alpha.data() + i * (channels + 1);
    const unsigned a = in[channels];
    for (std::size_t c = 0; c < channels; c++) {
      out[i * channels + c] = static_cast<std::uint8_t>((a * in[c] + (255 - a) * 255 + 127) / 255);
    }
  }
  return out;
}

Result<Stored> decode_stored(View file, const Limits& limits) {
  switch (type_of(file)) {
    case FileType::jpeg: return decode_jpeg(file, limits);
    case FileType::png: return decode_png(file, limits);
    case FileType::webp: return decode_webp(file, limits);
    case FileType::unknown: break;
  }
  return Err::unsupported;
}

Result<Picture> decode(View file, const Limits& limits) {
  return upright(TRY(decode_stored(file, limits)));
}

Result<phash::Fingerprint> fingerprint(View file, const Limits& limits) {
  if (type_of(file) == FileType::jpeg) return fingerprint_jpeg(file, limits);
  return phash::fingerprint(TRY(decode(file, limits)));
}

}  // namespace eq::media
