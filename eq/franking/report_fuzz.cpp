#include "eq/franking/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::franking;
  const View in(data, size);
  const auto report = decode_report(in);
  if (!report.ok()) return 0;
  EQ_ASSERT(equal_var(encode(*report), in));
  (void)preview(in);
  const DayKeys none({}, {});
  EQ_ASSERT(
      !verify(*report, none, report->items.empty() ? Time{} : report->items[0].stamp().time).ok());
  return 0;
}
