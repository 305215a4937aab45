// Internal to this folder: the time that this thread has spent computing, whatever else the machine
// did.
#pragma once

#include <ctime>

namespace eq::bench {

/// Microseconds of thread CPU time since some fixed point.
inline double cpu_us() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

}  // namespace eq::bench
