// A second descriptor, of our own, for what the PDQ hash misses: borders, caption bars, crops and
// small rotations.  spec/index.md section 3.
//
// A listed picture has one more hash: of its middle, a window of 64 % of each side.  Whoever
// searches does not know what was done to the picture, and tries: a window of the middle as it
// would lie after each of some hundred and sixty changes.  One that undoes the change nearly enough
// comes within the distance. What the border, bar or crop did lies outside of the middle.
#pragma once

#include <vector>

#include "eq/phash/hash.h"

namespace eq::phash {

/// Two middles at most this far apart are taken for the same picture.
constexpr int kSameMiddleDistance = 31;

/// The hash of a listed picture's middle.  Errors of fingerprint(); not meaningful below
/// kQualityMin.
Result<Fingerprint> middle(const Picture& picture);

/// A window of a picture, in shares of its sides, turned about its centre.
struct Window {
  float x = 0.5f, y = 0.5f;  // centre
  float width = 0.64f, height = 0.64f;
  float sine = 0;  // of the angle
};

/// Where the middle of the original may lie in this picture, were it cropped by up to a fifth (all
/// around or on one side), framed by up to a seventh, given a bar of up to a quarter above or
/// below, turned by up to
/// 5.6 degrees; or framed in one colour, however wide up to two fifths.
std::vector<Window> middle_windows(const Picture& picture);

/// The fingerprints of those windows and of their mirror images, without those that are not
/// meaningful. Errors of fingerprint().  Promise PHA-12.
Result<std::vector<Fingerprint>> middle_probes(const Picture& picture);

}  // namespace eq::phash
