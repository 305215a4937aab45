#include "apps/exchange/own.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq::exchange;
  for (const auto& read : {read_csv({data, size}), read_json_lines({data, size})}) {
    if (!read.ok()) {
      EQ_ASSERT(!read.error().what.empty() && !read.error().remedy.empty());
      continue;
    }
    std::size_t last = 0;
    for (const auto& line : *read) {
      EQ_ASSERT(line.number > last);  // each once, in their order
      last = line.number;
      if (!line.said.ok()) {
        EQ_ASSERT(!line.said.error().what.empty());
      } else {
        EQ_ASSERT(line.said->assessor.size() <= 500 && line.said->provenance.size() <= 500);
        EQ_ASSERT(!line.said->quality || *line.said->quality <= 100);
      }
    }
  }
  return 0;
}
