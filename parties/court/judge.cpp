#include "parties/court/judge.h"

namespace eq::court {
namespace {

constexpr std::uint16_t kFormat = 1;
constexpr std::string_view kCard = "equipoise-judge ";

struct Saved {
  crypto::SigningKey key;
  EQ_FIELDS(key)
};

}  // namespace

Bytes JudgeKey::save() const {
  Writer w;
  w.u16(kFormat);
  put(w, signing_);
  return w.take();
}

Result<JudgeKey> JudgeKey::load(View saved) {
  return JudgeKey(TRY(load_state<Saved>(kFormat, saved)).key);
}

std::string judge_card(const crypto::VerifyKey& key) {
  return std::string(kCard) + key.hex() + "\n";
}

Result<crypto::VerifyKey> judge_of_card(std::string_view card) {
  // Mail and editors change how lines end.
  const std::string line(card.substr(0, card.find_last_not_of("\r\n") + 1));
  REQUIRE_OR(line.starts_with(kCard), Err::malformed);
  const crypto::VerifyKey key{TRY(to_array<32>(TRY(from_hex(line.substr(kCard.size())))))};
  REQUIRE_OR(judge_card(key) == line + "\n", Err::malformed);
  return key;
}

}  // namespace eq::court
