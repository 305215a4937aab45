#include "eq/tlog/text.h"

#include <charconv>

#include "eq/tlog/note.h"

namespace eq::tlog {

std::optional<std::uint64_t> parse_decimal(std::string_view s) {
  if (s.empty() || (s.size() > 1 && s[0] == '0')) return std::nullopt;
  std::uint64_t x = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), x);
  if (ec != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return x;
}

std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<std::string_view> after(std::string_view s, std::string_view prefix) {
  if (!s.starts_with(prefix)) return std::nullopt;
  return s.substr(prefix.size());
}

Result<Hash> parse_hash(std::string_view s) { return to_array<32>(TRY(from_base64(s))); }

bool is_note_text(std::string_view s) {
  if (s.size() > kNoteSizeMax) return false;
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return false;
  // The codec has the one UTF-8 check; a string is its opaque body.
  Writer w;
  w.opaque(view(s));
  Reader r(w.bytes());
  return get<std::string>(r).ok();
}

}  // namespace eq::tlog
