#include "eval/csv.h"

#include <charconv>

namespace eq::eval {
namespace {

// One quoted field, its opening quote already taken; leaves `rest` behind the closing one.
Result<std::string> quoted(std::string_view& rest) {
  std::string out;
  while (true) {
    const auto end = rest.find('"');
    REQUIRE_OR(end != std::string_view::npos, Err::malformed);
    out += rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!rest.starts_with('"')) return out;
    out += '"';
    rest.remove_prefix(1);
  }
}

}  // namespace

Result<std::vector<std::string>> split_csv(std::string_view rest) {
  std::vector<std::string> fields;
  while (true) {
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      fields.push_back(TRY(quoted(rest)));
      REQUIRE_OR(rest.empty() || rest.starts_with(','), Err::malformed);
    } else {
      const auto field = rest.substr(0, rest.find(','));
      REQUIRE_OR(field.find('"') == std::string_view::npos, Err::malformed);
      fields.emplace_back(field);
      rest.remove_prefix(field.size());
    }
    if (rest.empty()) return fields;
    rest.remove_prefix(1);
  }
}

std::string csv_field(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out.find_first_of(",\"") == std::string::npos ? out : '"' + out + '"';
}

Result<int> csv_number(std::string_view field, int max) {
  int value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  REQUIRE_OR(error == std::errc() && end == field.data() + field.size() &&
                 !field.starts_with('-') && value <= max,
             Err::malformed);
  return value;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace eq::eval
