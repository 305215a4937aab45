#include "parties/hotline/state.h"

#include "eq/list/country.h"

namespace eq::hotline {
namespace {

constexpr std::uint16_t kFormat = 11;

}  // namespace

void ListState::replace_entries(std::vector<list::CertifiedEntry> next) {
  for (auto& e : entries) {
    const auto name = list::name_of(e.entry);
    taken_off.emplace(name, std::move(e.entry));
  }
  for (const auto& e : next) taken_off.erase(list::name_of(e.entry));
  entries = std::move(next);
}

Bytes State::save() const { return save_state(kFormat, *this); }

Result<State> State::load(View saved) {
  auto s = TRY(load_state<State>(kFormat, saved));
  for (const auto& [hash, holding] : s.holdings)
    REQUIRE_OR(!holding.copy.looks.empty() && holding.hash() == hash, Err::malformed);
  for (const auto kind : list::kKinds) REQUIRE_OR(s.lists.contains(kind), Err::malformed);
  return s;
}

Result<State> new_hotline(std::string name, std::string jurisdiction, Random& rng) {
  REQUIRE_OR(!name.empty() && name.size() <= 200, Err::malformed);
  REQUIRE_OR(list::is_country(jurisdiction), Err::malformed);
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  State s{.signing = std::move(signing),
          .letters = std::move(letters),
          .name = std::move(name),
          .jurisdiction = std::move(jurisdiction)};
  for (const auto kind : list::kKinds) s.lists[kind].filler = rng.secret<32>();
  return s;
}

}  // namespace eq::hotline
