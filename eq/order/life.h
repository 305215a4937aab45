// The life of an order, as the log shows it: which stage a case has reached and what is open from
// there. spec/order.md section 10.
//
//   draft -> filed -> (clarification ->) [judge, custodians] -> logged -> active -> intent ->
// extracted -> delivered -> closed
//   and refused, withdrawn, expired, emergency, lapsed, review
//
// Draft, judicially approved and custodian-approved are types (application.h, approve.h), for
// nothing has an effect there. From `filed` on, a stage is what the log says.  To do an act one
// needs Open<act>, which only a reading of the log gives; to release a key or a share one needs
// Standing.
#pragma once

#include "eq/order/book.h"

namespace eq::order {

/// Acts by which something goes on, or lasts longer, that would otherwise stop: they are not done
/// from an old view.  An act that stops something is, for the log shown may be old exactly so that
/// it is not stopped.
constexpr bool lets_go_on(Act a) {
  return a == Act::confirm || a == Act::clear || a == Act::lift || a == Act::resume ||
         a == Act::keep || a == Act::extend || a == Act::postpone;
}

/// Evidence that the log leaves this act open for this case, now.
template <Act A>
class Open {
 public:
  using Book = std::conditional_t<lets_go_on(A), FreshBook, OrderBook>;
  /// ORD-R24 (stage) or the rule that closes it.  @param by  whose act it would be
  static Decision<Open> check(const Book& book, const crypto::Digest& filing,
                              const crypto::VerifyKey& by, const Authorities& realm) {
    const Case* c = book.find_case(filing);
    if (c == nullptr) return realm.profile.refuse(Rule::logged, "The log has no such filing.");
    auto allowed = open_for(*c, A, by, book, realm.profile);
    if (!allowed.ok()) return allowed.error();
    return Open(*c);
  }
  const Case& of() const { return case_; }

  /// The act, still without effect: append it to the log.
  ActEntry by_court(const crypto::SigningKey& court, std::string_view realm, Time now,
                    Ground ground = Ground::none, Month month = {},
                    const crypto::Digest& detail = {}, Time until = {},
                    const crypto::Digest& about = {}) const {
    return sign_act(
        {A, case_.filing, now, Actor::court, {}, 0, ground, month, until, detail, about, {}}, court,
        realm);
  }
  ActEntry by_agency(const crypto::SigningKey& agency, std::string_view realm, Time now,
                     const crypto::Digest& detail = {}) const {
    return sign_act({A,
                     case_.filing,
                     now,
                     Actor::agency,
                     case_.authority,
                     0,
                     Ground::none,
                     {},
                     {},
                     detail,
                     {},
                     {}},
                    agency, realm);
  }
  ActEntry by_custodian(std::uint16_t index, const crypto::Signer& custodian,
                        std::string_view realm, Time now, Ground ground,
                        const crypto::Digest& detail = {}) const {
    return sign_act(
        {A, case_.filing, now, Actor::custodian, {}, index, ground, {}, {}, detail, {}, {}},
        custodian, realm);
  }

 private:
  explicit Open(Case c) : case_(std::move(c)) {}
  Case case_;
};

/// The first act of a case; the log must not know it yet.
ActEntry file_act(const Filed& filed, const crypto::SigningKey& agency, Time now);

/// The stage with the calendar: an order in force is active, one that the service asked about waits
/// for clarification, one whose time is over without being answered expired, an unconfirmed
/// emergency past its hour lapsed.
Stage stage_now(const Case& c, const OrderBook& book, Time now);

/// Why an order grants nothing any more: ended by a review (ORD-R34), refused (R27), lapsed (R25),
/// or ended otherwise (R24).
std::optional<Refusal> ended(const Case& c, const Profile& profile);

/// What holds an order up whatever the time is: a review (ORD-R34), a flag (R28), the service's
/// question (R36).
std::optional<Refusal> held_up(const Case& c, const Profile& profile);

/// By when the witness had seen what a case turns on.  The log's server can make each of them
/// later, and nothing else.
struct WitnessedTimes {
  tlog::NotAfter asked;                                     // the intent's entry
  std::optional<tlog::NotAfter> confirmed, kept, extended;  // those acts', if there are any
};

/// When the window is over in which an order from abroad may be objected to, if nobody clears it
/// before: as the order says, or a resumption.  Nothing that the log's server shows moves it.
Time window_over(const OrderTerms& terms, const Case& c);
/// What a judge says of it who lets the order go on now: a window that was running when the review
/// began begins anew, and one that was over stays over (zero).  The log's server can make the
/// review seem later than it was, and so a window seem over: the judge sees what the resumption
/// says, and an objection stays open as long as something is left to be let go.
Time window_anew(const OrderTerms& terms, const Case& c, tlog::NotAfter reviewed, Time now,
                 const Profile& profile);

/// The last instant at which anything may be let go under an order: as it says itself; or as the
/// act that keeps it says, and the one that extends that, each if it was public before what it
/// lengthens was over.  So nobody, the court included, opens again what was over.
Time releasable_until(const OrderTerms& terms, const Case& c, const WitnessedTimes& times);

/// The same if each of those acts came in time: nothing is let go later.
Time releasable_at_most(const OrderTerms& terms, const Case& c);

/// Permission to let go something under an intent: the order stands, nothing holds it, its window
/// is over.
class Standing {
 public:
  /// ORD-R16 (no such intent), R24 (ended), R25 (emergency not confirmed in time), R26 (window, by
  /// both clocks), R27 (objection), R28 (flag), R34 (review), R36 (the service asked), R39 (the
  /// order's own end, by either clock).  Promises ORD-44.
  static Decision<Standing> under(const FreshBook& book, std::uint64_t intent_index,
                                  const WitnessedTimes& times, const Authorities& realm);
  std::uint64_t intent_index() const { return intent_; }
  std::uint32_t order() const { return order_; }

 private:
  Standing(std::uint64_t intent, std::uint32_t order) : intent_(intent), order_(order) {}
  std::uint64_t intent_;
  std::uint32_t order_;
};

}  // namespace eq::order
