// A picture file that somebody handed over: decoded in the confined process, then hashed.
#pragma once

#include <string>

#include "eq/phash/hash.h"

namespace eq::app {

/// Throws Failure, with what can be opened, if it is no picture.  Whether it has enough edges is the caller's to ask.
phash::Fingerprint fingerprint_of_file(const std::string& file);

}  // namespace eq::app
