// A stranger's HI-1 message: what is understood of it is written and understood again, and every
// request is answered.
#include "apps/forms/forms_for_tests.h"

using namespace eq;
using namespace eq::forms;

namespace {

void check(View v) {
  const auto m = read_hi1(v);
  if (!m.ok()) return;
  EQ_ASSERT(read_hi1(view(write_hi1(*m))).take() == *m);
  const auto wish = wish_of(*m);
  const Message reply = !wish.ok() ? refused(*m, wish.error(), m->header.at)
                        : std::holds_alternative<Query>(*wish) ? answered(*m, {}, m->header.at)
                                                               : accepted(*m, m->header.at);
  EQ_ASSERT(reply.header.transaction == m->header.transaction);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kCase = write_hi1(forms::testing::new_case()),
                           kAll = write_hi1(forms::testing::everything());
  const View v(data, size);
  check(v);
  check(view(forms::testing::edited(kCase, v)));
  check(view(forms::testing::edited(kAll, v)));
  return 0;
}
