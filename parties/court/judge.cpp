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
  REQUIRE_OR(card.starts_with(kCard) && card.ends_with('\n'), Err::malformed);
  card.remove_prefix(kCard.size());
  card.remove_suffix(1);
  return crypto::VerifyKey{TRY(to_array<32>(TRY(from_hex(card))))};
}

}  // namespace eq::court
