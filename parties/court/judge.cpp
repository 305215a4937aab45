#include "parties/court/judge.h"

namespace eq::court {
namespace {

constexpr std::uint16_t kFormat = 1;

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

}  // namespace eq::court
