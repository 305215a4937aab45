// What happens to pictures on their way, and what somebody does to them on purpose, with
// parameters.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/media/decode.h"

namespace eq::eval {

using phash::Picture;

struct Transform {
  std::string name;     // "crop_10"; stands in the rows, so it never changes its meaning
  std::string title;    // "10 % cropped away, all sides"
  std::string family;   // "crop": what the plots put together
  double strength = 0;  // along the family's ladder, in `unit`; 0 if there is no ladder
  std::string unit;
  /// @param seed  of this picture: decides about sides and noise
  std::function<Picture(const Picture&, std::uint64_t seed)> apply;
};

/// In the order of the report.  Within a ladder from weak to strong.
const std::vector<Transform>& transforms();
/// The families that have a ladder of strengths.
std::vector<std::string> ladders();

}  // namespace eq::eval
