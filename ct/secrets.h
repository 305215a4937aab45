// Telling memcheck what is secret.  It follows every bit computed from memory marked undefined, and
// reports each branch and each address that depends on one: that is, each way for a secret to show
// in time.
#pragma once

#include <valgrind/memcheck.h>

#include <algorithm>
#include <functional>

#include "eq/testing/seeded.h"

namespace eq::ct {

inline void make_secret(View v) { (void)VALGRIND_MAKE_MEM_UNDEFINED(v.data(), v.size()); }
/// From here on the other side, or anybody, may see it.
inline void make_public(View v) { (void)VALGRIND_MAKE_MEM_DEFINED(v.data(), v.size()); }
template <class T>
T made_public(T x) {
  (void)VALGRIND_MAKE_MEM_DEFINED(&x, sizeof x);
  return x;
}

/// Whether memcheck still follows some bit of it: so that no case is quiet because the secret was
/// lost on the way.
inline bool is_secret(View v) {
  Bytes bits(v.size());
  EQ_ASSERT(VALGRIND_GET_VBITS(v.data(), bits.data(), v.size()) == 1);
  return std::any_of(bits.begin(), bits.end(), [](std::uint8_t b) { return b != 0; });
}

/// Every draw of 32 bytes or more is a secret.  Shorter ones are public in this project: GREASE
/// values and reuse guards.
class SecretRandom final : public Random {
 public:
  explicit SecretRandom(std::uint64_t seed) : rng_(seed) {}
  void fill(MutView out) override {
    rng_.fill(out);
    if (out.size() >= 32) make_secret(out);
  }

 private:
  testing::SeededRandom rng_;
};

/// Set while a case runs in which whatever becomes a PublicPoint is published: commitments,
/// ciphertexts, a proof's points. In all others a secret that comes there is reported.
inline bool points_are_published = false;

/// One piece of code with the secrets it handles.
struct Case {
  const char* name;
  std::function<void()> run;
};
std::vector<Case> crypto_cases();
std::vector<Case> mls_cases();
std::vector<Case> conversation_cases();  // franking and gate

}  // namespace eq::ct
