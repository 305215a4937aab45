// Internal to this room: SHA-256 and SHA-512 of the library this build rests on (openssl/sha2.cpp
// or sodium/sha2.cpp).
#pragma once

#include <new>

#include "eq/base/bytes.h"

namespace eq::crypto {

/// A library's state in the memory that one of the classes below keeps for it.
template <class State, std::size_t N>
State* state_in(std::uint8_t (&memory)[N]) {
  static_assert(sizeof(State) <= N && alignof(State) <= 8);
  return std::launder(reinterpret_cast<State*>(memory));
}

/// A hash in progress.  The library's state is plain memory inside the object: a copy goes on
/// independently, and wiping the object wipes all there is.
class Sha256Core {
 public:
  using Out = Array<32>;
  static constexpr std::size_t kBlock = 64;
  Sha256Core();
  void update(View v);
  void finish(Out& out);

 private:
  alignas(8) std::uint8_t state_[112];
};

class Sha512Core {
 public:
  using Out = Array<64>;
  static constexpr std::size_t kBlock = 128;
  Sha512Core();
  void update(View v);
  void finish(Out& out);

 private:
  alignas(8) std::uint8_t state_[216];
};

}  // namespace eq::crypto
