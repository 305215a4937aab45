// Half of a world's time went into verifying the same signatures: each party reads the whole log,
// each time.  Here the program's crypto_sign_verify_detached() takes the library's place and
// remembers its answers; they are the library's own.
#include <sodium.h>

#include <array>
#include <cstring>
#include <unordered_map>

namespace {

using Key = std::array<unsigned char, 32>;
struct First8 {
  std::size_t operator()(const Key& k) const {
    std::size_t n;
    std::memcpy(&n, k.data(), sizeof n);
    return n;
  }
};
constexpr std::size_t kRemembered = 1 << 17;

}  // namespace

extern "C" int crypto_sign_verify_detached(const unsigned char* sig, const unsigned char* m,
                                           unsigned long long mlen, const unsigned char* pk) {
  static std::unordered_map<Key, int, First8> answers;
  Key key;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, key.size());
  crypto_generichash_update(&state, sig, crypto_sign_BYTES);
  crypto_generichash_update(&state, pk, crypto_sign_PUBLICKEYBYTES);
  crypto_generichash_update(&state, m, mlen);
  crypto_generichash_final(&state, key.data(), key.size());
  if (answers.size() >= kRemembered) answers.clear();
  const auto [at, fresh] = answers.try_emplace(key, 0);
  if (fresh) at->second = crypto_sign_ed25519_verify_detached(sig, m, mlen, pk);
  return at->second;
}
