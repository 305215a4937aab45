// From a form in words to an application that the agency has signed.  spec/order.md sections 1 and
// 3.
//
// Draft -> Filed.  An order over "all members" has no representation: the scope holds one
// AccountId.
#pragma once

#include <optional>

#include "eq/base/foreign_text.h"
#include "eq/base/id.h"
#include "eq/gate/tag.h"
#include "eq/order/authorities.h"
#include "eq/order/refusal.h"

namespace eq::order {

/// The form as typed.
struct OrderForm {
  std::string account;      // 64 hexadecimal digits
  std::string first, last;  // YYYY-MM-DD
  std::string category = "content";
  std::string reference;         // the agency's file number
  std::string offence;           // what is being investigated
  std::string article;           // the provision that allows this measure
  std::string necessity;         // why milder means do not suffice
  std::string proportionality;   // why it is worth the intrusion
  std::string sentence = "0";    // the offence's maximum sentence, in months
  std::string listed = "";       // or the listed offence, as the profile names it
  std::string issuer = "judge";  // who decides: police, prosecutor, judge, minister
  std::string urgency = "ordinary";
  std::string threat = "";  // emergency only: to whom, and why now
};
/// Lines of `name: value`, names as above; '#' starts a comment.  Err::malformed for an unknown or
/// repeated name.
Result<OrderForm> parse_form(std::string_view text);

/// Exactly one account, bounded days, one category, stated grounds.
struct OrderScope {
  std::string realm;
  std::string authority;  // name of the agency
  AccountId account;
  Day first, last;  // access epochs, both included
  DataCategory category = DataCategory::content;
  ForeignText reference, offence, article, necessity, proportionality;
  std::uint32_t sentence_months = 0;
  ForeignText listed;
  IssuerKind issuer = IssuerKind::judge;
  Urgency urgency = Urgency::ordinary;
  ForeignText threat;
  auto operator<=>(const OrderScope&) const = default;
  EQ_FIELDS(realm, authority, account, first, last, category, reference, offence, article,
            necessity, proportionality, sentence_months, listed, issuer, urgency, threat)

  std::uint32_t days() const { return last.n - first.n + 1; }
  bool covers(Day d) const { return first <= d && d <= last; }
};

/// A scope that satisfies every rule a form can break (ORD-R1..R6, R21..R23).
class Draft {
 public:
  /// @param agency  whose form it is; the realm's own if empty
  static Decision<Draft> from_form(const OrderForm& form, const Authorities& realm, Time now,
                                   std::string_view agency = {});
  const OrderScope& scope() const { return scope_; }
  /// Who, what, until when, on which article: what is shown before signing.
  std::string plain_words() const;

 private:
  friend class Filed;
  explicit Draft(OrderScope s) : scope_(std::move(s)) {}
  OrderScope scope_;
};

/// On whose decision an order stands.
enum class Basis : std::uint8_t {
  judge = 1,      // this realm's judge; with the double lock also the issuer
  issuer = 2,     // an issuer whom the profile lets decide alone for this category
  emergency = 3,  // an issuer or the agency, before the judge, who must confirm in time
  foreign = 4,    // the judge of the agency's own realm; this realm's court may object
};
constexpr bool is_valid(Basis b) { return b >= Basis::judge && b <= Basis::foreign; }
std::string_view to_text(Basis b);
Basis basis_of(const OrderScope& scope, const Authorities& realm);

/// The decision of an issuer, or of a judge of the agency's own realm.
struct Issue {
  IssuerKind kind = IssuerKind::judge;
  std::string name;
  // over "eqp-issue-v1", kind, name, scope, filed, the agency's signature
  crypto::Signature signature{};
  auto operator<=>(const Issue&) const = default;
  EQ_FIELDS(kind, name, signature)
};

/// As it travels from the agency to the court, and from there to custodians.
struct Application {
  OrderScope scope;
  Time filed;
  crypto::Signature signature{};  // agency's over "eqp-application-v1", scope, filed
  std::vector<Issue> issues;
  EQ_FIELDS(scope, filed, signature, issues)

  /// What the case is called in the log: SHA-256("eqp-filing-v1" || scope || filed || signature).
  /// The signature keeps it from being guessed; issues may be added without changing it.
  crypto::Digest id() const;
  /// s_w, by which C_w = tag*g + s_w*h binds the order to the account and hides which:
  /// "order-blind" of scope, filed and signature (spec/order.md section 3).  Whoever has the
  /// application has it, and to nobody else can it be guessed, for the signature cannot.
  gate::Scalar blind() const;
  /// C_w.  The agency signs it when it files, so nobody puts another account into its case.
  gate::Point commitment() const;
  /// Who, what, until when, why and on which basis, for whoever decides.
  std::string plain_words() const;
};

/// Decide as an issuer, or as the judge of the agency's own realm.
Issue issue(const Application& application, IssuerKind kind, std::string name,
            const crypto::SigningKey& key);

class Filed {
 public:
  /// By the agency.
  static Filed file(const Draft& draft, const crypto::SigningKey& agency, Time now);
  /// By whoever receives it: the rules again (at `now`), the agency's key and signature (ORD-R7),
  /// and the decisions that its basis asks for besides this realm's judge (ORD-R21, R32).
  static Decision<Filed> verify(const Application& application, const Authorities& realm, Time now);

  const Application& application() const { return application_; }
  const OrderScope& scope() const { return application_.scope; }

 private:
  explicit Filed(Application a) : application_(std::move(a)) {}
  Application application_;
};

/// All that a form breaks, in its own order; empty if Draft::from_form() takes it, which says the
/// first.  For whoever fills it in.
std::vector<Refusal> faults_of(const OrderForm& form, const Authorities& realm, Time now,
                               std::string_view agency = {});

/// ORD-R1..R6 and R21..R23 on a scope; by everyone who is asked to consent.
Decision<OrderScope> check_scope(const OrderScope& scope, const Authorities& realm, Time now);

}  // namespace eq::order
