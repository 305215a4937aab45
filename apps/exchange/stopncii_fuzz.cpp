// A stranger's page of StopNCII's: records that hold together, or a refusal in words.
#include "apps/exchange/page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq::exchange;
  const auto page = decode_stopncii({data, size});
  if (!page.ok()) {
    EQ_ASSERT(!page.error().what.empty() && !page.error().remedy.empty());
    return 0;
  }
  EQ_ASSERT(*checked(*page) == *page);  // names are unique, signals sorted
  for (const auto& r : page->records) {
    EQ_ASSERT(!r.gone || r.signals.empty());
    for (const auto& s : r.signals)
      EQ_ASSERT(*parse_signal(s.kind, eq::hex(s.value)) == s && is_telling(s));
  }
  return 0;
}
