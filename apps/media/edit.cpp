#include "apps/media/edit.h"

#include <algorithm>
#include <cmath>

namespace eq::media {
namespace {

std::size_t channels_of(const Picture& p) { return static_cast<std::size_t>(p.channels); }

// Average over 2r + 1 samples along one line, cut off at the ends.
void box_line(std::uint8_t* line, std::size_t n, std::size_t step, std::size_t r, std::vector<std::uint8_t>& copy) {
  for (std::size_t i = 0; i < n; i++) copy[i] = line[i * step];
  std::size_t sum = 0, count = 0;
  for (std::size_t i = 0; i < std::min(r, n); i++) { sum += copy[i]; count++; }
  for (std::size_t i = 0; i < n; i++) {
    if (i + r < n) { sum += copy[i + r]; count++; }
    if (i > r) { sum -= copy[i - r - 1]; count--; }
    line[i * step] = static_cast<std::uint8_t>((sum + count / 2) / count);
  }
}

}  // namespace

Picture half_size(const Picture& p) {
  const std::size_t c = channels_of(p), w = std::max(1u, p.width / 2), h = std::max(1u, p.height / 2);
  Picture out{static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(h), p.channels, Bytes(w * h * c)};
  for (std::size_t y = 0; y < h; y++) {
    const std::size_t y0 = std::min<std::size_t>(2 * y, p.height - 1), y1 = std::min<std::size_t>(2 * y + 1, p.height - 1);
    for (std::size_t x = 0; x < w; x++) {
      const std::size_t x0 = std::min<std::size_t>(2 * x, p.width - 1), x1 = std::min<std::size_t>(2 * x + 1, p.width - 1);
      for (std::size_t i = 0; i < c; i++) {
        auto at = [&](std::size_t yy, std::size_t xx) { return unsigned{p.pixels[(yy * p.width + xx) * c + i]}; };
        out.pixels[(y * w + x) * c + i] =
            static_cast<std::uint8_t>((at(y0, x0) + at(y0, x1) + at(y1, x0) + at(y1, x1) + 2) / 4);
      }
    }
  }
  return out;
}

Picture blurred(const Picture& p, std::uint32_t radius) {
  Picture out = p;
  const std::size_t c = channels_of(p), stride = p.width * c;
  std::vector<std::uint8_t> copy(std::max(p.width, p.height));
  for (int pass = 0; pass < 3; pass++) {
    for (std::size_t i = 0; i < c; i++) {
      for (std::size_t y = 0; y < p.height; y++) box_line(out.pixels.data() + y * stride + i, p.width, c, radius, copy);
      for (std::size_t x = 0; x < p.width; x++) box_line(out.pixels.data() + x * c + i, p.height, stride, radius, copy);
    }
  }
  return out;
}

Picture brightened(const Picture& p, double factor) {
  Picture out = p;
  for (auto& v : out.pixels) v = static_cast<std::uint8_t>(std::clamp(std::lround(v * factor), 0l, 255l));
  return out;
}

Picture mirrored(const Picture& p) {
  Picture out = p;
  const std::size_t c = channels_of(p);
  for (std::size_t y = 0; y < p.height; y++) {
    for (std::size_t x = 0; x < p.width; x++) {
      std::copy_n(p.pixels.data() + (y * p.width + p.width - 1 - x) * c, c, out.pixels.data() + (y * p.width + x) * c);
    }
  }
  return out;
}

Picture cropped(const Picture& p, std::uint32_t n) {
  if (p.width <= 2 * n || p.height <= 2 * n) return p;
  const std::size_t c = channels_of(p);
  Picture out{p.width - 2 * n, p.height - 2 * n, p.channels, {}};
  for (std::size_t y = n; y < p.height - n; y++) {
    const auto* row = p.pixels.data() + (y * p.width + n) * c;
    out.pixels.insert(out.pixels.end(), row, row + out.width * c);
  }
  return out;
}

}  // namespace eq::media
