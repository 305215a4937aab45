#include "apps/media/synth.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace eq::media {
namespace {

// A fixed pseudo-random function of (seed, x, y): splitmix64's finaliser.
double noise_at(std::uint64_t seed, std::int64_t x, std::int64_t y) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15u * static_cast<std::uint64_t>(x) +
                    0xc2b2ae3d27d4eb4fu * static_cast<std::uint64_t>(y);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1p-53;  // 0 .. 1
}

double smooth(double t) { return t * t * (3 - 2 * t); }

double value_noise(std::uint64_t seed, double x, double y) {
  const double fx = std::floor(x), fy = std::floor(y), tx = smooth(x - fx), ty = smooth(y - fy);
  const auto ix = static_cast<std::int64_t>(fx), iy = static_cast<std::int64_t>(fy);
  const double a = noise_at(seed, ix, iy), b = noise_at(seed, ix + 1, iy);
  const double c = noise_at(seed, ix, iy + 1), d = noise_at(seed, ix + 1, iy + 1);
  return (a + (b - a) * tx) * (1 - ty) + (c + (d - c) * tx) * ty;
}

// Octaves of ever finer and weaker noise; about 0 .. 1.
double fractal(std::uint64_t seed, double x, double y, int octaves) {
  double sum = 0, weight = 0.5;
  for (int i = 0; i < octaves; i++) {
    sum += weight * value_noise(seed + static_cast<std::uint64_t>(i) * 7919, x, y);
    x *= 2;
    y *= 2;
    weight /= 2;
  }
  return sum;
}

using Colour = std::array<double, 3>;
Colour mix(const Colour& a, const Colour& b, double t) {
  t = std::clamp(t, 0.0, 1.0);
  return {a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t};
}

struct Scene {
  std::uint64_t seed;
  Colour sky_high, sky_low, near, far, sun;
  double sun_x, sun_y, sun_size;
  int ridges;

  explicit Scene(std::uint64_t s) : seed(s * 0x2545f4914f6cdd1du + 1) {
    auto pick = [&, n = std::int64_t{0}]() mutable { return noise_at(seed, n++, -1); };
    auto colour = [&](double low, double high) {
      return Colour{low + (high - low) * pick(), low + (high - low) * pick(),
                    low + (high - low) * pick()};
    };
    sky_high = colour(20, 150);
    sky_low = colour(120, 255);
    near = colour(0, 80);
    far = colour(70, 190);
    sun = {255, 235 + 20 * pick(), 180 + 70 * pick()};
    sun_x = pick();
    sun_y = 0.08 + 0.3 * pick();
    sun_size = 0.03 + 0.07 * pick();
    ridges = 3 + static_cast<int>(3 * pick());
  }

  // How high ridge r stands at x; 0 is the top of the picture.
  double ridge(int r, double x) const {
    const double base = 0.3 + 0.65 * (r + 0.5) / ridges;
    return base +
           0.45 * (fractal(seed + 101 * static_cast<std::uint64_t>(r + 1), x * (2.5 + r), 0.5, 6) -
                   0.5);
  }

  Colour at(double x, double y, const std::vector<double>& heights) const {
    int front = -1;
    for (int r = 0; r < ridges; r++) {
      if (y > heights[static_cast<std::size_t>(r)]) front = r;
    }
    if (front < 0) {
      const double clouds = fractal(seed + 11, x * 3, y * 6, 6);
      Colour c = mix(sky_high, sky_low, y * 1.4);
      c = mix(c, {245, 245, 250}, (clouds - 0.45) * 4);
      const double d = std::hypot(x - sun_x, (y - sun_y) * 0.75);
      return mix(c, sun, d < sun_size ? 1 : 0.5 - (d - sun_size) * 5);
    }
    const double grain =
        fractal(seed + 17 * static_cast<std::uint64_t>(front + 3), x * 14, y * 14, 5);
    const double patches =
        fractal(seed + 29 * static_cast<std::uint64_t>(front + 5), x * 4, y * 4, 3);
    Colour c = mix(far, near, (front + 0.5) / ridges);
    const double light = 0.55 + 0.9 * (grain - 0.2) + 0.8 * (patches - 0.45);
    for (auto& v : c) v *= light;
    return c;
  }
};

}  // namespace

Picture landscape(std::uint64_t seed, std::uint32_t width, std::uint32_t height) {
  const Scene scene(seed);
  Picture out{width, height, Channels::rgb, Bytes(std::size_t{width} * height * 3)};
  std::vector<double> heights(static_cast<std::size_t>(scene.ridges));
  for (std::uint32_t i = 0; i < width; i++) {
    const double x = (i + 0.5) / width;
    for (int r = 0; r < scene.ridges; r++) heights[static_cast<std::size_t>(r)] = scene.ridge(r, x);
    for (std::uint32_t j = 0; j < height; j++) {
      const Colour c = scene.at(x, (j + 0.5) / height, heights);
      std::uint8_t* px = out.pixels.data() + (std::size_t{j} * width + i) * 3;
      for (std::size_t k = 0; k < 3; k++)
        px[k] = static_cast<std::uint8_t>(std::clamp(c[k], 0.0, 255.0));
    }
  }
  return out;
}

}  // namespace eq::media
