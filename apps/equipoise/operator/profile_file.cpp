#include "apps/equipoise/operator/profile_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <set>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/whole_file.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

/// A table whose every key must be asked for.
class Strict {
 public:
  Strict(const toml::table& t, std::string where) : table_(t), where_(std::move(where)) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw Failure{where_ + ": " + what,
                  "See spec/order.md section 9 and the profiles that come with the program."};
  }
  std::string text(std::string_view key) {
    const auto v = node(key).value_exact<std::string>();
    if (!v || v->empty()) fail(std::string(key) + " must be a text");
    if (!is_plain_line(view(*v)))
      fail(std::string(key) + " must be one line without control or invisible characters");
    return *v;
  }
  std::uint32_t number(std::string_view key) {
    const auto v = node(key).value_exact<std::int64_t>();
    if (!v || *v < 0 || *v > 100000) fail(std::string(key) + " must be a whole number");
    return static_cast<std::uint32_t>(*v);
  }
  template <class E>
  E word(std::string_view key, std::initializer_list<std::pair<std::string_view, E>> all) {
    const std::string wanted = text(key);
    for (const auto& [name, e] : all) {
      if (wanted == name) return e;
    }
    fail(std::string(key) + " cannot be '" + wanted + "'");
  }
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    if (!has(key)) return out;
    const toml::array* a = node(key).as_array();
    if (a == nullptr) fail(std::string(key) + " must be a list");
    for (const auto& item : *a) {
      const auto v = item.value_exact<std::string>();
      if (!v) fail(std::string(key) + " must be a list of texts");
      if (!is_plain_line(view(*v)))
        fail(std::string(key) + " must be lines without control or invisible characters");
      out.push_back(*v);
    }
    return out;
  }
  std::vector<Strict> tables(std::string_view key) {
    std::vector<Strict> out;
    if (!has(key)) return out;
    const toml::array* a = node(key).as_array();
    if (a == nullptr) fail(std::string(key) + " must be a list of tables");
    for (const auto& item : *a) {
      if (!item.is_table()) fail(std::string(key) + " must be a list of tables");
      out.emplace_back(*item.as_table(),
                       where_ + ", " + std::string(key) + " " + std::to_string(out.size() + 1));
    }
    return out;
  }
  Strict table(std::string_view key) {
    const toml::table* t = node(key).as_table();
    if (t == nullptr) fail(std::string(key) + " must be a table");
    return {*t, where_ + ", " + std::string(key)};
  }
  bool has(std::string_view key) {
    asked_.insert(std::string(key));
    return table_.contains(key);
  }
  void end() const {
    for (const auto& [key, value] : table_) {
      if (!asked_.contains(std::string(key.str())))
        fail("there is no setting '" + std::string(key.str()) + "'");
    }
  }

 private:
  toml::node_view<const toml::node> node(std::string_view key) {
    if (!has(key)) fail(std::string(key) + " is missing");
    return table_[key];
  }
  const toml::table& table_;
  std::string where_;
  std::set<std::string> asked_;
};

/// The value from first to last that is written so.
template <class E>
E word_of(const Strict& at, const std::string& word, std::string_view key, E first, E last) {
  for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
    if (word == order::to_text(static_cast<E>(i))) return static_cast<E>(i);
  }
  at.fail(std::string(key) + " cannot be '" + word + "'");
}

order::CategoryRule category(Strict& t) {
  using namespace order;
  CategoryRule rule;
  rule.category =
      word_of(t, t.text("data"), "data", DataCategory::subscriber, DataCategory::content);
  for (const auto& i : t.texts("issuers"))
    rule.issuers.push_back(word_of(t, i, "issuers", IssuerKind::police, IssuerKind::minister));
  rule.threshold_months = t.number("threshold_months");
  rule.emergency = t.word<InEmergency>(
      "emergency",
      {{"never", InEmergency::never}, {"before-confirmation", InEmergency::before_confirmation}});
  t.end();
  return rule;
}

order::Citation citation(Strict& t) {
  order::Citation c;
  const auto rule = t.number("rule");
  if (rule < 1 || rule > static_cast<std::uint32_t>(order::kRules))
    t.fail("there is no rule ORD-R" + std::to_string(rule));
  c.rule = static_cast<std::uint8_t>(rule);
  c.source = t.text("source");
  c.remedy = t.has("remedy") ? t.text("remedy") : "";
  c.checked = t.word<order::Checked>("checked", {{"verified", order::Checked::verified},
                                                 {"unverified", order::Checked::unverified}});
  t.end();
  return c;
}

order::Profile read(Strict t) {
  using namespace order;
  Profile p;
  p.name = t.text("name");
  p.title = t.text("title");
  p.lock =
      t.word<Lock>("lock", {{"judge", Lock::judge}, {"issuer-and-judge", Lock::issuer_and_judge}});
  p.days_max = t.number("days_max");
  p.answer_days = t.number("answer_days");
  p.emergency_answer_hours = t.number("emergency_answer_hours");
  p.clarification_days = t.number("clarification_days");
  p.objection_hours = t.number("objection_hours");
  Strict confirmation = t.table("confirmation");
  p.confirmation = {confirmation.has("hours") ? confirmation.number("hours") : 0,
                    confirmation.has("working_days") ? confirmation.number("working_days") : 0};
  confirmation.end();
  for (const auto& d : t.texts("holidays"))
    p.holidays.push_back(
        must(parse_day(d), "holidays: " + d + " is not a day", "Write YYYY-MM-DD."));
  p.preservation_days = t.number("preservation_days");
  p.extension_days = t.number("extension_days");
  p.notice_months_max = t.number("notice_months_max");
  p.listed_offences = t.texts("listed_offences");
  p.objection_grounds.clear();
  for (const auto& g : t.texts("objection_grounds")) {
    p.objection_grounds.push_back(
        word_of(t, g, "objection_grounds", Ground::immunity_or_privilege, Ground::unnecessary));
  }
  p.categories.clear();
  for (Strict& c : t.tables("category")) p.categories.push_back(category(c));
  for (Strict& c : t.tables("citation")) p.citations.push_back(citation(c));
  t.end();
  if (!order::check(p).ok())
    t.fail(
        "these settings do not make a profile (a name of other than letters, digits, - and _, a category twice, no issuers, no confirmation clock, more than 30 days)");
  return p;
}

}  // namespace

order::Profile parse_profile(std::string_view text, const std::string& what) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    throw Failure{what + ", line " + std::to_string(parsed.error().source().begin.line) + ": " +
                      std::string(parsed.error().description()),
                  "Correct the file."};
  }
  return read(Strict(parsed.table(), what));
}

std::string profile_names() {
  std::string names;
  for (const auto& b : builtin_profiles())
    names += (names.empty() ? "" : ", ") + std::string(b.name);
  return names + ", or a TOML file";
}

order::Profile read_profile(const std::string& name_or_path) {
  for (const auto& [name, text] : builtin_profiles()) {
    if (name == name_or_path) return parse_profile(text, "profile " + name_or_path);
  }
  if (!file_exists(name_or_path))
    throw Failure{name_or_path + " is no profile, and no file of that name is there",
                  "Known: " + profile_names() + ".", 2};
  return parse_profile(to_string(read_file(name_or_path)), name_or_path);
}

}  // namespace eq::app
