// Counts what a test's program takes from the heap.  Naming this header's function replaces
// operator new in the program.
#pragma once

#include <cstddef>
#include <functional>

namespace eq::testing {

/// The most bytes held at once while `f` ran, beyond what was held before.  One thread.
std::size_t heap_peak_of(const std::function<void()>& f);

}  // namespace eq::testing
