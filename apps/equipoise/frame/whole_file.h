// Files read whole, and replaced whole or not at all.
#pragma once

#include <string>

#include "eq/base/bytes.h"

namespace eq::app {

/// No file of this program is larger unless its reader says so.
constexpr std::uint64_t kFileMax = std::uint64_t{1} << 30;

/// Throws Failure naming the path; for a directory, a device or more than `at_most` bytes before
/// anything is read.
Bytes read_file(const std::string& path, std::uint64_t at_most = kFileMax);
/// A file that was not there before; atomic, and durable when it returns.  Throws Failure naming
/// the path; what is there already stays as it is.
void write_new_file(const std::string& path, View data);
/// Atomic, and durable when it returns.  Throws Failure naming the path; then what was there before
/// still is.
void write_file(const std::string& path, View data, unsigned mode = 0600);
bool file_exists(const std::string& path);

/// The same file from wherever a later command is run; empty stays empty.
std::string absolute_path(const std::string& path);

}  // namespace eq::app
