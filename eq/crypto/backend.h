// Internal to this room: what its sources share about OpenSSL and libsodium.
#pragma once

#include <memory>

#include "eq/base/secret.h"

namespace eq::crypto::backend {

/// Must run before the first use of libsodium: it chooses the fastest code for this processor.
/// Cheap after the first time; thread-safe.
void init_sodium();

/// unique_ptr with one of OpenSSL's free functions.
template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* p) const { free_function(p); }
};
template <class T, auto free_function>
using Ptr = std::unique_ptr<T, Free<free_function>>;

}  // namespace eq::crypto::backend
