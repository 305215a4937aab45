// For this room's tests: one case and what can happen to it.
#pragma once

#include "eq/order/life.h"
#include "eq/order/test_realm.h"

namespace eq::order::testing {

inline constexpr Day kDay = TestRealm::kToday + 1;
inline constexpr const char* kForeignAgency = "Police of the other realm";

/// A realm that also takes emergencies (48 hours) and applications from another realm.
struct Life {
  explicit Life(Urgency urgency = Urgency::ordinary, bool from_abroad = false) {
    r.who.profile.categories[0].emergency = InEmergency::before_confirmation;
    r.who.foreign = {{"other.example", kForeignAgency, "Court of the other realm",
                      abroad.verify_key(), foreign_judge.verify_key()}};
    OrderForm form = r.form();
    if (urgency == Urgency::emergency) {
      form.urgency = "emergency";
      form.issuer = from_abroad ? "judge" : "police";
      form.threat = "a child is held";
    }
    const auto draft =
        Draft::from_form(form, r.who, r.now, from_abroad ? kForeignAgency : "").value();
    a = Filed::file(draft, from_abroad ? abroad : r.agency, r.now).application();
    if (from_abroad)
      a.issues.push_back(issue(a, IssuerKind::judge, "Court of the other realm", foreign_judge));
  }
  const crypto::SigningKey& agency() const {
    return a.scope.authority == kForeignAgency ? abroad : r.agency;
  }
  std::uint64_t file() {
    return append(file_act(Filed::verify(a, r.who, r.now).value(), agency(), r.now));
  }
  std::uint64_t grant() {
    file();
    order.emplace(r.approved(a, 1));
    granted = r.now;
    return r.orders.append(
        tlog::entry_of(
            CustodianApproved::collect(*order, r.consents(*order), r.who).value().entry()),
        r.now);
  }
  std::uint64_t append(const ActEntry& e) { return r.orders.append(tlog::entry_of(e), r.now); }
  std::uint64_t intend() {
    IntentEntry e{1, kDay, r.now, {}};
    e.agency = agency().sign(intent_message(e, r.who.realm));
    return r.orders.append(tlog::entry_of(e), r.now);
  }
  template <Act A>
  Decision<Open<A>> open() {
    return Open<A>::check(r.fresh(), a.id(), r.judge.verify_key(), r.who);
  }
  template <Act A>
  std::uint64_t court(Ground g = Ground::none, Month m = {}, Time until = {}) {
    const crypto::Digest key = crypto::sha256(view("a key"));
    return append(open<A>()->by_court(r.judge, r.who.realm, r.now, g, m,
                                      A == Act::keep ? key : crypto::Digest{}, until, first_of(A)));
  }
  /// What a judge decides on who decides on the first that stands; zero for other acts.
  crypto::Digest first_of(Act a) {
    const Case c = *r.book().find_case(this->a.id());
    const auto& standing = a == Act::lift ? c.flags : c.reviews;
    const bool decides = a == Act::lift || a == Act::resume;
    return decides && !standing.empty() ? standing.front().id : crypto::Digest{};
  }
  template <Act A>
  std::uint64_t by_custodian(std::uint16_t index, Ground g) {
    const auto& key = r.custodian_keys[index - 1u];
    return append(Open<A>::check(r.fresh(), a.id(), key.verify_key(), r.who)
                      ->by_custodian(index, key, r.who.realm, r.now, g));
  }
  /// What a court that resumes now says of the window.
  Time anew(Time reviewed_at) {
    const auto book = r.book();
    return window_anew(order->terms(), *book.find_case(a.id()), tlog::NotAfter(reviewed_at), r.now,
                       r.who.profile);
  }
  template <Act A>
  std::uint64_t by_agency() {
    return append(open<A>()->by_agency(agency(), r.who.realm, r.now));
  }
  Stage stage() { return r.book().find_case(a.id())->stage; }
  Stage stage_now() { return order::stage_now(*r.book().find_case(a.id()), r.book(), r.now); }
  Decision<Standing> standing(std::uint64_t intent, std::optional<Time> confirmed = {}) {
    WitnessedTimes times{tlog::NotAfter(r.now), {}, {}, {}};
    if (confirmed) times.confirmed = tlog::NotAfter(*confirmed);
    return Standing::under(r.fresh(), intent, times, r.who);
  }

  TestRealm r;
  crypto::SigningKey abroad = crypto::SigningKey::generate(r.rng),
                     foreign_judge = crypto::SigningKey::generate(r.rng);
  Application a;
  std::optional<JudiciallyApproved> order;
  Time granted;
};

}  // namespace eq::order::testing
