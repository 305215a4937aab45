// Internal to this room: which of many points may be off the curves.
//
// The points of an account are a word of an interleaved Reed-Solomon code of dimension t, and a
// synthetic share is an error in every coordinate at once.  The polynomial that vanishes at the x
// of all errors (the error locator) satisfies linear equations in the syndromes; the s coordinates
// share it, so up to s (m - t) / (s + 1) errors can be located instead of (m - t) / 2.
#pragma once

#include "eq/voucher/curves.h"

namespace eq::voucher {

/// @param points  of different x, more than params.threshold
/// @return indices at which some solution for the locator does not vanish: no errors, if few enough
///         points are.  Meaningless otherwise: the caller checks.  Variable-time.
std::vector<std::size_t> points_off_the_locator_var(std::span<const Share* const> points,
                                                    const CurveParams& params);

}  // namespace eq::voucher
