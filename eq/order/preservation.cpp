#include "eq/order/preservation.h"

#include "eq/crypto/hash.h"

namespace eq::order {
namespace {

constexpr crypto::HpkeSuite kSuite{crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305};
constexpr std::string_view kInfo = "eqp-preservation-v1";
constexpr Array<crypto::kAeadNonceSize> kOnlyNonce{};  // every record has a key of its own

Bytes about(std::uint32_t order, Day day) { return concat({be32(order), be32(day.n)}); }

}  // namespace

Result<crypto::HpkeCiphertext> DaySecret::seal_to(const PreservationKey& key, Random& rng) const {
  return crypto::hpke_seal(kSuite, key, view(kInfo), about(order_, day_),
                           secret_.reveal("sealed to the preservation key"), rng);
}

Result<DaySecret> DaySecret::open(std::uint32_t order, Day day, const crypto::HpkeKeyPair& key,
                                  const crypto::HpkeCiphertext& sealed) {
  Bytes plain = TRY(crypto::hpke_open(kSuite, key, sealed, view(kInfo), about(order, day)));
  auto secret = Secret<32>::from(plain);
  wipe(plain);
  REQUIRE_OR(secret.ok(), Err::forged);
  return DaySecret(order, day, std::move(secret).take());
}

Place32 DaySecret::place(const ConversationId& conv, const Array<8>& locator) const {
  return crypto::hmac_sha256(secret_.reveal("key of a PRF"),
                             {view("eqp-preserved-v1 place"), conv.bytes, locator});
}

Secret<32> DaySecret::key_of(const Place32& place) const {
  return crypto::hkdf<32>({}, secret_.reveal("input of a KDF"),
                          concat({view("eqp-preserved-v1 key"), place}));
}

Bytes DaySecret::seal(const Place32& place, View record) const {
  const auto key = key_of(place);
  return crypto::aead_seal(kSuite.aead, key.reveal("AEAD key"), kOnlyNonce, about(order_, day_),
                           record);
}

Result<Bytes> DaySecret::open(const Place32& place, View sealed) const {
  const auto key = key_of(place);
  return crypto::aead_open(kSuite.aead, key.reveal("AEAD key"), kOnlyNonce, about(order_, day_),
                           sealed);
}

}  // namespace eq::order
