#include "apps/matching/call.h"

#include <algorithm>
#include <charconv>

#include "apps/matching/names.h"

namespace eq::matching {
namespace {

constexpr std::size_t kTargetMax = 1024;

ApiRefusal unreadable(const std::string& why) {
  return {400, "The address of this request cannot be read: " + why,
          "The README lists every address."};
}

std::vector<std::string> split(std::string_view s, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = s.find(at);
    parts.emplace_back(s.substr(0, end));
    if (end == s.npos) return parts;
    s.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Target, ApiRefusal> parse_target(std::string_view target) {
  if (target.size() > kTargetMax) return unreadable("it is too long");
  if (target.empty() || target[0] != '/') return unreadable("it does not begin with a slash");
  const auto question = target.find('?');
  Target t{split(target.substr(1, question == target.npos ? target.npos : question - 1), '/'), {}};
  for (const auto& word : t.path)
    if (!check_name(word, "path").ok())
      return unreadable(
          "a part of its path is empty, too long or has other characters than names have");
  if (question == target.npos) return t;
  for (const auto& pair : split(target.substr(question + 1), '&')) {
    const auto equals = pair.find('=');
    const std::string name = pair.substr(0, equals),
                      value = equals == pair.npos ? "" : pair.substr(equals + 1);
    if (!check_name(name, "query").ok() || !check_name(value, "query").ok())
      return unreadable("its query is not NAME=VALUE&NAME=VALUE of plain words");
    if (!t.query.emplace(name, value).second) return unreadable("a name stands twice in its query");
  }
  return t;
}

bool Call::is_json() const {
  const auto type = request.content_type.substr(0, request.content_type.find(';'));
  return type == "application/json";
}

Result<void, ApiRefusal> Call::check_query(std::initializer_list<std::string_view> known) const {
  for (const auto& [name, value] : target.query)
    if (std::ranges::find(known, name) == known.end())
      return ApiRefusal{400, "This request takes no \"" + name + "\" in its query",
                        "The README lists what each takes."};
  return {};
}

std::optional<std::string> Call::query(const std::string& name) const {
  const auto it = target.query.find(name);
  return it == target.query.end() ? std::nullopt : std::optional(it->second);
}

Result<std::uint64_t, ApiRefusal> Call::query_number(const std::string& name,
                                                     std::uint64_t otherwise,
                                                     std::uint64_t max) const {
  const auto text = query(name);
  if (!text) return otherwise;
  std::uint64_t n = 0;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), n);
  if (ec != std::errc() || end != text->data() + text->size() || n > max)
    return ApiRefusal{400, "\"" + name + "\" is no whole number up to " + std::to_string(max),
                      "Correct the query."};
  return n;
}

}  // namespace eq::matching
