// A stranger's bytes as an HTTP connection reads them: a head, its body, and where the next request
// begins.  Cut anywhere, they mean the same.
#include "apps/server/chunked.h"
#include "eq/base/bytes.h"

using namespace eq;
using namespace eq::server;

namespace {

/// Everything a body says, taken in parts of `step` bytes; nullopt if it is refused.
std::optional<std::pair<std::string, std::size_t>> read_chunks(std::string_view all,
                                                               std::size_t step) {
  ChunkReader reader;
  std::string data;
  std::size_t taken = 0;
  while (taken < all.size() && !reader.is_whole()) {
    const auto part = all.substr(taken, step);
    const auto n = reader.take(part, [&](std::string_view d) { data += d; });
    if (!n.ok()) return std::nullopt;
    EQ_ASSERT(*n <= part.size() && (*n == part.size() || reader.is_whole()));
    taken += *n;
  }
  return std::pair(data, taken);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string all(reinterpret_cast<const char*>(data), size);
  HeadEnd whole, slowly;
  const auto end = whole.look(all);
  for (std::size_t n = 1; n <= size; ++n) {
    const auto part = slowly.look(std::string_view(all).substr(0, n));
    if (!part.ok()) EQ_ASSERT(!end.ok());
    if (!part.ok() || *part) {
      if (part.ok()) EQ_ASSERT(end.ok() && *end == *part);
      break;
    }
  }
  std::string_view rest = all;
  if (end.ok() && *end) {
    const auto head = parse_head(rest.substr(0, **end));
    if (head.ok()) EQ_ASSERT(!head->method.empty() && !head->target.empty());
    rest.remove_prefix(**end);
  }
  const auto at_once = read_chunks(rest, rest.size() + 1), one_by_one = read_chunks(rest, 1);
  EQ_ASSERT(at_once == one_by_one);
  return 0;
}
