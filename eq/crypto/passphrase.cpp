#include "eq/crypto/passphrase.h"

#include <sodium.h>

#include "eq/crypto/backend.h"

namespace eq::crypto {
namespace {

constexpr std::string_view kMagic = "EQKS";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kHeaderSize = 4 + 2 + 8 + 16, kNonceSize = 24, kTagSize = 16;

static_assert(crypto_pwhash_SALTBYTES == 16 &&
              crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == kNonceSize &&
              crypto_aead_xchacha20poly1305_ietf_ABYTES == kTagSize);

}  // namespace

Result<PassphraseKey> PassphraseKey::derive(View passphrase, PassphraseCost cost,
                                            const Array<16>& salt) {
  REQUIRE_OR(!passphrase.empty(), Err::refused);
  REQUIRE_OR(cost.passes >= 1 && cost.memory_KiB >= 8, Err::malformed);
  REQUIRE_OR(cost.passes <= 16 * kPassphraseCost.passes, Err::too_large);
  REQUIRE_OR(cost.memory_KiB <= 16 * kPassphraseCost.memory_KiB, Err::too_large);
  backend::init_sodium();
  PassphraseKey k;
  k.cost_ = cost;
  k.salt_ = salt;
  const int status =
      crypto_pwhash(k.key_.fill_in().data(), 32, reinterpret_cast<const char*>(passphrase.data()),
                    passphrase.size(), salt.data(), cost.passes,
                    std::size_t{cost.memory_KiB} * 1024, crypto_pwhash_ALG_ARGON2ID13);
  REQUIRE_OR(status == 0, Err::unavailable);
  return k;
}

Result<PassphraseKey> PassphraseKey::create(View passphrase, PassphraseCost cost, Random& rng) {
  return derive(passphrase, cost, rng.array<16>());
}

Result<PassphraseKey> PassphraseKey::of(View passphrase, View file) {
  REQUIRE_OR(is_sealed(file), Err::malformed);
  Reader r(file.subspan(kMagic.size()));
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  const auto cost = TRY(get<PassphraseCost>(r));
  const auto salt = TRY(get<Array<16>>(r));
  REQUIRE_OR(r.rest().size() >= kNonceSize + kTagSize, Err::malformed);
  return derive(passphrase, cost, salt);
}

bool PassphraseKey::is_sealed(View file) {
  return file.size() >= kMagic.size() && equal_var(file.first(kMagic.size()), view(kMagic));
}

Bytes PassphraseKey::header() const {
  return concat({view(kMagic), be16(kVersion), encode(cost_), salt_});
}

Bytes PassphraseKey::seal(View state, Random& rng) const {
  const Bytes aad = header();
  const auto nonce = rng.array<kNonceSize>();
  Bytes box(state.size() + kTagSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(box.data(), nullptr, state.data(), state.size(),
                                             aad.data(), aad.size(), nullptr, nonce.data(),
                                             key_.reveal("sealing its owner's state").data());
  return concat({aad, nonce, box});
}

Result<SecretBytes> PassphraseKey::open(View file) const {
  REQUIRE_OR(file.size() >= kHeaderSize + kNonceSize + kTagSize, Err::forged);
  const View aad = file.first(kHeaderSize), nonce = file.subspan(kHeaderSize, kNonceSize);
  const View box = file.subspan(kHeaderSize + kNonceSize);
  SecretBytes state(box.size() - kTagSize);
  const int status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      state.fill_in().data(), nullptr, nullptr, box.data(), box.size(), aad.data(), aad.size(),
      nonce.data(), key_.reveal("opening its owner's state").data());
  REQUIRE_OR(status == 0 && equal_var(aad, header()), Err::forged);
  return state;
}

}  // namespace eq::crypto
