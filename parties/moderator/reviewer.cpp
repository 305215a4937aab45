#include "parties/moderator/reviewer.h"

#include <algorithm>

#include "eq/base/alike.h"

namespace eq::moderator {
namespace {

constexpr std::uint16_t kFormat = 1;
constexpr std::string_view kLine = "equipoise-reviewer ";

struct Saved {
  std::string name;
  crypto::SigningKey key;
  EQ_FIELDS(name, key)
};

}  // namespace

Result<Reviewer> Reviewer::make(std::string name, const crypto::VerifyKey& key) {
  REQUIRE_OR(!name.empty() && name.size() <= 64, Err::malformed);
  REQUIRE_OR(std::ranges::none_of(
                 name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
             Err::malformed);
  TRY(eq::decode<std::string>(eq::encode(name)));  // UTF-8
  return Reviewer(std::move(name), key);
}

std::string Reviewer::line() const {
  return std::string(kLine) + hex(key_.bytes) + " " + name_ + "\n";
}

Result<Reviewer> Reviewer::from_line(std::string_view line) {
  constexpr std::size_t kDigits = 64;
  if (line.ends_with('\n')) line.remove_suffix(1);
  REQUIRE_OR(line.starts_with(kLine), Err::malformed);
  line.remove_prefix(kLine.size());
  REQUIRE_OR(line.size() > kDigits && line[kDigits] == ' ', Err::malformed);
  const auto key = TRY(to_array<32>(TRY(from_hex(line.substr(0, kDigits)))));
  return make(std::string(line.substr(kDigits + 1)), crypto::VerifyKey{key});
}

bool Reviewer::sounds_like(const Reviewer& other) const {
  return eq::sounds_like(name_, other.name_);
}

void Reviewer::encode(Writer& w) const {
  put(w, name_);
  put(w, key_);
}

Result<Reviewer> Reviewer::decode(Reader& r) {
  auto name = TRY(get<std::string>(r));
  return make(std::move(name), TRY(get<crypto::VerifyKey>(r)));
}

Result<ReviewerKey> ReviewerKey::make(std::string name, Random& rng) {
  auto key = crypto::SigningKey::generate(rng);
  auto who = TRY(Reviewer::make(std::move(name), key.verify_key()));
  return ReviewerKey(std::move(who), std::move(key));
}

Bytes ReviewerKey::save() const {
  Writer w;
  w.u16(kFormat);
  put(w, who_.name());
  put(w, key_);
  return w.take();
}

Result<ReviewerKey> ReviewerKey::load(View saved) {
  auto s = TRY(load_state<Saved>(kFormat, saved));
  auto who = TRY(Reviewer::make(std::move(s.name), s.key.verify_key()));
  return ReviewerKey(std::move(who), std::move(s.key));
}

}  // namespace eq::moderator
