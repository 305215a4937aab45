#include "apps/media/edit.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace eq::media {
namespace {

std::size_t channels_of(const Picture& picture) {
  return static_cast<std::size_t>(picture.channels);
}

// Average over 2r + 1 samples along one line, cut off at the ends.
void box_line(std::uint8_t* line, std::size_t n, std::size_t step, std::size_t r,
              std::vector<std::uint8_t>& copy) {
  for (std::size_t i = 0; i < n; i++) copy[i] = line[i * step];
  std::size_t sum = 0, count = 0;
  for (std::size_t i = 0; i < std::min(r, n); i++) {
    sum += copy[i];
    count++;
  }
  for (std::size_t i = 0; i < n; i++) {
    if (i + r < n) {
      sum += copy[i + r];
      count++;
    }
    if (i > r) {
      sum -= copy[i - r - 1];
      count--;
    }
    line[i * step] = static_cast<std::uint8_t>((sum + count / 2) / count);
  }
}

std::uint8_t clipped(double v) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0l, 255l));
}

template <class F>
Picture mapped(const Picture& picture, const F& f) {
  std::array<std::uint8_t, 256> to;
  for (std::size_t v = 0; v < to.size(); v++) to[v] = clipped(f(static_cast<double>(v)));
  Picture out = picture;
  for (auto& v : out.pixels) v = to[v];
  return out;
}

}  // namespace

Picture blurred(const Picture& picture, std::uint32_t radius) {
  Picture out = picture;
  const std::size_t c = channels_of(picture), stride = picture.width * c;
  std::vector<std::uint8_t> copy(std::max(picture.width, picture.height));
  for (int pass = 0; pass < 3; pass++) {
    for (std::size_t i = 0; i < c; i++) {
      for (std::size_t y = 0; y < picture.height; y++)
        box_line(out.pixels.data() + y * stride + i, picture.width, c, radius, copy);
      for (std::size_t x = 0; x < picture.width; x++)
        box_line(out.pixels.data() + x * c + i, picture.height, stride, radius, copy);
    }
  }
  return out;
}

Picture brightened(const Picture& picture, double factor) {
  return mapped(picture, [&](double v) { return v * factor; });
}

Picture contrasted(const Picture& picture, double factor) {
  return mapped(picture, [&](double v) { return 127.5 + (v - 127.5) * factor; });
}

Picture gamma_bent(const Picture& picture, double exponent) {
  return mapped(picture, [&](double v) { return 255 * std::pow(v / 255, exponent); });
}

Picture greyed(const Picture& picture) {
  if (picture.channels == Channels::grey) return picture;
  Picture out{picture.width, picture.height, Channels::grey,
              Bytes(std::size_t{picture.width} * picture.height)};
  for (std::size_t i = 0; i < out.pixels.size(); i++) {
    const auto* px = picture.pixels.data() + 3 * i;
    out.pixels[i] =
        static_cast<std::uint8_t>((299u * px[0] + 587u * px[1] + 114u * px[2] + 500) / 1000);
  }
  return out;
}

Picture noisy(const Picture& picture, double deviation, std::uint64_t seed) {
  Picture out = picture;
  std::uint64_t state = seed;
  for (auto& v : out.pixels) {
    // splitmix64; the sum of its four words of 16 bits is near enough to normal.
    std::uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    const double sum =
        static_cast<double>((z & 0xffff) + (z >> 16 & 0xffff) + (z >> 32 & 0xffff) + (z >> 48));
    constexpr double kMean = 4 * 32767.5, kDeviation = 37837.2;  // sqrt(4 (2^32 - 1) / 12)
    v = clipped(v + deviation * (sum - kMean) / kDeviation);
  }
  return out;
}

}  // namespace eq::media
