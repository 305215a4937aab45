#include "parties/moderator/state.h"

#include <utility>

#include <algorithm>
#include <charconv>

namespace eq::moderator {
namespace {

constexpr std::uint16_t kFormat = 11;
constexpr std::string_view kPrefix = "M-";

}  // namespace

std::string Reviewer::folded() const {
  std::string out;
  bool blank = false;  // one is due before the next letter
  for (const char c : name_) {
    if (c == ' ') {
      blank = !out.empty();
      continue;
    }
    if (std::exchange(blank, false)) out += ' ';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

Result<Reviewer> Reviewer::parse(std::string name) {
  REQUIRE_OR(!name.empty() && name.size() <= 64, Err::malformed);
  REQUIRE_OR(std::ranges::none_of(
                 name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
             Err::malformed);
  TRY(eq::decode<std::string>(eq::encode(name)));  // UTF-8
  return Reviewer(std::move(name));
}

std::string case_number(std::uint32_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kPrefix) + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') +
         digits;
}

Result<std::uint32_t> parse_case_number(std::string_view s) {
  if (s.starts_with(kPrefix) || s.starts_with("m-")) s.remove_prefix(kPrefix.size());
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  REQUIRE_OR(error == std::errc() && end == s.data() + s.size(), Err::malformed);
  return n;
}

Bytes State::save() const { return save_state(kFormat, *this); }

Result<State> State::load(View saved) {
  auto s = TRY(load_state<State>(kFormat, saved));
  for (const auto& [number, c] : s.cases) REQUIRE_OR(c.number == number, Err::malformed);
  return s;
}

Result<State> new_moderator(std::string name, Random& rng) {
  REQUIRE_OR(!name.empty() && name.size() <= 200, Err::malformed);
  TRY(decode<std::string>(encode(name)));  // UTF-8
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{.signing = std::move(signing),
               .letters = std::move(letters),
               .day_master = rng.secret<32>(),
               .name = std::move(name)};
}

}  // namespace eq::moderator
