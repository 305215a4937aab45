#include <algorithm>
#include <cmath>

#include "apps/media/edit.h"

namespace eq::media {
namespace {

std::size_t channels_of(const Picture& picture) {
  return static_cast<std::size_t>(picture.channels);
}

Picture plain(std::uint32_t width, std::uint32_t height, Channels channels, std::uint8_t grey) {
  return {width, height, channels,
          Bytes(std::size_t{width} * height * static_cast<std::size_t>(channels), grey)};
}

// Blocks about as dense as writing, in rows `from` to `to`.
void write_on(Picture& picture, std::uint32_t from, std::uint32_t to, std::uint32_t block,
              std::uint8_t ink) {
  const std::size_t c = channels_of(picture);
  for (std::uint32_t y = from; y < to; y++) {
    for (std::uint32_t x = picture.width / 20; x < picture.width * 19 / 20; x++) {
      if ((((x / block) * 2654435761u >> 13) ^ (((y - from) / block) * 40503u >> 3)) % 2 == 0)
        continue;
      std::fill_n(picture.pixels.data() + (std::size_t{y} * picture.width + x) * c, c, ink);
    }
  }
}

}  // namespace

Picture mirrored(const Picture& picture) { return upright({picture, 2}); }

Picture cropped(const Picture& picture, const Margins& m) {
  if (picture.width <= m.left + m.right || picture.height <= m.top + m.bottom) return picture;
  const std::size_t c = channels_of(picture);
  Picture out{
      picture.width - m.left - m.right, picture.height - m.top - m.bottom, picture.channels, {}};
  for (std::size_t y = m.top; y < picture.height - m.bottom; y++) {
    const auto* row = picture.pixels.data() + (y * picture.width + m.left) * c;
    out.pixels.insert(out.pixels.end(), row, row + out.width * c);
  }
  return out;
}

Picture framed(const Picture& picture, const Margins& m, std::uint8_t grey) {
  const std::size_t c = channels_of(picture);
  Picture out = plain(picture.width + m.left + m.right, picture.height + m.top + m.bottom,
                      picture.channels, grey);
  for (std::size_t y = 0; y < picture.height; y++) {
    std::copy_n(picture.pixels.data() + y * picture.width * c, picture.width * c,
                out.pixels.data() + ((y + m.top) * out.width + m.left) * c);
  }
  return out;
}

Picture rotated(const Picture& picture, double degrees, std::uint32_t width, std::uint32_t height,
                std::uint8_t fill) {
  const std::size_t c = channels_of(picture);
  Picture out = plain(width, height, picture.channels, fill);
  const double sine = std::sin(degrees * M_PI / 180), cosine = std::cos(degrees * M_PI / 180);
  for (std::uint32_t i = 0; i < height; i++) {
    for (std::uint32_t j = 0; j < width; j++) {
      const double right = j + 0.5 - width / 2.0, below = i + 0.5 - height / 2.0;
      const double x = picture.width / 2.0 + cosine * right + sine * below - 0.5;
      const double y = picture.height / 2.0 - sine * right + cosine * below - 0.5;
      if (x < 0 || y < 0 || x >= picture.width - 1 || y >= picture.height - 1) continue;
      const auto x0 = static_cast<std::size_t>(x), y0 = static_cast<std::size_t>(y);
      const double u = x - std::floor(x), v = y - std::floor(y);
      for (std::size_t k = 0; k < c; k++) {
        auto at = [&](std::size_t xx, std::size_t yy) {
          return static_cast<double>(picture.pixels[(yy * picture.width + xx) * c + k]);
        };
        out.pixels[(std::size_t{i} * width + j) * c + k] =
            static_cast<std::uint8_t>((1 - v) * ((1 - u) * at(x0, y0) + u * at(x0 + 1, y0)) +
                                      v * ((1 - u) * at(x0, y0 + 1) + u * at(x0 + 1, y0 + 1)));
      }
    }
  }
  return out;
}

Picture captioned(const Picture& picture, double share, bool is_above, std::uint8_t grey) {
  const auto bar = static_cast<std::uint32_t>(picture.height * share);
  Picture out = framed(picture, {.top = is_above ? bar : 0, .bottom = is_above ? 0 : bar}, grey);
  const std::uint32_t from = is_above ? 0 : picture.height;
  write_on(out, from + bar / 4, from + bar * 3 / 4, std::max(3u, bar / 6),
           static_cast<std::uint8_t>(255 - grey));
  return out;
}

Picture written_over(const Picture& picture) {
  Picture out = picture;
  const std::uint32_t line = std::max(1u, picture.height / 24);
  for (const std::uint32_t at : {17u, 19u, 21u}) {
    write_on(out, at * line, std::min(picture.height, (at + 1) * line), std::max(2u, line / 4),
             at == 19 ? 0 : 255);
  }
  return out;
}

}  // namespace eq::media
