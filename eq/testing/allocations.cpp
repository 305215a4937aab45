#include "eq/testing/allocations.h"

#include <cstdlib>
#include <new>

namespace {
constexpr std::size_t kHeader = alignof(std::max_align_t);
thread_local std::size_t held = 0, peak = 0;
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t n) {
  void* block = std::malloc(n + kHeader);
  if (block == nullptr) std::abort();
  *static_cast<std::size_t*>(block) = n;
  held += n;
  if (held > peak) peak = held;
  return static_cast<char*>(block) + kHeader;
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
  if (p == nullptr) return;
  void* block = static_cast<char*>(p) - kHeader;
  held -= *static_cast<std::size_t*>(block);
  std::free(block);
}
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }

namespace eq::testing {

std::size_t heap_peak_of(const std::function<void()>& f) {
  const std::size_t before = held;
  peak = held;
  f();
  return peak - before;
}

}  // namespace eq::testing
