// For hosts that have neither a cipher nor a hash: sealing the state, and the safety number.
#include "apps/embed/events.h"
#include "eq/crypto/aead.h"
#include "eq/crypto/hash.h"
#include "eq/wire/safety_number.h"

using namespace eq;

namespace {

constexpr auto kCipher = crypto::Aead::chacha20_poly1305;

/// One key for one save: `fresh` is never the same twice, so the nonce may be.
Secret<32> key_of_save(const std::uint8_t* key, View fresh) {
  return crypto::hkdf<32>(fresh, View(key, EQP_KEY_SIZE), view("eqp-kept-state-v1"));
}
constexpr Array<crypto::kAeadNonceSize> kNonce{};

static_assert(EQP_SEAL_SIZE == EQP_FRESH_SIZE + crypto::kAeadTagSize);
static_assert(EQP_SAFETY_NUMBER_SIZE == wire::kSafetyNumberLength + 1);

}  // namespace

extern "C" {

void eqp_state_seal(const std::uint8_t* key, const std::uint8_t* fresh, std::uint64_t number,
                    const std::uint8_t* state, std::size_t size, std::uint8_t* sealed) {
  const View unique(fresh, EQP_FRESH_SIZE);
  const Bytes box =
      crypto::aead_seal(kCipher, key_of_save(key, unique).reveal("sealing its owner's state"),
                        kNonce, be64(number), View(state, size));
  std::ranges::copy(unique, sealed);
  std::ranges::copy(box, sealed + EQP_FRESH_SIZE);
}

eqp_status eqp_state_open(const std::uint8_t* key, std::uint64_t number, const std::uint8_t* sealed,
                          std::size_t size, std::uint8_t* state) {
  if (size < EQP_SEAL_SIZE) return EQP_MALFORMED;
  const View all(sealed, size);
  auto opened = crypto::aead_open(
      kCipher, key_of_save(key, all.first(EQP_FRESH_SIZE)).reveal("opening its owner's state"),
      kNonce, be64(number), all.subspan(EQP_FRESH_SIZE));
  if (!opened.ok()) return embed::to_status(opened.error());
  std::ranges::copy(*opened, state);
  wipe(*opened);
  return EQP_OK;
}

void eqp_safety_number(const std::uint8_t* one, const std::uint8_t* other, char* digits) {
  const std::string number = wire::safety_number(*AccountId::from(View(one, EQP_ACCOUNT_SIZE)),
                                                 *AccountId::from(View(other, EQP_ACCOUNT_SIZE)));
  std::ranges::copy(number, digits);
  digits[number.size()] = 0;
}

}  // extern "C"
