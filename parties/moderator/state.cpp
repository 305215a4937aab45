#include "parties/moderator/state.h"

#include <charconv>

namespace eq::moderator {
namespace {

constexpr std::uint16_t kFormat = 15;
constexpr std::string_view kPrefix = "M-";

}  // namespace

crypto::Digest Case::about() const {
  if (!matched) return report_digest;
  Bytes all;
  for (const auto& p : matched->found.pictures())
    for (const Bytes& part : {encode(p.hash), encode(p.second), encode(p.entry)})
      all.insert(all.end(), part.begin(), part.end());
  return crypto::sha256(all);
}

namespace {
template <class T>
Bytes without_signature(std::string_view label, const crypto::VerifyKey& desk,
                        std::string_view case_number, T said) {
  said.signature = {};
  return concat({view(label), desk.bytes, encode(std::string(case_number)), encode(said)});
}
}  // namespace

Bytes to_sign(const crypto::VerifyKey& desk, std::string_view case_number, const Viewing& looked) {
  return without_signature("eqp-look-v1", desk, case_number, looked);
}
Bytes to_sign(const crypto::VerifyKey& desk, std::string_view case_number,
              const Decision& decided) {
  return without_signature("eqp-decision-v2", desk, case_number, decided);
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

Measure limited(const AccountId& against, Time now, std::uint32_t days, std::uint32_t per_day) {
  constexpr std::uint32_t kUsualDays = 7;
  return {Measure::Kind::limit, against, now + (days > 0 ? days : kUsualDays) * kDay_ms, per_day};
}

}  // namespace eq::moderator
