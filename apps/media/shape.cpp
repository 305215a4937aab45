#include <algorithm>
#include <cmath>

#include "apps/media/edit.h"

namespace eq::media {
namespace {

std::size_t channels_of(const Picture& p) { return static_cast<std::size_t>(p.channels); }

Picture plain(std::uint32_t width, std::uint32_t height, Channels channels, std::uint8_t grey) {
  return {width, height, channels,
          Bytes(std::size_t{width} * height * static_cast<std::size_t>(channels), grey)};
}

// Blocks about as dense as writing, in rows `from` to `to`.
void write_on(Picture& p, std::uint32_t from, std::uint32_t to, std::uint32_t block,
              std::uint8_t ink) {
  const std::size_t c = channels_of(p);
  for (std::uint32_t y = from; y < to; y++) {
    for (std::uint32_t x = p.width / 20; x < p.width * 19 / 20; x++) {
      if ((((x / block) * 2654435761u >> 13) ^ (((y - from) / block) * 40503u >> 3)) % 2 == 0)
        continue;
      std::fill_n(p.pixels.data() + (std::size_t{y} * p.width + x) * c, c, ink);
    }
  }
}

}  // namespace

Picture mirrored(const Picture& p) { return upright({p, 2}); }

Picture cropped(const Picture& p, const Margins& m) {
  if (p.width <= m.left + m.right || p.height <= m.top + m.bottom) return p;
  const std::size_t c = channels_of(p);
  Picture out{p.width - m.left - m.right, p.height - m.top - m.bottom, p.channels, {}};
  for (std::size_t y = m.top; y < p.height - m.bottom; y++) {
    const auto* row = p.pixels.data() + (y * p.width + m.left) * c;
    out.pixels.insert(out.pixels.end(), row, row + out.width * c);
  }
  return out;
}

Picture framed(const Picture& p, const Margins& m, std::uint8_t grey) {
  const std::size_t c = channels_of(p);
  Picture out = plain(p.width + m.left + m.right, p.height + m.top + m.bottom, p.channels, grey);
  for (std::size_t y = 0; y < p.height; y++) {
    std::copy_n(p.pixels.data() + y * p.width * c, p.width * c,
                out.pixels.data() + ((y + m.top) * out.width + m.left) * c);
  }
  return out;
}

Picture rotated(const Picture& p, double degrees, std::uint32_t width, std::uint32_t height,
                std::uint8_t fill) {
  const std::size_t c = channels_of(p);
  Picture out = plain(width, height, p.channels, fill);
  const double sine = std::sin(degrees * M_PI / 180), cosine = std::cos(degrees * M_PI / 180);
  for (std::uint32_t i = 0; i < height; i++) {
    for (std::uint32_t j = 0; j < width; j++) {
      const double right = j + 0.5 - width / 2.0, below = i + 0.5 - height / 2.0;
      const double x = p.width / 2.0 + cosine * right + sine * below - 0.5;
      const double y = p.height / 2.0 - sine * right + cosine * below - 0.5;
      if (x < 0 || y < 0 || x >= p.width - 1 || y >= p.height - 1) continue;
      const auto x0 = static_cast<std::size_t>(x), y0 = static_cast<std::size_t>(y);
      const double u = x - std::floor(x), v = y - std::floor(y);
      for (std::size_t k = 0; k < c; k++) {
        auto at = [&](std::size_t xx, std::size_t yy) {
          return static_cast<double>(p.pixels[(yy * p.width + xx) * c + k]);
        };
        out.pixels[(std::size_t{i} * width + j) * c + k] =
            static_cast<std::uint8_t>((1 - v) * ((1 - u) * at(x0, y0) + u * at(x0 + 1, y0)) +
                                      v * ((1 - u) * at(x0, y0 + 1) + u * at(x0 + 1, y0 + 1)));
      }
    }
  }
  return out;
}

Picture captioned(const Picture& p, double share, bool is_above, std::uint8_t grey) {
  const auto bar = static_cast<std::uint32_t>(p.height * share);
  Picture out = framed(p, {.top = is_above ? bar : 0, .bottom = is_above ? 0 : bar}, grey);
  const std::uint32_t from = is_above ? 0 : p.height;
  write_on(out, from + bar / 4, from + bar * 3 / 4, std::max(3u, bar / 6),
           static_cast<std::uint8_t>(255 - grey));
  return out;
}

Picture written_over(const Picture& p) {
  Picture out = p;
  const std::uint32_t line = std::max(1u, p.height / 24);
  for (const std::uint32_t at : {17u, 19u, 21u}) {
    write_on(out, at * line, std::min(p.height, (at + 1) * line), std::max(2u, line / 4),
             at == 19 ? 0 : 255);
  }
  return out;
}

}  // namespace eq::media
