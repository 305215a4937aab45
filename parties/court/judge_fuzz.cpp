#include "parties/court/judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string card(reinterpret_cast<const char*>(data), size);
  if (const auto key = eq::court::judge_of_card(card); key.ok())
    EQ_ASSERT(card.starts_with(eq::court::judge_card(*key).substr(0, 80)));
  (void)eq::court::JudgeKey::load(eq::View(data, size)).ok();
  return 0;
}
