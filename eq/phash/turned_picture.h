// The eight ways to turn and mirror a picture, on its pixels.
//
// A fingerprint can be turned without them (hash.h), but only nearly: cells and box blurs lie a
// little off the centre, which is within a searcher's distance and costs a token search one picture
// in six (docs/adr/0012-turns-on-the-list.md).  Whoever has the pixels turns these.
#pragma once

#include "eq/phash/hash.h"

namespace eq::phash {

/// Sides swap for the four turns that transpose.  turned(fingerprint(p), t) is about
/// fingerprint(turned(p, t)). Promise PHA-3.
Picture turned(const Picture& picture, Turn turn);

}  // namespace eq::phash
