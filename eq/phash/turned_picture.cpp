#include "eq/phash/turned_picture.h"

#include <algorithm>

namespace eq::phash {
namespace {

struct Steps {
  bool upside_down, left_right, transposes;  // in this order
};

Steps steps_of(Turn turn) {
  switch (turn) {
    case Turn::none: return {false, false, false};
    case Turn::rotate90: return {false, true, true};
    case Turn::rotate180: return {true, true, false};
    case Turn::rotate270: return {true, false, true};
    case Turn::flip_x: return {true, false, false};
    case Turn::flip_y: return {false, true, false};
    case Turn::flip_plus1: return {false, false, true};
    case Turn::flip_minus1: return {true, true, true};
  }
  return {};
}

}  // namespace

Picture turned(const Picture& picture, Turn turn) {
  const Steps steps = steps_of(turn);
  const std::size_t channels = static_cast<std::size_t>(picture.channels);
  Picture out{steps.transposes ? picture.height : picture.width,
              steps.transposes ? picture.width : picture.height, picture.channels,
              Bytes(picture.pixels.size())};
  for (std::size_t y = 0; y < picture.height; y++) {
    for (std::size_t x = 0; x < picture.width; x++) {
      std::size_t to_y = steps.upside_down ? picture.height - 1 - y : y,
                  to_x = steps.left_right ? picture.width - 1 - x : x;
      if (steps.transposes) std::swap(to_x, to_y);
      const auto* from = picture.pixels.data() + (y * picture.width + x) * channels;
      std::copy_n(from, channels, out.pixels.data() + (to_y * out.width + to_x) * channels);
    }
  }
  return out;
}

}  // namespace eq::phash
