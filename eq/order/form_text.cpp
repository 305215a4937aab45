#include "eq/order/form_text.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "eq/base/shown.h"
#include "eq/order/application.h"

namespace eq::order {

std::string trimmed(std::string_view s) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!s.empty() && space(s.front())) s.remove_prefix(1);
  while (!s.empty() && space(s.back())) s.remove_suffix(1);
  return std::string(s);
}

std::string lower(std::string s) {
  for (char& c : s) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return s;
}

namespace {

struct ReadLines {
  OrderForm form;
  std::string fault;  // of the first line that is none
};

ReadLines read_lines(std::string_view text) {
  ReadLines out;
  OrderForm& form = out.form;
  form.category.clear();
  const std::pair<std::string_view, std::string*> fields[] = {
      {"account", &form.account},
      {"first", &form.first},
      {"from", &form.first},
      {"last", &form.last},
      {"to", &form.last},
      {"category", &form.category},
      {"reference", &form.reference},
      {"offence", &form.offence},
      {"article", &form.article},
      {"necessity", &form.necessity},
      {"proportionality", &form.proportionality},
      {"sentence-months", &form.sentence},
      {"listed-offence", &form.listed},
      {"issuer", &form.issuer},
      {"urgency", &form.urgency},
      {"threat", &form.threat}};
  std::set<const std::string*> seen;
  std::string* latest = nullptr;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto stop = [&](const std::string& why) {
      out.fault = "Line " + std::to_string(number) + " " + why;
      return out;
    };
    const std::size_t end = std::min(text.find('\n'), text.size());
    const bool goes_on = text[0] == ' ' || text[0] == '\t';
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const std::size_t colon = line.find(':');
    const std::string name = lower(trimmed(std::string_view(line).substr(0, colon)));
    const auto* field = std::find_if(std::begin(fields), std::end(fields),
                                     [&](auto& f) { return f.first == name; });
    const bool is_field = colon != std::string::npos && field != std::end(fields);
    if (goes_on && latest != nullptr && !is_field) {
      *latest += " " + line;
      continue;
    }
    if (colon == std::string::npos)
      return stop("has no colon: write name: value, and begin a line that goes on with a space.");
    if (field == std::end(fields)) {
      std::string names;
      for (const auto& [known, place] : fields)
        names += (names.empty() ? "" : ", ") + std::string(known);
      return stop("begins with '" + shown_name(name) + "', which is no name of the form: " + names +
                  ".");
    }
    if (!seen.insert(field->second).second)
      return stop("says '" + name + "', which is said before.");
    latest = field->second;
    *latest = trimmed(std::string_view(line).substr(colon + 1));
  }
  if (form.category.empty()) form.category = "content";
  return out;
}

}  // namespace

Result<OrderForm> parse_form(std::string_view text) {
  auto read = read_lines(text);
  REQUIRE_OR(read.fault.empty(), Err::malformed);
  return std::move(read.form);
}

std::string fault_of_form(std::string_view text) { return read_lines(text).fault; }

}  // namespace eq::order
