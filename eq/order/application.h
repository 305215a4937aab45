// From a form in words to an application that the agency has signed.  spec/order.md sections 1 and 3.
//
// Draft -> Filed.  An order over "all members" has no representation: the scope holds one AccountId.
#pragma once

#include "eq/base/id.h"
#include "eq/order/authorities.h"
#include "eq/order/refusal.h"

namespace eq::order {

/// What data an order may reach.  Sealed access exists for content only.
enum class DataCategory : std::uint8_t { subscriber = 1, access = 2, traffic = 3, content = 4 };
constexpr bool is_valid(DataCategory c) { return c >= DataCategory::subscriber && c <= DataCategory::content; }
std::string_view to_text(DataCategory c);

/// The form as typed.
struct OrderForm {
  std::string account;  // 64 hexadecimal digits
  std::string first, last;  // YYYY-MM-DD
  std::string category = "content";
  std::string reference;       // the agency's file number
  std::string offence;         // what is being investigated
  std::string article;         // the provision that allows this measure
  std::string necessity;       // why milder means do not suffice
  std::string proportionality; // why it is worth the intrusion
};
/// Lines of `name: value`, names as above; '#' starts a comment.  Err::malformed for an unknown or
/// repeated name.
Result<OrderForm> parse_form(std::string_view text);

/// Exactly one account, bounded days, one category, stated grounds.
struct OrderScope {
  std::string realm;
  std::string authority;  // name of the agency
  AccountId account;
  Day first, last;        // access epochs, both included
  DataCategory category = DataCategory::content;
  std::string reference, offence, article, necessity, proportionality;
  auto operator<=>(const OrderScope&) const = default;
  EQ_FIELDS(realm, authority, account, first, last, category, reference, offence, article, necessity, proportionality)

  std::uint32_t days() const { return last.n - first.n + 1; }
  bool covers(Day d) const { return first <= d && d <= last; }
};

/// A scope that satisfies every rule a form can break (ORD-R1..R6).
class Draft {
 public:
  static Decision<Draft> from_form(const OrderForm& form, const Authorities& realm, Time now);
  const OrderScope& scope() const { return scope_; }
  /// Who, what, until when, on which article: what is shown before signing.
  std::string plain_words() const;

 private:
  friend class Filed;
  explicit Draft(OrderScope s) : scope_(std::move(s)) {}
  OrderScope scope_;
};

/// As it travels from the agency to the court, and from there to custodians.
struct Application {
  OrderScope scope;
  Time filed;
  crypto::Signature signature{};  // agency's over "eqp-application-v1", scope, filed
  EQ_FIELDS(scope, filed, signature)
};

class Filed {
 public:
  /// By the agency.
  static Filed file(const Draft& draft, const crypto::SigningKey& agency, Time now);
  /// By whoever receives it: the rules again (at `now`), the agency's key and signature (ORD-R7).
  static Decision<Filed> verify(const Application& application, const Authorities& realm, Time now);

  const Application& application() const { return application_; }
  const OrderScope& scope() const { return application_.scope; }

 private:
  explicit Filed(Application a) : application_(std::move(a)) {}
  Application application_;
};

/// ORD-R1..R6 on a scope; by everyone who is asked to consent.
Decision<OrderScope> check_scope(const OrderScope& scope, const Authorities& realm, Time now);

}  // namespace eq::order
