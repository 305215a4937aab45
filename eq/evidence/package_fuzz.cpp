// A package of a stranger's items: verification answers, and never with yes.
#include "eq/base/shown.h"
#include "eq/evidence/layout.h"
#include "eq/evidence/verify.h"

using namespace eq;
using namespace eq::evidence;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // path, contents, path, contents ... with one byte of length for paths and two for contents
  Items items;
  Reader r(View(data, size));
  while (!r.empty()) {
    const auto n = r.u8();
    const auto path = n ? r.raw(*n) : Result<View>(Err::malformed);
    const auto m = path ? r.u16() : Result<std::uint16_t>(Err::malformed);
    const auto body = m ? r.raw(*m) : Result<View>(Err::malformed);
    if (!body) break;
    items[to_string(*path)] = to_bytes(*body);
  }
  EQ_ASSERT(!verify(items, {}).ok());
  if (const auto c = read_contents(items)) {
    Facts facts;
    if (const auto again = payload(*c, facts)) EQ_ASSERT(read_contents(*again).ok());
  }
  if (const auto m = parse_manifest(to_string(View(data, size)))) EQ_ASSERT(m->size() * 67 <= size);
  const std::string line = shown_line(View(data, size));
  EQ_ASSERT(line.find('\n') == std::string::npos);
  (void)decode<Statement>(View(data, size));
  return 0;
}
