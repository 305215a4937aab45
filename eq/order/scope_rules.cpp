#include "eq/order/scope_rules.h"

#include <algorithm>

#include "eq/base/shown.h"

namespace eq::order {
namespace {

constexpr std::uint64_t kAhead_ms = 90 * kDay_ms;  // nobody orders for years to come

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
    return p.refuse(
        Rule::threshold,
        "For " + std::string(to_text(s.category)) + " data: at least " +
            std::to_string(rule->threshold_months) + " months; " +
            (s.sentence_months == 0 ? "sentence-months is not stated."
                                    : "stated: " + std::to_string(s.sentence_months) + "."));
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

Decision<OrderScope> check_scope(const OrderScope& s, const Authorities& realm, Time now) {
  auto faults = judge_scope(s, realm, now, Days::known);
  if (!faults.empty()) return std::move(faults.front());
  return s;
}

}  // namespace eq::order
