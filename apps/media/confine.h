// What a decoding process gives up before it looks at a stranger's file.
#pragma once

#include <cstddef>

namespace eq::media {

/// Limits processor time, memory, the size of the answer, open files and processes; forbids gaining
/// privileges, being traced and dumping core; then allows only the system calls by which a program
/// computes, reads and writes what is already open, and ends (on x86-64 and AArch64).
/// @return false if any of it could not be done: then do not go on.
///
/// Under AddressSanitizer, which needs terabytes of address space and calls of its own, the memory
/// limit and the filter of calls are left out.
bool confine(unsigned seconds, std::size_t memory);

}  // namespace eq::media
