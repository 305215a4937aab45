#include "parties/custodian/state.h"

namespace eq::custodian {
namespace {

constexpr std::uint16_t kFormat = 8;

}  // namespace

const HeldKeys* State::holding(const order::CustodianKeys& keys) const {
  for (const HeldKeys& h : held) {
    if (h.keys == keys) return &h;
  }
  return nullptr;
}

Bytes State::save() const { return save_state(kFormat, *this); }
Result<State> State::load(View saved) { return load_state<State>(kFormat, saved); }

State new_custodian(std::string name, std::uint16_t index, Random& rng) {
  return new_custodian(std::move(name), index, OwnKey(crypto::SigningKey::generate(rng)), rng);
}

State new_custodian(std::string name, std::uint16_t index, OwnKey signing, Random& rng) {
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  const CeremonySecrets secrets{crypto::Scalar::random(rng), crypto::Scalar::random(rng)};
  return State{.signing = std::move(signing),
               .letters = std::move(letters),
               .name = std::move(name),
               .index = index,
               .secrets = secrets};
}

}  // namespace eq::custodian
