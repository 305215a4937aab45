#include "apps/server/test_failing_memory.h"

#include <sqlite3.h>

#include "eq/base/result.h"

namespace eq::server {
namespace {
sqlite3_mem_methods real;
std::uint64_t counted = 0, first_ = 0, count_ = 0;

bool fails() {
  const auto n = counted++;
  return n >= first_ && n - first_ < count_;
}
void* allocate(int size) { return fails() ? nullptr : real.xMalloc(size); }
void* allocate_again(void* p, int size) { return fails() ? nullptr : real.xRealloc(p, size); }
}  // namespace

void install_failing_memory() {
  EQ_ASSERT(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) == SQLITE_OK);
  sqlite3_mem_methods ours = real;
  ours.xMalloc = allocate;
  ours.xRealloc = allocate_again;
  EQ_ASSERT(sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK);
  // No reserve that would hide an allocation.
  EQ_ASSERT(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) == SQLITE_OK);
}

void fail_memory(std::uint64_t first, std::uint64_t count) {
  counted = 0;
  first_ = first;
  count_ = count;
}
void heal_memory() { count_ = 0; }
std::uint64_t allocations() { return counted; }

}  // namespace eq::server
