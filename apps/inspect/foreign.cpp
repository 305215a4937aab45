#include "apps/inspect/foreign.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace eq::inspect {
namespace {

using Value = std::optional<Described>;
using Json = nlohmann::ordered_json;

Described text(std::string t) { return Described(Described::Leaf(std::move(t))); }
Value only_size(View file) {
  return Described(Described::Shape::record,
                   {{"bytes", Described::Leaf(std::uint64_t{file.size()})}});
}
bool begins(View file, std::string_view with) {
  return file.size() >= with.size() && to_string(file.first(with.size())) == with;
}

bool names_a_secret(const std::string& name) {
  return std::ranges::any_of(
      std::array{"secret", "passphrase", "pin", "private", "seed"},
      [&](const char* word) { return name.find(word) != std::string::npos; });
}

Described of(const Json& j) {
  if (j.is_null()) return {};
  if (j.is_boolean()) return Described(Described::Leaf(j.get<bool>()));
  if (j.is_number_unsigned()) return Described(Described::Leaf(j.get<std::uint64_t>()));
  if (j.is_string()) return text(shown_line(j.get<std::string>()));
  if (!j.is_structured()) return text(j.dump());  // other numbers
  Described out(j.is_array() ? Described::Shape::list : Described::Shape::record, {});
  for (const auto& [name, value] : j.items()) {
    const bool secret = j.is_object() && names_a_secret(name);
    out.parts.push_back(
        {j.is_array() ? "" : shown_line(name), secret ? text("(secret)") : of(value)});
  }
  return out;
}

}  // namespace

Value json_file(View file) {
  if (!begins(file, "{")) return std::nullopt;
  const auto j = Json::parse(to_string(file), nullptr, false);
  if (j.is_discarded() || !j.is_object()) return std::nullopt;
  return of(j);
}

Value clock_shift(View file) {
  std::string words = to_string(file);
  if (words.ends_with('\n')) words.pop_back();
  std::int64_t shift = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), shift);
  if (error != std::errc() || end != words.data() + words.size()) return std::nullopt;
  return Described(Described::Shape::record, {{"shift_ms", text(std::to_string(shift))}});
}

Value page(View file) { return begins(file, "<!doctype html>") ? only_size(file) : std::nullopt; }
Value xml(View file) { return begins(file, "<?xml") ? only_size(file) : std::nullopt; }

Value picture(View file) {
  for (const std::string_view mark : {"\xff\xd8\xff", "\x89PNG\r\n", "RIFF", "P5 "})
    if (begins(file, mark)) return only_size(file);
  return std::nullopt;
}

Value database(View file) {
  constexpr std::string_view kMark("SQLite format 3\0", 16);
  return begins(file, kMark) ? only_size(file) : std::nullopt;
}

Value timestamp(View file) {
  // A DER sequence of the whole file; a request begins with version 1, an answer with its status.
  if (file.size() < 16 || file[0] != 0x30) return std::nullopt;
  std::size_t at = 2, length = file[1];
  if (length >= 0x80) {
    const std::size_t more = length - 0x80;
    if (more == 0 || more > 3) return std::nullopt;
    for (length = 0; at < 2 + more; ++at) length = length << 8 | file[at];
  }
  const bool request = file[at] == 0x02, answer = file[at] == 0x30;
  return at + length == file.size() && (request || answer) ? only_size(file) : std::nullopt;
}

Value csv(View file) {
  const std::string words = to_string(file.first(std::min<std::size_t>(file.size(), 4096)));
  const std::string head = words.substr(0, words.find('\n'));
  const bool plain = is_utf8(file) && is_plain_line(view(head));
  return plain && head.size() < words.size() && std::ranges::count(head, ',') >= 2 ? only_size(file)
                                                                                   : std::nullopt;
}

}  // namespace eq::inspect
