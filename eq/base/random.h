// Randomness is an argument.  The operating system's source lives in apps/; tests bring a seeded
// one.
#pragma once

#include "eq/base/secret.h"

namespace eq {

class Random {
 public:
  virtual ~Random() = default;
  /// Fill every byte; must be uniform and unpredictable except in tests.
  virtual void fill(MutView out) = 0;

  template <std::size_t N>
  Array<N> array() {
    Array<N> a;
    fill(a);
    return a;
  }
  template <std::size_t N>
  Secret<N> secret() {
    Secret<N> s;
    fill(s.fill_in());
    return s;
  }
};

}  // namespace eq
