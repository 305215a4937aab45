#include "parties/court/state.h"

namespace eq::court {
namespace {

constexpr std::uint16_t kFormat = 10;

}  // namespace

Bytes State::save() const { return save_state(kFormat, *this); }
Result<State> State::load(View saved) { return load_state<State>(kFormat, saved); }

State new_court(std::string name, Random& rng) {
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{
      .signing = std::move(signing), .letters = std::move(letters), .name = std::move(name)};
}

}  // namespace eq::court
