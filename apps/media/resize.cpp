#include <algorithm>

#include "apps/media/edit.h"

namespace eq::media {

Picture shrunk(const Picture& picture, std::uint32_t w, std::uint32_t h) {
  const std::size_t c = static_cast<std::size_t>(picture.channels);
  Picture out{w, h, picture.channels, Bytes(std::size_t{w} * h * c)};
  for (std::size_t y = 0; y < h; y++) {
    const std::size_t y0 = y * picture.height / h,
                      y1 = std::max(y0 + 1, (y + 1) * picture.height / h);
    for (std::size_t x = 0; x < w; x++) {
      const std::size_t x0 = x * picture.width / w,
                        x1 = std::max(x0 + 1, (x + 1) * picture.width / w);
      const std::size_t covered = (y1 - y0) * (x1 - x0);
      for (std::size_t k = 0; k < c; k++) {
        std::size_t sum = covered / 2;
        for (std::size_t yy = y0; yy < y1; yy++) {
          for (std::size_t xx = x0; xx < x1; xx++)
            sum += picture.pixels[(yy * picture.width + xx) * c + k];
        }
        out.pixels[(y * w + x) * c + k] = static_cast<std::uint8_t>(sum / covered);
      }
    }
  }
  return out;
}

Picture half_size(const Picture& picture) {
  // An odd column or row at the end is dropped, so that it is always four.
  const Picture even = cropped(picture, {.right = picture.width > 1 ? picture.width % 2 : 0,
                                         .bottom = picture.height > 1 ? picture.height % 2 : 0});
  return shrunk(even, std::max(1u, picture.width / 2), std::max(1u, picture.height / 2));
}

Picture shrunk_to_side(const Picture& picture, std::uint32_t side) {
  const std::uint64_t longest = std::max(picture.width, picture.height);
  if (longest <= side) return picture;
  auto to = [&](std::uint64_t length) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, length * side / longest));
  };
  return shrunk(picture, to(picture.width), to(picture.height));
}

Picture picked(const Picture& picture, std::uint32_t w, std::uint32_t h) {
  const std::size_t c = static_cast<std::size_t>(picture.channels);
  Picture out{w, h, picture.channels, Bytes(std::size_t{w} * h * c)};
  for (std::size_t y = 0; y < h; y++) {
    for (std::size_t x = 0; x < w; x++) {
      std::copy_n(picture.pixels.data() +
                      (y * picture.height / h * picture.width + x * picture.width / w) * c,
                  c, out.pixels.data() + (y * w + x) * c);
    }
  }
  return out;
}

}  // namespace eq::media
