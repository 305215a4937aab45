// Three quarters of a world's time went into computing the same again: each party reads the whole
// log, each time, and verifies what others verified.  Here the program's functions take the
// library's place and remember its answers; they are the library's own, and follow from what it was
// given and nothing else.  journeys/CMakeLists.txt has the linker do the same for three functions
// of eq/crypto.
#include <dlfcn.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "eq/crypto/multi.h"
#include "eq/crypto/sign.h"

namespace {

using Given = std::span<const unsigned char>;
using Key = std::array<unsigned char, 32>;
struct First8 {
  std::size_t operator()(const Key& k) const {
    std::size_t n;
    std::memcpy(&n, k.data(), sizeof n);
    return n;
  }
};
constexpr std::size_t kRemembered = 1 << 17;

/// What one function answered.
template <class Answer>
class Answers {
 public:
  template <class Compute>
  const Answer& of(std::initializer_list<Given> given, Compute compute) {
    return of<std::initializer_list<Given>>(given, compute);
  }
  template <class Parts, class Compute>
  const Answer& of(const Parts& given, Compute compute) {
    Key key;
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, key.size());
    for (const Given g : given) crypto_generichash_update(&state, g.data(), g.size());
    crypto_generichash_final(&state, key.data(), key.size());
    if (known_.size() >= kRemembered) known_.clear();
    const auto [at, fresh] = known_.try_emplace(key);
    if (fresh) at->second = compute();
    return at->second;
  }

 private:
  std::unordered_map<Key, Answer, First8> known_;
};

/// The library's function of this name, which gives a point for one or two times 32 bytes or says
/// that there is none.
template <class... In>
class PointFunction {
 public:
  explicit PointFunction(const char* name)
      : real_(reinterpret_cast<int (*)(unsigned char*, In...)>(dlsym(RTLD_NEXT, name))) {}
  int operator()(unsigned char* out, In... in) {
    const auto& [status, point] = answers_.of({Given(in, 32)...}, [&] {
      std::pair<int, Key> made{};
      made.first = real_(made.second.data(), in...);
      return made;
    });
    std::memcpy(out, point.data(), point.size());
    return status;
  }

 private:
  int (*real_)(unsigned char*, In...);
  Answers<std::pair<int, Key>> answers_;
};
using Of1 = PointFunction<const unsigned char*>;
using Of2 = PointFunction<const unsigned char*, const unsigned char*>;

}  // namespace

namespace eq::crypto {
namespace {

Answers<int> g_verified;

/// What this program signed verifies.
void remember_signed(const VerifyKey& key, std::initializer_list<View> message,
                     const Signature& sig) {
  std::vector<Given> given{sig, key.bytes};
  given.insert(given.end(), message.begin(), message.end());
  (void)g_verified.of(given, [] { return 0; });
}

}  // namespace

Signature sign_by_library(const SigningKey*, std::initializer_list<View>) asm(
    "__real__ZNK2eq6crypto10SigningKey4signESt16initializer_listISt4spanIKhLm18446744073709551615EEE");
Signature sign_and_remember(const SigningKey*, std::initializer_list<View>) asm(
    "__wrap__ZNK2eq6crypto10SigningKey4signESt16initializer_listISt4spanIKhLm18446744073709551615EEE");
Signature sign_and_remember(const SigningKey* key, std::initializer_list<View> message) {
  const Signature sig = sign_by_library(key, message);
  remember_signed(key->verify_key(), message, sig);
  return sig;
}

using Scalars = std::span<const Scalar>;
Point multi_by_library(Scalars, std::span<const PublicPoint>) asm(
    "__real__ZN2eq6crypto13multi_mul_varESt4spanIKNS0_6ScalarELm18446744073709551615EES1_IKNS0_11PublicPointELm18446744073709551615EE");
Point multi_remembered(Scalars, std::span<const PublicPoint>) asm(
    "__wrap__ZN2eq6crypto13multi_mul_varESt4spanIKNS0_6ScalarELm18446744073709551615EES1_IKNS0_11PublicPointELm18446744073709551615EE");
Point multi_remembered(Scalars scalars, std::span<const PublicPoint> points) {
  static Answers<Point> answers;
  std::vector<Given> given;
  for (const Scalar& s : scalars) given.push_back(s.reveal("public by the contract of multi.h"));
  for (const PublicPoint& p : points) given.push_back(p.bytes());
  return answers.of(given, [&] { return multi_by_library(scalars, points); });
}

Result<std::vector<PublicPoint>> decode_by_library(View) asm(
    "__real__ZN2eq6crypto11PublicPoint14decode_all_varESt4spanIKhLm18446744073709551615EE");
Result<std::vector<PublicPoint>> decode_remembered(View) asm(
    "__wrap__ZN2eq6crypto11PublicPoint14decode_all_varESt4spanIKhLm18446744073709551615EE");
Result<std::vector<PublicPoint>> decode_remembered(View bytes) {
  static Answers<std::optional<Result<std::vector<PublicPoint>>>> answers;
  return *answers.of({bytes}, [&] { return decode_by_library(bytes); });
}

}  // namespace eq::crypto

extern "C" {

int crypto_sign_verify_detached(const unsigned char* sig, const unsigned char* m,
                                unsigned long long mlen, const unsigned char* pk) {
  return eq::crypto::g_verified.of(
      {Given(sig, crypto_sign_BYTES), Given(pk, 32), Given(m, mlen)},
      [&] { return crypto_sign_ed25519_verify_detached(sig, m, mlen, pk); });
}

int crypto_core_ed25519_is_valid_point(const unsigned char* p) {
  static const auto real = reinterpret_cast<int (*)(const unsigned char*)>(
      dlsym(RTLD_NEXT, "crypto_core_ed25519_is_valid_point"));
  static Answers<int> answers;
  return answers.of({Given(p, 32)}, [&] { return real(p); });
}
int crypto_core_ristretto255_is_valid_point(const unsigned char* p) {
  static const auto real = reinterpret_cast<int (*)(const unsigned char*)>(
      dlsym(RTLD_NEXT, "crypto_core_ristretto255_is_valid_point"));
  static Answers<int> answers;
  return answers.of({Given(p, 32)}, [&] { return real(p); });
}

int crypto_core_ed25519_add(unsigned char* r, const unsigned char* p, const unsigned char* q) {
  static Of2 add("crypto_core_ed25519_add");
  return add(r, p, q);
}
int crypto_scalarmult_ed25519_noclamp(unsigned char* q, const unsigned char* n,
                                      const unsigned char* p) {
  static Of2 times("crypto_scalarmult_ed25519_noclamp");
  return times(q, n, p);
}
int crypto_scalarmult_ed25519_base_noclamp(unsigned char* q, const unsigned char* n) {
  static Of1 times("crypto_scalarmult_ed25519_base_noclamp");
  return times(q, n);
}

int crypto_core_ristretto255_add(unsigned char* r, const unsigned char* p, const unsigned char* q) {
  static Of2 add("crypto_core_ristretto255_add");
  return add(r, p, q);
}
int crypto_core_ristretto255_sub(unsigned char* r, const unsigned char* p, const unsigned char* q) {
  static Of2 subtract("crypto_core_ristretto255_sub");
  return subtract(r, p, q);
}
int crypto_scalarmult_ristretto255(unsigned char* q, const unsigned char* n,
                                   const unsigned char* p) {
  static Of2 times("crypto_scalarmult_ristretto255");
  return times(q, n, p);
}
int crypto_scalarmult_ristretto255_base(unsigned char* q, const unsigned char* n) {
  static Of1 times("crypto_scalarmult_ristretto255_base");
  return times(q, n);
}

}  // extern "C"
