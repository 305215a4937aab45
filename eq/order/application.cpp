#include "eq/order/application.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace eq::order {
namespace {

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

/// Does this text, where one account belongs, ask for more than one?
bool asks_for_many(const std::string& account) {
  static const std::set<std::string> words = {"all",      "all members", "all accounts", "all users", "everyone",
                                              "everybody", "any",         "members",      "group"};
  const std::string s = lower(account);
  if (words.contains(s)) return true;
  return s.find_first_of("*?,;|") != std::string::npos || s.find(' ') != std::string::npos ||
         s.starts_with("group:") || s.starts_with("conversation:");
}

Bytes application_message(const OrderScope& scope, Time filed) {
  return signed_bytes("eqp-application-v1", scope.realm, concat({encode(scope), be64(filed.ms)}));
}

}  // namespace

std::string_view to_text(DataCategory c) {
  switch (c) {
    case DataCategory::subscriber: return "subscriber";
    case DataCategory::access: return "access";
    case DataCategory::traffic: return "traffic";
    case DataCategory::content: return "content";
  }
  return "unknown";
}

Result<OrderForm> parse_form(std::string_view text) {
  OrderForm form;
  form.category.clear();
  const std::pair<std::string_view, std::string*> fields[] = {
      {"account", &form.account},     {"first", &form.first},         {"last", &form.last},
      {"category", &form.category},   {"reference", &form.reference}, {"offence", &form.offence},
      {"article", &form.article},     {"necessity", &form.necessity}, {"proportionality", &form.proportionality}};
  std::set<std::string> seen;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const std::size_t colon = line.find(':');
    REQUIRE_OR(colon != std::string::npos, Err::malformed);
    const std::string name = trimmed(std::string_view(line).substr(0, colon));
    const auto* field = std::find_if(std::begin(fields), std::end(fields), [&](auto& f) { return f.first == name; });
    REQUIRE_OR(field != std::end(fields) && seen.insert(name).second, Err::malformed);
    *field->second = trimmed(std::string_view(line).substr(colon + 1));
  }
  if (form.category.empty()) form.category = "content";
  return form;
}

Decision<OrderScope> check_scope(const OrderScope& s, const Authorities& realm, Time now) {
  if (s.realm != realm.realm || s.authority != realm.agency_name) {
    return refuse(Rule::agency, "This application is for another realm or agency.");
  }
  if (s.last < s.first) return refuse(Rule::duration, "The last day lies before the first.");
  if (s.days() > kDurationDaysMax) {
    return refuse(Rule::duration, "This one asks for " + std::to_string(s.days()) + " days.");
  }
  if (s.first < realm.e_0 || start_of(s.first) < now + kLead_ms) {
    return refuse(Rule::only_the_future, "This one would begin on " + to_text(s.first) + ".");
  }
  if (s.category != DataCategory::content) {
    return refuse(Rule::category, "This one asks for " + std::string(to_text(s.category)) + " data.");
  }
  const std::pair<const char*, const std::string*> statements[] = {
      {"file reference", &s.reference},  {"offence", &s.offence},
      {"legal basis (article)", &s.article}, {"necessity", &s.necessity},
      {"proportionality", &s.proportionality}};
  for (const auto& [name, text] : statements) {
    if (text->empty()) return refuse(Rule::grounds, std::string("Missing: ") + name + ".");
    if (text->size() > kStatementSizeMax) return refuse(Rule::grounds, std::string("Too long: ") + name + ".");
  }
  return s;
}

Decision<Draft> Draft::from_form(const OrderForm& form, const Authorities& realm, Time now) {
  OrderScope s;
  s.realm = realm.realm;
  s.authority = realm.agency_name;
  const std::string account = trimmed(form.account);
  if (account.empty()) return refuse(Rule::one_account, "This one names nobody.");
  if (asks_for_many(account)) return refuse(Rule::one_account, "This one says '" + account.substr(0, 80) + "'.");
  const auto id = AccountId::from_hex(account);
  if (!id.ok()) return refuse(Rule::account_form);
  s.account = *id;
  const auto first = parse_day(form.first), last = parse_day(form.last);
  if (!first.ok() || !last.ok()) return refuse(Rule::duration, "Write days as YYYY-MM-DD.");
  s.first = *first;
  s.last = *last;
  bool known = false;
  for (const auto c : {DataCategory::subscriber, DataCategory::access, DataCategory::traffic, DataCategory::content}) {
    if (form.category == to_text(c)) s.category = c, known = true;
  }
  if (!known) return refuse(Rule::category, "This one asks for something unknown.");
  s.reference = form.reference;
  s.offence = form.offence;
  s.article = form.article;
  s.necessity = form.necessity;
  s.proportionality = form.proportionality;
  auto checked = check_scope(s, realm, now);
  if (!checked.ok()) return checked.error();
  return Draft(std::move(s));
}

std::string Draft::plain_words() const {
  return "Order on one account, " + scope_.account.hex() + ", for the content of what it sends from " +
         to_text(scope_.first) + " to " + to_text(scope_.last) + " (" + std::to_string(scope_.days()) +
         " days, UTC), by " + scope_.authority + ", on the basis of " + scope_.article + ", for " + scope_.offence +
         ". Nobody else's messages and no earlier message can be opened with it.";
}

Filed Filed::file(const Draft& draft, const crypto::SigningKey& agency, Time now) {
  return Filed({draft.scope(), now, agency.sign(application_message(draft.scope(), now))});
}

Decision<Filed> Filed::verify(const Application& a, const Authorities& realm, Time now) {
  auto scope = check_scope(a.scope, realm, now);
  if (!scope.ok()) return scope.error();
  if (!crypto::verify(realm.agency, application_message(a.scope, a.filed), a.signature)) {
    return refuse(Rule::agency, "The signature is not the agency's.");
  }
  return Filed(a);
}

}  // namespace eq::order
