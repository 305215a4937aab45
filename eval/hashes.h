// Another system's hashes: the same figures for it as for ours.
#pragma once

#include <optional>

#include "eval/results.h"

namespace eq::eval {

/// Lines `image,transform,hash` or `image,transform,hash,quality`, a first line of these names,
/// empty lines and lines that begin with # being passed over.  Hashes are hexadecimal and of one
/// length, 8 to 4096 bits; quality is 0 .. 100.  The transform
/// `original` gives the hash that a list would hold; every image needs one.
/// @param within  the distance up to which that system takes two for the same; without it 31 for
///     256 bits Complains, with the line, of anything else.
Result<Results, Complaint> results_from_hashes(std::string_view text, std::optional<int> within);

}  // namespace eq::eval
