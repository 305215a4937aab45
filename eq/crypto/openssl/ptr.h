// Internal to this room: ownership of what OpenSSL allocates.
#pragma once

#include <memory>

namespace eq::crypto::openssl {

/// unique_ptr with one of OpenSSL's free functions.
template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* p) const {
    free_function(p);
  }
};
template <class T, auto free_function>
using Ptr = std::unique_ptr<T, Free<free_function>>;

}  // namespace eq::crypto::openssl
