// What a voucher shows of a picture to the human who must look: little enough to say nothing of a
// face in a crowd, and enough to tell a listed picture from a chance likeness.
#pragma once

#include "eq/phash/hash.h"

namespace eq::voucher {

inline constexpr std::uint32_t kSmallSide = 32;

/// kSmallSide^2 grey values, row by row: means over the cells of a grid, of the picture squeezed to
/// a square.  Err::malformed for a picture whose sides and pixels do not fit.
Result<Bytes> small_picture(const phash::Picture& picture);

}  // namespace eq::voucher
