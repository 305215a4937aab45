// What recognition costs a device and what a server sees of it, measured in this run.
#pragma once

#include "eq/base/random.h"
#include "eq/phash/hash.h"
#include "eval/figures.h"

namespace eq::eval {

/// Costs as multiples of one ristretto255 multiplication of the same run, times as of this machine,
/// bytes a picture.
Json device_cost(Random& rng);

/// What a server gets for pictures none of which is listed: whether all of it is equal in number
/// and size, whether anything in it repeats, and how evenly the device works.
/// @param pictures  fingerprints of the measured pictures
Json leakage(const std::vector<phash::Fingerprint>& pictures, Random& rng);

}  // namespace eq::eval
