#include "eq/order/application.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "eq/base/shown.h"
#include "eq/order/form_fault.h"

namespace eq::order {
namespace {

constexpr std::uint64_t kAhead_ms = 90 * kDay_ms;  // nobody orders for years to come

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
  static const std::set<std::string> words = {"all",       "all members", "all accounts",
                                              "all users", "everyone",    "everybody",
                                              "any",       "members",     "group"};
  const std::string s = lower(account);
  if (words.contains(s)) return true;
  return s.find_first_of("*?,;|") != std::string::npos || s.find(' ') != std::string::npos ||
         s.starts_with("group:") || s.starts_with("conversation:");
}

/// The kind of data in words.
std::string what_of(const OrderScope& s) {
  return s.category == DataCategory::content ? "the content of what it sends"
                                             : std::string(to_text(s.category)) + " data";
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

Bytes application_message(const OrderScope& scope, Time filed) {
  return signed_bytes("eqp-application-v1", scope.realm, concat({encode(scope), be64(filed.ms)}));
}

Bytes issue_message(const Application& a, const Issue& i) {
  return signed_bytes(
      "eqp-issue-v1", a.scope.realm,
      concat({encode(i.kind), encode(i.name), encode(a.scope), be64(a.filed.ms), a.signature}));
}

bool issued(const Application& a, IssuerKind kind, std::string_view name,
            const crypto::VerifyKey& key) {
  return std::any_of(a.issues.begin(), a.issues.end(), [&](const Issue& i) {
    return i.kind == kind && i.name == name &&
           crypto::verify(key, issue_message(a, i), i.signature);
  });
}

/// The decisions an application must bring along before this realm's court can act on it.
Decision<void> check_issues(const Application& a, const Authorities& realm) {
  const Basis basis = basis_of(a.scope, realm);
  if (basis == Basis::foreign) {
    const ForeignAuthority& f = *realm.foreign_agency(a.scope.authority);
    if (issued(a, IssuerKind::judge, f.court_name, f.judge)) return {};
    return realm.profile.refuse(Rule::foreign,
                                "The decision of " + f.court_name + " is missing or not genuine.");
  }
  // the agency itself decided
  const bool own = a.scope.issuer == IssuerKind::police && basis == Basis::emergency;
  if (own || (basis == Basis::judge && realm.profile.lock == Lock::judge)) return {};
  for (const Issuer& i : realm.issuers) {
    if (i.kind == a.scope.issuer && issued(a, i.kind, i.name, i.key)) return {};
  }
  return realm.profile.refuse(
      Rule::issuer,
      "The signed decision of a " + std::string(to_text(a.scope.issuer)) + " is missing.");
}

/// Category, issuer, threshold, emergency: what the realm's profile says.
Decision<void> check_profile(const OrderScope& s, const Authorities& realm) {
  const Profile& p = realm.profile;
  const CategoryRule* rule = p.rule_for(s.category);
  if (rule == nullptr)
    return p.refuse(Rule::category,
                    "This one asks for " + std::string(to_text(s.category)) + " data.");
  const bool listed = std::find(p.listed_offences.begin(), p.listed_offences.end(), s.listed) !=
                      p.listed_offences.end();
  if (!s.listed.empty() && !listed)
    return p.refuse(Rule::threshold, "The profile lists no offence of that name.");
  if (s.sentence_months < rule->threshold_months && !listed) {
    return p.refuse(Rule::threshold,
                    "For " + std::string(to_text(s.category)) + " data: at least " +
                        std::to_string(rule->threshold_months) +
                        " months; stated: " + std::to_string(s.sentence_months) + ".");
  }
  const Basis basis = basis_of(s, realm);
  // Whoever calls it one: this realm's law says what goes out in an emergency, an order from abroad
  // included.
  if (basis == Basis::foreign && s.urgency == Urgency::emergency &&
      rule->emergency == InEmergency::never) {
    return p.refuse(Rule::emergency, std::string(to_text(s.category)) +
                                         " data goes out in no emergency here, whoever orders it.");
  }
  if (basis == Basis::emergency && rule->emergency == InEmergency::never)
    return p.refuse(Rule::emergency,
                    std::string(to_text(s.category)) + " data never goes out before the judge.");
  if (s.urgency == Urgency::emergency && s.threat.empty())
    return p.refuse(Rule::emergency, "The threat is not stated.");
  if (basis == Basis::emergency) {
    if (s.issuer == IssuerKind::police && p.lock == Lock::judge) return {};
  }
  const bool may =
      std::find(rule->issuers.begin(), rule->issuers.end(), s.issuer) != rule->issuers.end();
  if (!may) {
    return p.refuse(Rule::issuer, "A " + std::string(to_text(s.issuer)) + " cannot order " +
                                      std::string(to_text(s.category)) + " data.");
  }
  return {};
}

}  // namespace

std::string_view to_text(Basis b) {
  switch (b) {
    case Basis::judge: return "the judge's decision";
    case Basis::issuer: return "the decision of the issuing authority";
    case Basis::emergency: return "an emergency decision, which a judge must confirm";
    case Basis::foreign: return "the decision of a judge of another realm";
  }
  return "unknown";
}

Basis basis_of(const OrderScope& s, const Authorities& realm) {
  if (realm.foreign_agency(s.authority) != nullptr) return Basis::foreign;
  if (s.urgency == Urgency::emergency) return Basis::emergency;
  return s.issuer == IssuerKind::judge || realm.profile.lock == Lock::issuer_and_judge
             ? Basis::judge
             : Basis::issuer;
}

crypto::Digest Application::id() const {
  return crypto::sha256({view("eqp-filing-v1"), encode(scope), be64(filed.ms), signature});
}

gate::Scalar Application::blind() const {
  return gate::hash_to_scalar("order-blind", {encode(scope), be64(filed.ms), signature});
}

gate::Point Application::commitment() const {
  return gate::commit_order(gate::tag(scope.realm, scope.account), blind());
}

Issue issue(const Application& a, IssuerKind kind, std::string name,
            const crypto::SigningKey& key) {
  Issue i{kind, std::move(name), {}};
  i.signature = key.sign(issue_message(a, i));
  return i;
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
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto stop = [&](const std::string& why) {
      out.fault = "Line " + std::to_string(number) + " " + why;
      return out;
    };
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return stop("has no colon: write name: value.");
    const std::string name = trimmed(std::string_view(line).substr(0, colon));
    const auto* field = std::find_if(std::begin(fields), std::end(fields),
                                     [&](auto& f) { return f.first == name; });
    if (field == std::end(fields)) {
      std::string names;
      for (const auto& [known, place] : fields)
        names += (names.empty() ? "" : ", ") + std::string(known);
      return stop("begins with '" + shown_name(name) + "', which is no name of the form: " + names +
                  ".");
    }
    if (!seen.insert(field->second).second)
      return stop("says '" + name + "', which is said before.");
    *field->second = trimmed(std::string_view(line).substr(colon + 1));
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

namespace {

using Faults = std::vector<Refusal>;
enum class Days { known, unreadable };

void judge_days(const OrderScope& s, const Authorities& realm, Time now, Faults& faults) {
  const Profile& p = realm.profile;
  if (s.last < s.first) {
    faults.push_back(p.refuse(Rule::duration, "The last day lies before the first."));
    faults.back().remedy = "Give the earlier day first.";
  } else if (s.last.n - s.first.n >= p.days_max) {
    faults.push_back(p.refuse(
        Rule::duration,
        "This one asks for " + std::to_string(std::uint64_t{s.last.n} - s.first.n + 1) + " days."));
  }
  if (s.first < realm.e_0 || start_of(s.first) < now + kLead_ms) {
    const Day possible = std::max(realm.e_0, day_of(now + kLead_ms) + 1);
    faults.push_back(
        p.refuse(Rule::only_the_future, "This one would begin on " + to_text(s.first) +
                                            "; the first day that is possible now is " +
                                            to_text(possible) + "."));
  } else if (start_of(s.first) > now + kAhead_ms) {
    faults.push_back(p.refuse(Rule::only_the_future, "This one would begin on " + to_text(s.first) +
                                                         ", more than 90 days ahead."));
  }
}

void judge_statements(const OrderScope& s, const Profile& p, Faults& faults) {
  const std::pair<const char*, const ForeignText*> statements[] = {
      {"reference", &s.reference},
      {"offence", &s.offence},
      {"article", &s.article},
      {"necessity", &s.necessity},
      {"proportionality", &s.proportionality},
      {"listed-offence", &s.listed},
      {"threat", &s.threat}};
  for (const auto& [name, text] : statements) {
    const bool may_be_empty = text == &s.listed || text == &s.threat;
    if (text->empty() && !may_be_empty)
      faults.push_back(p.refuse(Rule::grounds, std::string("Missing: ") + name + "."));
    else if (text->size() > kStatementSizeMax || (text == &s.listed && text->size() > 64))
      faults.push_back(p.refuse(Rule::grounds, std::string("Too long: ") + name + "."));
    // What is signed is what was read.
    else if (!is_plain_line(view(*text)))
      faults.push_back(p.refuse(Rule::plain_words, std::string("It stands in: ") + name + "."));
  }
}

Faults judge_scope(const OrderScope& s, const Authorities& realm, Time now, Days days) {
  Faults faults;
  const Profile& p = realm.profile;
  if (s.realm != realm.realm || realm.agency_key(s.authority) == nullptr)
    faults.push_back(p.refuse(Rule::agency, "This application is for another realm or agency."));
  if (days == Days::known) judge_days(s, realm, now, faults);
  judge_statements(s, p, faults);
  if (auto allowed = check_profile(s, realm); !allowed.ok()) faults.push_back(allowed.error());
  return faults;
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
        refuse(Rule::one_account, "This one says '" + account.substr(0, 80) + "'."));
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

Decision<OrderScope> check_scope(const OrderScope& s, const Authorities& realm, Time now) {
  auto faults = judge_scope(s, realm, now, Days::known);
  if (!faults.empty()) return std::move(faults.front());
  return s;
}

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

std::string Draft::plain_words() const {
  return "Order on one account, " + scope_.account.hex() + ", for " + what_of(scope_) + " from " +
         to_text(scope_.first) + " to " + to_text(scope_.last) + " (" +
         std::to_string(scope_.days()) + " days, UTC), by " + shown_line(scope_.authority) +
         ", on the basis of " + shown_line(scope_.article) + ", for " + shown_line(scope_.offence) +
         ". Nobody else's messages and no earlier message can be opened with it.";
}

/// A statement as part of a sentence that ends with one full stop.
static std::string stated(const ForeignText& t) {
  std::string out = shown_line(t);
  while (out.ends_with('.') || out.ends_with(' ')) out.pop_back();
  return out;
}

std::string Application::plain_words() const {
  const OrderScope& s = scope;
  std::string out =
      shown_line(s.authority) + " (file " + shown_line(s.reference) + ") asks for " + what_of(s) +
      ", account " + s.account.hex() + ", from " + to_text(s.first) + " to " + to_text(s.last) +
      " (" + std::to_string(s.days()) + " days, UTC). Offence: " + stated(s.offence) +
      (s.listed.empty() ? "" : ", listed as " + stated(s.listed)) + ", maximum sentence " +
      std::to_string(s.sentence_months) + " months. Legal basis: " + stated(s.article) +
      ". Necessity: " + stated(s.necessity) + ". Proportionality: " + stated(s.proportionality) +
      ". Issued by: " + std::string(to_text(s.issuer)) + ".";
  if (s.urgency == Urgency::emergency) out += " EMERGENCY: " + stated(s.threat) + ".";
  return out + " Filed " + to_text(filed) + ".";
}

Filed Filed::file(const Draft& draft, const crypto::SigningKey& agency, Time now) {
  return Filed({draft.scope(), now, agency.sign(application_message(draft.scope(), now)), {}});
}

Decision<Filed> Filed::verify(const Application& a, const Authorities& realm, Time now) {
  auto scope = check_scope(a.scope, realm, now);
  if (!scope.ok()) return scope.error();
  if (!crypto::verify(*realm.agency_key(a.scope.authority), application_message(a.scope, a.filed),
                      a.signature)) {
    return realm.profile.refuse(Rule::agency, "The signature is not the agency's.");
  }
  auto decided = check_issues(a, realm);
  if (!decided.ok()) return decided.error();
  return Filed(a);
}

}  // namespace eq::order
