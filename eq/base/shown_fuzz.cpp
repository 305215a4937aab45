// Whatever another party writes, what is shown steers nothing, keeps its lines, and can be read
// back.
#include "eq/base/shown.h"

#include "eq/base/utf8.h"

namespace {
using namespace eq;

/// What shown_line() wrote, read back.
Bytes read_back(std::string_view s) {
  Bytes out;
  while (!s.empty()) {
    if (s[0] != '\\') {
      out.push_back(static_cast<std::uint8_t>(s[0]));
      s.remove_prefix(1);
    } else if (s[1] == '\\') {
      out.push_back('\\');
      s.remove_prefix(2);
    } else if (s[1] == 'x') {
      append(out, from_hex(s.substr(2, 2)).value());
      s.remove_prefix(4);
    } else {
      std::uint32_t x = 0;
      std::size_t i = 3;
      for (; s[i] != '}'; ++i)
        x = x * 16 + static_cast<std::uint32_t>(s[i] <= '9' ? s[i] - '0' : s[i] - 'a' + 10);
      s.remove_prefix(i + 1);
      if (x < 0x80)
        append(out, Bytes{static_cast<std::uint8_t>(x)});
      else if (x < 0x800)
        append(out, Bytes{static_cast<std::uint8_t>(0xc0 | x >> 6),
                          static_cast<std::uint8_t>(0x80 | (x & 63))});
      else if (x < 0x10000)
        append(out, Bytes{static_cast<std::uint8_t>(0xe0 | x >> 12),
                          static_cast<std::uint8_t>(0x80 | (x >> 6 & 63)),
                          static_cast<std::uint8_t>(0x80 | (x & 63))});
      else
        append(out, Bytes{static_cast<std::uint8_t>(0xf0 | x >> 18),
                          static_cast<std::uint8_t>(0x80 | (x >> 12 & 63)),
                          static_cast<std::uint8_t>(0x80 | (x >> 6 & 63)),
                          static_cast<std::uint8_t>(0x80 | (x & 63))});
    }
  }
  return out;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View text(data, size);
  const std::string line = shown_line(text);
  EQ_ASSERT(is_utf8(view(line)) && line.find('\n') == std::string::npos);
  EQ_ASSERT(is_plain_line(view(line)) && harmless(view(line)) == line);
  EQ_ASSERT(equal_var(read_back(line), text));
  EQ_ASSERT(!is_plain_line(text) || line.size() >= text.size());
  const std::string block = shown_block(text, {.used = size % 32, .columns = 40});
  for (std::size_t at = 0; (at = block.find('\n', at)) != std::string::npos; ++at)
    EQ_ASSERT(std::string_view(block).substr(at + 1).starts_with(kMargin));
  return 0;
}
