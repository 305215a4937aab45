#include "parties/moderator/reviewer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using eq::moderator::Reviewer;
  const std::string line(reinterpret_cast<const char*>(data), size);
  if (const auto who = Reviewer::from_line(line); who.ok()) {
    const auto again = Reviewer::from_line(who->line());
    EQ_ASSERT(again.ok() && *again == *who && again->name() == who->name());
  }
  (void)eq::moderator::ReviewerKey::load(eq::View(data, size));
  return 0;
}
