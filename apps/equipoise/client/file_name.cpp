#include "apps/equipoise/client/file_name.h"

#include "eq/base/shown.h"
#include "eq/base/utf8.h"
#include "eq/franking/commit.h"

namespace eq::app {
namespace {

constexpr std::size_t kBytesMax = 120, kEndMax = 12;
constexpr std::string_view kForbidden = "/\\:*?\"<>|";

std::string_view last_part(std::string_view path) {
  return path.substr(path.find_last_of("/\\") + 1);
}

/// Hidden, an option, or somebody's home: not what a name may begin with.
std::string_view trimmed(std::string_view name) {
  const auto from = name.find_first_not_of(". -~");
  if (from == std::string_view::npos) return {};
  return name.substr(from, name.find_last_not_of(". ") + 1 - from);
}

/// At most kBytesMax of it, whole characters, with the end that says what it is.
std::string shortened(std::string_view name) {
  if (name.size() <= kBytesMax) return std::string(name);
  const auto dot = name.rfind('.');
  const bool ends = dot != std::string_view::npos && name.size() - dot <= kEndMax;
  const std::string_view end = ends ? name.substr(dot) : std::string_view();
  std::size_t left = kBytesMax - end.size();
  while (left > 0 && (static_cast<unsigned char>(name[left]) & 0xc0) == 0x80) --left;
  return std::string(name.substr(0, left)) + std::string(end);
}

}  // namespace

std::string file_name_from(const ForeignText& name) {
  const std::string_view from =
      last_part(name.as_written("becomes a file's name, character by character"));
  std::string out;
  for (View rest = view(from); !rest.empty();) {
    const std::size_t length = std::max<std::size_t>(first_character(rest).size, 1);
    const std::string next = out + to_string(rest.first(length));
    rest = rest.subspan(length);
    // Whether it is plain depends on the letter before.
    const bool kept = kForbidden.find(next.back()) == std::string_view::npos &&
                      is_plain_line(view(std::string_view(next)));
    out = kept ? next : out + '_';
  }
  const std::string left = shortened(trimmed(out));
  return left.empty() ? "attachment" : left;
}

std::string file_name_for_others(const std::string& path) {
  const std::string_view name = last_part(path);
  const bool can_go =
      name.size() <= franking::kMaxFileName && decode<std::string>(encode(std::string(name))).ok();
  return can_go ? std::string(name) : std::string();
}

}  // namespace eq::app
