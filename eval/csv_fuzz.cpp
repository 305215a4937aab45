// Any bytes as a CSV of hashes or a row of results: a complaint or something consistent, figures
// and page included.
#include "eval/criteria.h"
#include "eval/hashes.h"
#include "eval/page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto line : eval::lines_of(text)) {
    if (const auto row = eval::row_from(line, 1); row.ok())
      EQ_ASSERT(eval::row_from(eval::csv_line(*row), 1).ok());
  }
  auto results = eval::results_from_hashes(text, 31);
  if (!results.ok()) {
    EQ_ASSERT(!results.error().text.empty());
    return 0;
  }
  auto figures = eval::figures(*results, {});
  figures["device"] = nullptr;
  figures["leakage"] = nullptr;
  figures["criteria"] = eval::criteria(figures);
  EQ_ASSERT(!eval::page(figures).empty());
  return 0;
}
