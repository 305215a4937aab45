// Tests only: orders as agency, court and custodian make them, and what comes of them in the log.
#pragma once

#include "eq/order/extract.h"
#include "eq/wire/authorities.h"
#include "parties/platform/test_world.h"

namespace eq::platform::testing {

struct OrderOn {
  AccountId account;
  Day first, last;
  order::DataCategory category = order::DataCategory::content;
  order::Basis basis = order::Basis::judge;  // judge, emergency or foreign
};

/// Entries of one order, made as their signers make them, whatever the day is today.
struct TestOrder {
  /// @param number  the log's next
  TestOrder(const World& w, const OrderOn& on, std::uint32_t number, Random& rng)
      : world(w), realm(wire::authorities(w.realm)), file(make(on, number, rng)) {}

  order::ActEntry filed() const {
    return by_agency(order::Act::filed, {}, file.terms.commitment.bytes());
  }
  order::OrderEntry granted() const {
    const Time before = start_of(file.terms.first) - kDay_ms;
    const auto approved = order::JudiciallyApproved::verify(file, realm, before).value();
    const std::vector<order::CustodianSignature> consents = {
        order::consent(approved, 1, world.custodian.key, realm.realm),
        order::consent(approved, 2, world.custodian_2.key, realm.realm)};
    return order::CustodianApproved::collect(approved, consents, realm).value().entry();
  }
  order::IntentEntry intent(Day day, Time at) const {
    order::IntentEntry e{file.terms.number, day, at, {}};
    e.agency = agency().key.sign(order::intent_message(e, realm.realm));
    return e;
  }
  /// Of the first custodian.
  order::ReceiptEntry receipt(Day day) const {
    return order::sign_receipt({file.terms.number, day, {}}, 1, world.custodian.key, realm.realm);
  }
  order::ActEntry by_court(order::Act act, Time at, const crypto::Digest& detail = {},
                           order::Ground ground = order::Ground::none, Time until = {}) const {
    order::ActEntry e;
    e.act = act;
    e.filing = file.terms.filing;
    e.at = at;
    e.actor = order::Actor::court;
    e.detail = detail;
    e.ground = ground;
    e.until = until;
    return order::sign_act(e, world.judge, realm.realm);
  }
  order::ActEntry by_agency(order::Act act, Time at = {}, const crypto::Digest& detail = {}) const {
    order::ActEntry e;
    e.act = act;
    e.filing = file.terms.filing;
    e.at = at;
    e.actor = order::Actor::agency;
    e.name = file.terms.authority;
    e.detail = detail;
    return order::sign_act(e, agency().key, realm.realm);
  }
  const Office& agency() const {
    return file.terms.basis == order::Basis::foreign ? world.abroad : world.agency;
  }

  const World& world;
  order::Authorities realm;
  order::OrderFile file;

 private:
  order::OrderFile make(const OrderOn& on, std::uint32_t number, Random& rng) const {
    const Time before = start_of(on.first) - kDay_ms;
    const bool emergency = on.basis == order::Basis::emergency,
               foreign = on.basis == order::Basis::foreign;
    order::OrderForm form{on.account.hex(),
                          to_text(on.first),
                          to_text(on.last),
                          std::string(to_text(on.category)),
                          "AZ " + std::to_string(number),
                          "fraud",
                          "Art. 5",
                          "milder means were tried",
                          "the harm is grave",
                          "120"};
    form.issuer = emergency ? "police" : "judge";
    form.urgency = emergency ? "emergency" : "ordinary";
    form.threat = emergency ? "a child is held" : "";
    const Office& by = foreign ? world.abroad : world.agency;
    const auto draft = order::Draft::from_form(form, realm, before, by.org.name).value();
    auto application = order::Filed::file(draft, by.key, before).application();
    if (foreign)
      application.issues = {
          order::issue(application, order::IssuerKind::judge, "court abroad", world.judge_abroad)};
    const auto checked = order::Filed::verify(application, realm, before).value();
    const auto account = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng),
               notice = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
    const order::Judgement judgement{
        number,
        to_array<32>(account.public_key).take(),
        {order::month_of(on.last) + 1, to_array<32>(notice.public_key).take()},
        emergency ? realm.profile.confirm_by(before) : Time{},
        order::basis_of(application.scope, realm) == order::Basis::foreign
            ? before + realm.profile.objection_hours * kHour_ms
            : Time{}};
    return order::JudiciallyApproved::approve(checked, judgement, world.judge, realm, rng)
        .value()
        .file();
  }
};

}  // namespace eq::platform::testing
