// Policy files and split views: whatever parses is safe to use; a split view that parses writes
// itself back.
#include "eq/tlog/split_view.h"
#include "eq/tlog/trust_policy.h"

using namespace eq;
using namespace eq::tlog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string s = to_string(View(data, size));
  if (const auto p = TrustPolicy::parse(s))
    (void)p->check(s);
  else
    EQ_ASSERT(!p.error().what.empty());
  if (const auto v = SplitView::parse(s)) {
    EQ_ASSERT(v->text() == s);
    EQ_ASSERT(!v->verify(LogKey{"log.example", {}}).ok());
  }
  return 0;
}
