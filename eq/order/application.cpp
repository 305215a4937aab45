#include "eq/order/application.h"

#include <algorithm>

#include "eq/base/shown.h"
#include "eq/order/scope_rules.h"

namespace eq::order {
namespace {

/// The kind of data in words.
std::string what_of(const OrderScope& s) {
  return s.category == DataCategory::content ? "the content of what it sends"
                                             : std::string(to_text(s.category)) + " data";
}

std::string counted_days(const OrderScope& s) {
  return std::to_string(s.days()) + (s.days() == 1 ? " day" : " days");
}

/// A statement as part of a sentence that ends with one full stop.
std::string stated(const ForeignText& t) {
  std::string out = shown_line(t);
  while (out.ends_with('.') || out.ends_with(' ')) out.pop_back();
  return out;
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

}  // namespace

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

std::string Draft::plain_words() const {
  return "Order on one account, " + scope_.account.hex() + ", for " + what_of(scope_) + " from " +
         to_text(scope_.first) + " to " + to_text(scope_.last) + " (" + counted_days(scope_) +
         ", UTC), by " + shown_line(scope_.authority) + ", on the basis of " +
         shown_line(scope_.article) + ", for " + shown_line(scope_.offence) +
         ". Nobody else's messages and no earlier message can be opened with it.";
}

std::string Application::plain_words() const {
  const OrderScope& s = scope;
  std::string out =
      shown_line(s.authority) + " (file " + shown_line(s.reference) + ") asks for " + what_of(s) +
      ", account " + s.account.hex() + ", from " + to_text(s.first) + " to " + to_text(s.last) +
      " (" + counted_days(s) + ", UTC). Offence: " + stated(s.offence) +
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
