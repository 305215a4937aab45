// From a form to a scope, or to all that is wrong with it.
#include <algorithm>
#include <set>

#include "eq/base/shown.h"
#include "eq/order/form_text.h"
#include "eq/order/scope_rules.h"

namespace eq::order {
namespace {

/// Does this text, where one account belongs, ask for more than one?
constexpr std::size_t kShownAccount = 160;  // two of them and what stands between

bool asks_for_many(const std::string& account) {
  static const std::set<std::string> words = {"all",       "all members", "all accounts",
                                              "all users", "everyone",    "everybody",
                                              "any",       "members",     "group"};
  const std::string s = lower(account);
  if (words.contains(s)) return true;
  return s.find_first_of("*?,;|") != std::string::npos || s.find(' ') != std::string::npos ||
         s.starts_with("group:") || s.starts_with("conversation:");
}

/// The value whose word this is.
template <class E>
bool read_word(std::string_view word, E& out, std::initializer_list<E> all) {
  for (const E e : all) {
    if (word == to_text(e)) return out = e, true;
  }
  return false;
}

std::optional<std::uint32_t> parse_months(std::string_view s) {
  std::uint32_t n = 0;
  if (s.empty() || s.size() > 4) return std::nullopt;
  for (const char c : s) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return n;
}

/// What can be read of a form, and what cannot.
struct ReadForm {
  OrderScope scope;
  Days days = Days::known;
  Faults faults;
};

ReadForm read_form(const OrderForm& form, const Authorities& realm, std::string_view agency) {
  ReadForm out;
  OrderScope& s = out.scope;
  const Profile& p = realm.profile;
  s.realm = realm.realm;
  s.authority = agency.empty() ? realm.agency_name : std::string(agency);
  const std::string account = trimmed(form.account);
  const auto id = AccountId::from_hex(account);
  if (account.empty())
    out.faults.push_back(refuse(Rule::one_account, "This one names nobody."));
  else if (asks_for_many(account))
    out.faults.push_back(
        refuse(Rule::one_account, "This one says '" + account.substr(0, kShownAccount) +
                                      (account.size() > kShownAccount ? "…" : "") + "'."));
  else if (!id.ok())
    out.faults.push_back(refuse(Rule::account_form));
  else
    s.account = *id;
  const auto first = parse_day(form.first), last = parse_day(form.last);
  if (first.ok() && last.ok()) {
    s.first = *first;
    s.last = *last;
  } else {
    out.days = Days::unreadable;
    const bool which = first.ok();
    out.faults.push_back(refuse(
        Rule::duration, std::string(which ? "The last day" : "The first day") + " is given as '" +
                            shown_name(which ? form.last : form.first) + "'."));
    out.faults.back().remedy = "Write both days as YYYY-MM-DD.";
  }
  using enum DataCategory;
  if (!read_word(form.category, s.category, {subscriber, identifying, traffic, content}))
    out.faults.push_back(p.refuse(Rule::category, "This one asks for something unknown."));
  if (!read_word(
          form.issuer, s.issuer,
          {IssuerKind::police, IssuerKind::prosecutor, IssuerKind::judge, IssuerKind::minister}))
    out.faults.push_back(p.refuse(Rule::issuer, "Write police, prosecutor, judge or minister."));
  if (!read_word(form.urgency, s.urgency, {Urgency::ordinary, Urgency::emergency}))
    out.faults.push_back(p.refuse(Rule::emergency, "Write ordinary or emergency."));
  const auto months = parse_months(form.sentence);
  if (!months)
    out.faults.push_back(
        p.refuse(Rule::threshold, "Write the maximum sentence as a number of months."));
  s.sentence_months = months.value_or(0);
  s.listed = form.listed;
  s.threat = form.threat;
  s.reference = form.reference;
  s.offence = form.offence;
  s.article = form.article;
  s.necessity = form.necessity;
  s.proportionality = form.proportionality;
  return out;
}

}  // namespace

std::vector<Refusal> faults_of(const OrderForm& form, const Authorities& realm, Time now,
                               std::string_view agency) {
  ReadForm read = read_form(form, realm, agency);
  const bool has_sentence = parse_months(form.sentence).has_value();
  for (auto& fault : judge_scope(read.scope, realm, now, read.days)) {
    const bool said = fault.rule == Rule::threshold &&
                      !has_sentence;  // it could not be read, which is said already
    if (!said) read.faults.push_back(std::move(fault));
  }
  return std::move(read.faults);
}

Decision<Draft> Draft::from_form(const OrderForm& form, const Authorities& realm, Time now,
                                 std::string_view agency) {
  auto faults = faults_of(form, realm, now, agency);
  if (!faults.empty()) return std::move(faults.front());
  return Draft(read_form(form, realm, agency).scope);
}

}  // namespace eq::order
