#include "apps/exchange/json_in.h"

#include <algorithm>

namespace eq::exchange {
namespace {

constexpr int kDepthMax = 16;

std::size_t line_at(View document, std::size_t byte) {
  const auto end = document.begin() + static_cast<std::ptrdiff_t>(std::min(byte, document.size()));
  return 1 + static_cast<std::size_t>(std::count(document.begin(), end, '\n'));
}

/// What the callback found while the parser went through; it cannot stop the parser by itself.
struct Watch {
  std::vector<std::set<std::string>> names;
  bool twice = false, deep = false;

  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kDepthMax) deep = true;
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key && !names.back().insert(parsed.get<std::string>()).second)
      twice = true;
    return !deep;
  }
};

}  // namespace

Result<Json, Refusal> read_object(View document) {
  Watch watch;
  Json j;
  try {
    j = Json::parse(document.begin(), document.end(),
                    [&watch](int d, Json::parse_event_t e, Json& p) { return watch(d, e, p); });
  } catch (const Json::parse_error& e) {
    return Refusal{
        400, "This is no JSON: line " + std::to_string(line_at(document, e.byte)) + " is wrong",
        "Perhaps it was cut off. Correct it and send it again; nothing was changed."};
  } catch (
      const Json::
          exception&) {  // a number beyond every double is no fault of the grammar to the parser
    return Refusal{400, "This JSON has a number that no computer holds", "Nothing here needs one."};
  }
  if (watch.deep)
    return Refusal{400, "This JSON is nested too deeply",
                   "Nothing here needs more than 16 levels."};
  if (watch.twice)
    return Refusal{400, "A member stands twice in one JSON object", "Send each once."};
  if (!j.is_object()) return Refusal{400, "This is no JSON object", "Send one in braces."};
  return j;
}

Refusal Members::wrong(const std::string& what) const {
  return {400, (where_.empty() ? "The request" : where_) + ": " + what,
          "Correct it and send it again; nothing was changed."};
}

const Json* Members::any(const char* name) {
  asked_.insert(name);
  const auto it = object_.find(name);
  return it == object_.end() || it->is_null() ? nullptr : &*it;
}

Result<std::optional<std::string>, Refusal> Members::optional_text(const char* name,
                                                                   std::size_t size_max) {
  const Json* j = any(name);
  if (!j) return std::optional<std::string>();
  if (!j->is_string() || j->get_ref<const std::string&>().size() > size_max)
    return wrong("\"" + std::string(name) + "\" is no text of at most " + std::to_string(size_max) +
                 " bytes");
  return std::optional(j->get<std::string>());
}

Result<std::string, Refusal> Members::text(const char* name, std::size_t size_max) {
  auto t = TRY(optional_text(name, size_max));
  if (!t) return wrong("\"" + std::string(name) + "\" is missing");
  return *std::move(t);
}

Result<std::optional<bool>, Refusal> Members::optional_bool(const char* name) {
  const Json* j = any(name);
  if (!j) return std::optional<bool>();
  if (!j->is_boolean()) return wrong("\"" + std::string(name) + "\" is neither true nor false");
  return std::optional(j->get<bool>());
}

Result<std::optional<std::uint64_t>, Refusal> Members::optional_number(const char* name,
                                                                       std::uint64_t max) {
  const Json* j = any(name);
  if (!j) return std::optional<std::uint64_t>();
  if (!j->is_number_unsigned() || j->get<std::uint64_t>() > max)
    return wrong("\"" + std::string(name) + "\" is no whole number up to " + std::to_string(max));
  return std::optional(j->get<std::uint64_t>());
}

Result<std::uint64_t, Refusal> Members::number(const char* name, std::uint64_t max) {
  const auto n = TRY(optional_number(name, max));
  if (!n) return wrong("\"" + std::string(name) + "\" is missing");
  return *n;
}

Result<void, Refusal> Members::end() const {
  for (const auto& [name, value] : object_.items())
    if (!asked_.contains(name))
      return wrong("it has a member \"" + name.substr(0, 64) + "\" that nothing here knows");
  return {};
}

}  // namespace eq::exchange
