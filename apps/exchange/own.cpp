#include "apps/exchange/own.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "apps/exchange/json_in.h"
#include "apps/exchange/page.h"
#include "apps/exchange/plain_text.h"
#include "eq/base/utf8.h"

namespace eq::exchange {
namespace {

constexpr std::size_t kTextMax = 500;
constexpr std::array<std::string_view, 7> kUsed = {"pdq",        "quality",  "middle", "assessor",
                                                   "provenance", "assessed", "until"};
constexpr std::array<std::string_view, 5> kBeside = {"file", "md5", "sha1", "sha256", "photodna"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What a line says, by name; empty values are as good as none.
using Values = std::map<std::string, std::string, std::less<>>;

const std::string* value_of(const Values& values, std::string_view name) {
  const auto it = values.find(name);
  return it == values.end() || it->second.empty() ? nullptr : &it->second;
}

Refusal wrong(const std::string& what) {
  return {400, what, "Correct the line; the others are not touched by it."};
}

/// As long as an MD5 or SHA-1 is; a SHA-256 is as long as a PDQ hash and cannot be told from one.
bool is_file_digest(std::string_view text) {
  return (text.size() == 32 || text.size() == 40) &&
         text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

Result<std::optional<phash::Hash>, Refusal> hash_of(const Values& values, std::string_view name) {
  const auto* text = value_of(values, name);
  if (!text) return std::optional<phash::Hash>();
  const auto hash = phash::Hash::from_hex(*text);
  if (!hash.ok() && is_file_digest(*text))
    return wrong("its " + std::string(name) + " is the digest of a file: " + why_not_held("md5"));
  if (!hash.ok())
    return wrong("its " + std::string(name) + " is no PDQ hash, which has 64 hexadecimal digits");
  return std::optional(*hash);
}

Result<std::optional<Time>, Refusal> day_of(const Values& values, std::string_view name) {
  const auto* text = value_of(values, name);
  if (!text) return std::optional<Time>();
  const auto day = parse_day(*text);
  if (!day.ok()) return wrong("its " + std::string(name) + " is no date, YYYY-MM-DD");
  return std::optional(start_of(*day));
}

Result<std::string, Refusal> text_of(const Values& values, std::string_view name) {
  const auto* text = value_of(values, name);
  if (!text) return std::string();
  if (text->size() > kTextMax || !is_plain_text(*text) || !is_utf8(view(*text)))
    return wrong("its " + std::string(name) + " is longer than 500 bytes, or no plain text");
  return *text;
}

Result<HeldHash, Refusal> held_by(const Values& values) {
  HeldHash held;
  const auto pdq = TRY(hash_of(values, "pdq"));
  if (!pdq) {
    for (const auto kind : {"photodna", "md5", "sha1", "sha256"})
      if (value_of(values, kind)) return wrong(why_not_held(kind));
    return wrong("it has no PDQ hash");
  }
  held.pdq = *pdq;
  held.middle = TRY(hash_of(values, "middle"));
  if (const auto* text = value_of(values, "quality")) {
    unsigned n = 0;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), n);
    if (ec != std::errc() || end != text->data() + text->size() || n > 100)
      return wrong("its quality is no whole number up to 100");
    held.quality = static_cast<std::uint8_t>(n);
  }
  held.assessor = TRY(text_of(values, "assessor"));
  held.provenance = TRY(text_of(values, "provenance"));
  held.assessed = TRY(day_of(values, "assessed"));
  held.until = TRY(day_of(values, "until"));
  return held;
}

/// The lines of a document without their ends; the empty ones, too.
Result<std::vector<std::string_view>, Refusal> lines_of(View document) {
  if (document.size() > kPageSizeMax)
    return Refusal{413, "The file is larger than 32 MiB", "Split it."};
  std::string_view rest(reinterpret_cast<const char*>(document.data()), document.size());
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (lines.size() > kRecordsMax + 1)
      return Refusal{413, "The file has more than 100000 lines", "Split it."};
  }
  return lines;
}

/// The fields of one line; nullopt for quotes that are not as RFC 4180 has them.
std::optional<std::vector<std::string>> fields_of(std::string_view line, char between) {
  std::vector<std::string> fields{""};
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == between) {
      fields.emplace_back();
    } else if (line[i] == '"' && fields.back().empty()) {
      for (++i;; ++i) {
        if (i >= line.size()) return std::nullopt;
        if (line[i] == '"' && (i + 1 == line.size() || line[i + 1] != '"')) break;
        if (line[i] == '"') ++i;
        fields.back() += line[i];
      }
      if (i + 1 < line.size() && line[i + 1] != between) return std::nullopt;
    } else if (line[i] == '"') {
      return std::nullopt;
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

/// The columns, in small letters, and what stands between two fields: a semicolon where
/// spreadsheets write a comma inside numbers.
struct Header {
  std::vector<std::string> names;
  char between = ',';
};
Result<Header, Refusal> header_of(std::string_view line) {
  const char between = line.find(',') == line.npos && line.find(';') != line.npos ? ';' : ',';
  auto names = fields_of(line, between);
  const std::string remedy =
      "Name the columns in the first line: pdq, and any of quality, middle, assessor, provenance, "
      "assessed, until. Others are not looked at.";
  if (!names) return Refusal{400, "The first line is no header of CSV", remedy};
  std::set<std::string> seen;
  for (auto& name : *names) {
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!seen.insert(name).second && (is_one_of(kUsed, name) || is_one_of(kBeside, name)))
      return Refusal{400, "The first line names the column " + name + " twice", remedy};
  }
  if (!seen.contains("pdq"))
    return Refusal{
        400, "There is no column pdq: a certified list holds PDQ hashes of pictures",
        "Name it in the first line. Other hashes make no PDQ hash: " + why_not_held("md5") + "."};
  return Header{std::move(*names), between};
}

Result<HeldHash, Refusal> said_by_fields(const Header& header, std::string_view line) {
  const auto fields = fields_of(line, header.between);
  if (!fields) return wrong("a quote of it is not closed, or stands inside a field");
  if (fields->size() != header.names.size())
    return wrong("it has " + std::to_string(fields->size()) + " fields, and the first line " +
                 std::to_string(header.names.size()));
  Values values;
  for (std::size_t i = 0; i < header.names.size(); ++i)
    values.emplace(header.names[i], (*fields)[i]);
  return held_by(values);
}

Result<HeldHash, Refusal> said_by_object(std::string_view line) {
  const auto read = read_object(view(line));
  if (!read.ok()) return wrong("it is no JSON object on one line");
  const Json& object = *read;
  Values values;
  for (const auto& [name, value] : object.items()) {
    if (name == "kind" || name == "frames" || name == "why" || is_one_of(kBeside, name)) {
      if (value.is_string()) values.emplace(name, value.get<std::string>());
      continue;
    }
    if (!is_one_of(kUsed, name)) return wrong("it has a member that nothing here knows");
    if (value.is_null()) continue;
    if (name == "quality" && value.is_number_unsigned() && value.get<std::uint64_t>() <= 100)
      values.emplace(name, std::to_string(value.get<std::uint64_t>()));
    else if (name != "quality" && value.is_string())
      values.emplace(name, value.get<std::string>());
    else
      return wrong("its " + name + " is of another type than it should be");
  }
  if (const auto* kind = value_of(values, "kind"); kind && *kind != "picture")
    return wrong("it is no picture, and a certified list holds pictures only");
  return held_by(values);
}

}  // namespace

Result<std::vector<Line>, Refusal> read_csv(View document) {
  const auto lines = TRY(lines_of(document));
  if (lines.empty()) return Refusal{400, "The file is empty", "Nothing was changed."};
  const auto header = TRY(header_of(lines.front()));
  std::vector<Line> out;
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!lines[i].empty()) out.push_back({i + 1, said_by_fields(header, lines[i])});
  return out;
}

Result<std::vector<Line>, Refusal> read_json_lines(View document) {
  const auto lines = TRY(lines_of(document));
  if (!lines.empty() && lines.front().starts_with('['))
    return Refusal{400, "This is one JSON list, and one object a line is wanted",
                   "jq -c '.[]' makes it so."};
  std::vector<Line> out;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!lines[i].empty()) out.push_back({i + 1, said_by_object(lines[i])});
  if (out.empty()) return Refusal{400, "The file is empty", "Nothing was changed."};
  return out;
}

std::string why_not_held(std::string_view kind) {
  if (kind == "photodna")
    return "a PhotoDNA hash is of a method that phones do not compute, and no PDQ hash follows "
           "from it";
  return "the digest of a file is of these exact bytes, and a certified list compares what "
         "pictures look like";
}

}  // namespace eq::exchange
