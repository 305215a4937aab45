// Memory that runs out when told to, for tests: a layer over SQLite's own allocator.
#pragma once

#include <cstdint>

namespace eq::server {

/// Before SQLite's first use in the process.
void install_failing_memory();
/// Allocations from now on are counted from 0; those of [first, first + count) fail.
void fail_memory(std::uint64_t first, std::uint64_t count);
void heal_memory();
/// Since fail_memory().
std::uint64_t allocations();

}  // namespace eq::server
