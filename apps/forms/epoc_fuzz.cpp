// A stranger's certificate: what is understood of it is written and understood again.
#include "apps/forms/forms_for_tests.h"

using namespace eq;
using namespace eq::forms;

namespace {

void check(View v) {
  if (const auto e = read_epoc(v))
    EQ_ASSERT(forms::testing::same(
        read_epoc(view(write_epoc(*e, Audience::enforcing_authority))).take(), *e));
  if (const auto n = read_non_execution(v))
    EQ_ASSERT(read_non_execution(view(write_non_execution(*n))).take() == *n);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kEpoc =
      write_epoc(forms::testing::epoc(), Audience::enforcing_authority);
  static const std::string kNonExecution =
      write_non_execution(forms::testing::non_execution_form());
  const View v(data, size);
  check(v);
  check(view(forms::testing::edited(kEpoc, v)));
  check(view(forms::testing::edited(kNonExecution, v)));
  return 0;
}
