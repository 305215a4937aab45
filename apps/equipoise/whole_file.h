// Files read whole, and replaced whole or not at all.
#pragma once

#include <string>

#include "eq/base/bytes.h"

namespace eq::app {

/// Throws Failure naming the path.
Bytes read_file(const std::string& path);
/// Atomic, and durable when it returns.  Throws Failure naming the path; then what was there before still is.
void write_file(const std::string& path, View data, unsigned mode = 0600);
bool file_exists(const std::string& path);

}  // namespace eq::app
