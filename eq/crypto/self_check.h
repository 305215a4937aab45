// Whether the libsodium that this program found at run time keeps what eq/crypto builds on.
#pragma once

#include "eq/base/result.h"

namespace eq::crypto {

/// How libsodium tells the points of the group of prime order from others: 1 for one of them.
using PointCheck = int (*)(const unsigned char* point);

/// Versions up to 1.0.20 without the mending of December 2025 (CVE-2025-69277) take a point with a
/// part of order two for one of the prime order: a share or key could then have two forms.  Ask at
/// the start, and do nothing if it fails.
/// @param check  libsodium's own if null
/// @return Err::unsupported if this one does, or if it refuses the generator.  Promises CRY-15.
Status self_check(PointCheck check = nullptr);

}  // namespace eq::crypto
