// Orders that must not be: each is refused by the rule it breaks, by everyone who checks it.
#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"

namespace eq::journeys {
namespace {

struct Order : ::testing::Test {
  Town town{107};
  std::unique_ptr<Person> ana = town.settle();
  Day d = town.first_day();

  order::Authorities realm() { return wire::authorities(town.realm); }
  void send(const wire::Organisation& to, wire::LetterKind kind, Bytes body) {
    const wire::Clerk clerk{town.realm,           *town.office_line, town.agency->signing,
                            town.agency->letters, town.now,          town.rng};
    ASSERT_TRUE(wire::post(clerk, to, kind, std::move(body)).ok());
  }
  /// What a court decides besides yes, made by anybody.
  order::Judgement judgement(Day last) {
    const auto key = crypto::hpke_generate(crypto::Kem::dhkem_x25519, town.rng);
    return {1,
            ana->state().me.record.hpke_key,
            {order::month_of(last) + 1, to_array<32>(key.public_key).take()}};
  }
  /// The rules by which the custodians refuse an order file; one for each of them, empty where it
  /// consents.
  std::vector<std::string> custodians_on(const order::OrderFile& file) {
    std::vector<std::string> rules;
    for (auto& c : town.custodians) {
      send(town.realm.custodians[c.index - 1u].org, wire::LetterKind::order_for_signature,
           encode(file));
      for (const auto& decided : decide_orders(town, c))
        rules.push_back(decided.refusal ? decided.refusal->id : "");
    }
    return rules;
  }
  /// An application that the agency signed by hand, past its own program's checks.
  order::Application application(const order::OrderScope& scope) {
    const Bytes message = order::signed_bytes("eqp-application-v1", scope.realm,
                                              concat({encode(scope), be64(town.now.ms)}));
    return {scope, town.now, town.agency->signing.sign(message), {}};
  }
  order::OrderScope scope(Day first, Day last) {
    const Day ahead = day_of(town.now) + 2;
    auto s =
        must(order::Draft::from_form(form(ana->id(), ahead, ahead), realm(), town.now)).scope();
    s.first = first;
    s.last = last;
    return s;
  }
  /// An application from the agency's hands to an order in force; the first rule in its way, or
  /// nothing.
  std::string all_the_way(const order::Application& a) {
    order::ActEntry filing;
    filing.filing = a.id();
    filing.at = town.now;
    filing.name = town.realm.agency.name;
    filing.detail = a.commitment().bytes();
    const auto logged =
        tlog::entry_of(order::sign_act(filing, town.agency->signing, town.realm.name));
    const wire::LogAppend append{wire::LogName::orders, std::nullopt, logged, {}};
    EXPECT_TRUE(wire::ask(*town.office_line, {town.agency->signing, town.realm.name}, town.now,
                          town.rng, append)
                    .ok());
    send(town.realm.court, wire::LetterKind::order_application, encode(a));
    auto environment = town.office<court::Environment>();
    must(court::collect(*town.court, environment));
    const auto approved =
        court::approve(*town.court, environment, town.judge, town.court->applications.back().id());
    if (!approved.ok()) return rule_of(approved);
    for (auto& c : town.custodians)
      for (const auto& decided : decide_orders(town, c))
        if (decided.refusal) return decided.refusal->id;
    must(court::collect(*town.court, environment));
    const auto published = court::publish_order(*town.court, environment, approved->number);
    if (!published.ok()) return rule_of(published);
    deal_days(town, d + 1, d + 1);
    // everybody reads the order from the log
    return rule_of(court::prepare_day(*town.court, environment, d + 1));
  }
};

std::vector<std::string> all_three(const char* rule) { return {rule, rule, rule}; }

// Attack: the agency sends the custodians a complete order file that it signed itself in the
// judge's place. Stopped by: eq/order/approve.cpp JudiciallyApproved::verify(), the judge's
// signature (ORD-R8), at every custodian. Seen to succeed with that check removed: all three
// consent.
TEST_F(Order, WithoutAJudgesSignatureNoCustodianConsents) {
  const auto draft =
      must(order::Draft::from_form(form(ana->id(), d + 1, d + 2), realm(), town.now));
  const auto filed = order::Filed::file(draft, town.agency->signing, town.now);
  const auto forged = must(order::JudiciallyApproved::approve(
      filed, judgement(d + 2), town.agency->signing, realm(), town.rng));
  EXPECT_EQ(custodians_on(forged.file()), all_three("ORD-R8"));
}

// Attack: a judge signs; then the agency widens the order before the custodians see it.
// Stopped by: as above; the signature covers the terms.  Seen to succeed with that check removed.
TEST_F(Order, TermsThatTheJudgeDidNotSignAreNoOrder) {
  const auto narrow =
      must(order::Draft::from_form(form(ana->id(), d + 1, d + 1), realm(), town.now));
  const auto wide = must(order::Draft::from_form(form(ana->id(), d + 1, d + 9), realm(), town.now));
  const auto what = judgement(d + 9);
  const auto signed_one = must(
      order::JudiciallyApproved::approve(order::Filed::file(narrow, town.agency->signing, town.now),
                                         what, town.judge.signing(), realm(), town.rng));
  auto file = must(order::JudiciallyApproved::approve(
                       order::Filed::file(wide, town.agency->signing, town.now), what,
                       town.agency->signing, realm(), town.rng))
                  .file();
  file.judge = signed_one.file().judge;
  EXPECT_EQ(custodians_on(file), all_three("ORD-R8"));
}

// Attack: an agency has filed a case on Ana.  Court, service and all custodians put an order on Ben
// into it: everything is signed by whom it names, and the case's name says nothing in public of
// whom it is about. Stopped by: eq/order/reading.cpp, rules of orders (ORD-R14): the filing commits
// to its account.  Seen to succeed with that check removed: the order counts.
TEST_F(Order, NobodyPutsAnotherAccountIntoAFiledCase_ORD_42) {
  auto ben = town.settle();
  file_order(town, form(ana->id(), d + 1, d + 2));
  const auto case_on_ana = town.agency->filings.back().application.id();
  const auto draft =
      must(order::Draft::from_form(form(ben->id(), d + 1, d + 2), realm(), town.now));
  // of no agency
  const auto on_ben = order::Filed::file(draft, crypto::SigningKey::generate(town.rng), town.now);
  auto file = must(order::JudiciallyApproved::approve(on_ben, judgement(d + 2),
                                                      town.judge.signing(), realm(), town.rng))
                  .file();
  file.terms.filing = case_on_ana;
  file.judge = town.judge.signing().sign(order::judge_message(file.terms, town.realm.name));
  order::OrderEntry entry{file.terms, file.judge, {}};
  for (const auto& c : town.custodians)
    entry.custodians.push_back(
        {c.index, c.signing.sign(order::consent_message(file.terms, file.judge, town.realm.name))});
  const auto at = let_in(town, wire::LogName::orders, tlog::entry_of(entry));
  const auto book = order::OrderBook::read(
      wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take(), realm());
  EXPECT_TRUE(book.orders().empty());
  ASSERT_EQ(book.voids().size(), 1u);
  EXPECT_EQ(book.voids()[0].index, at);
  EXPECT_EQ(book.voids()[0].why.id, "ORD-R14");
}

/// Two orders with the consents they need, neither in the log yet.
struct Numbers : Order {
  court::Environment environment() { return town.office<court::Environment>(); }
  void SetUp() override {
    file_order(town, form(ana->id(), d + 1, d + 2));
    ASSERT_EQ(judge(town), 1u);
    town.advance(kMinute_ms);
    file_order(town, form(ana->id(), d + 1, d + 2));
    ASSERT_EQ(judge(town), 2u);
    for (auto& c : town.custodians) decide_orders(town, c);
    auto h = environment();
    must(court::collect(*town.court, h));
  }
  Bytes entry_of(std::uint32_t number) const {
    const auto& g = town.court->granted.at(number);
    auto consents = g.consents;
    std::ranges::sort(consents, {}, &order::CustodianSignature::index);
    return tlog::entry_of(order::OrderEntry{g.file.terms, g.file.judge, consents});
  }
  order::OrderBook book() {
    return order::OrderBook::read(
        wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take(), realm());
  }
};

// Attack: the service keeps one order out of the log, so that none with a higher number can enter
// it. Stopped by: eq/order/reading.cpp, rules of orders (ORD-R10): a number must be no other
// order's, and nothing else.
TEST_F(Numbers, AnOrderKeptBackHoldsUpNoOther_ORD_45) {
  auto h = environment();
  EXPECT_EQ(rule_of(court::publish_order(*town.court, h, 2)), "");
  deal_days(town, d + 1, d + 1);
  auto later = environment();
  EXPECT_EQ(must(court::prepare_day(*town.court, later, d + 1)).terms.orders, std::vector{2u});
}

// Attack: the court takes an order back that everybody has signed and the service would not log;
// then the service logs it. Stopped by: parties/court/court.cpp withdraw(), which ends the case in
// the log first: an order of a case that has ended is void (ORD-R24).
TEST_F(Numbers, WhatTheCourtTookBackIsNotLoggedAfterwards_CRT_16) {
  const Bytes entry = entry_of(1);
  auto h = environment();
  must(court::withdraw(*town.court, h, town.judge, 1));
  const auto at = let_in(town, wire::LogName::orders, entry);
  EXPECT_EQ(book().find(1), nullptr);
  ASSERT_EQ(book().voids().size(), 1u);
  EXPECT_EQ(book().voids()[0].index, at);
}

// Attack: court and service have two orders signed under one number, to choose later which one
// counts. Stopped by: parties/custodian/custodian.cpp examine() (ORD-R10): one order under a
// number.
TEST_F(Numbers, NoCustodianConsentsToTwoOrdersOfOneNumber_CUS_15) {
  auto file = town.court->granted.at(2).file;
  file.terms.number = 1;
  file.terms.sealed_notice =
      must(order::seal_notice({1, ana->id(), file.blind, file.application.scope}, file.account_key,
                              file.terms.disclosure, Secret<32>(Array<32>(file.texts_seed))));
  file.judge = town.judge.signing().sign(order::judge_message(file.terms, town.realm.name));
  EXPECT_EQ(custodians_on(file), all_three("ORD-R10"));
}

// Attack: court and custodians let more orders into the log than a day has places.  No object could
// be made of that day, nor, as days stand in sequence, of any later one: whoever may apply stops
// everybody's orders. Stopped by: eq/order/reading.cpp, rules of orders (ORD-R11): the order that
// finds no place is void.
TEST(FullDay, OneOrderMoreThanPlacesStopsNoDay_ORD_43) {
  Town town{108, [](wire::Realm& realm) { realm.k = 1; }};
  const Day d = town.first_day();
  auto ana = town.settle(), ben = town.settle();
  grant_order(town, ana->id(), d + 1, d + 2);
  file_order(town, form(ben->id(), d + 1, d + 2));
  const order::Application& waiting = town.agency->filings.back().application;
  const auto realm = wire::authorities(town.realm);
  const auto notice = crypto::hpke_generate(crypto::Kem::dhkem_x25519, town.rng);
  const order::Judgement second{
      2,
      ben->state().me.record.hpke_key,
      {order::month_of(d + 2) + 1, to_array<32>(notice.public_key).take()}};
  const auto file =
      must(order::JudiciallyApproved::approve(must(order::Filed::verify(waiting, realm, town.now)),
                                              second, town.judge.signing(), realm, town.rng))
          .file();
  order::OrderEntry entry{file.terms, file.judge, {}};
  for (const auto& c : town.custodians)
    entry.custodians.push_back(
        {c.index, c.signing.sign(order::consent_message(file.terms, file.judge, town.realm.name))});
  let_in(town, wire::LogName::orders, tlog::entry_of(entry));
  deal_days(town, d + 1, d + 1);
  auto environment = town.office<court::Environment>();
  EXPECT_EQ(rule_of(court::prepare_day(*town.court, environment, d + 1)), "");
}

// Attack: an application for everybody, or for a whole conversation. Stopped by:
// eq/order/form.cpp read_form() (ORD-R1, ORD-R2); beneath it the scope holds one
// AccountId, so nothing that travels, is signed or is sealed to can say "all members".  With both
// rules removed (the words hashed into an identifier) the form was seen to pass as an application
// about one account, which nobody has: the rules are for people, the impossibility is in the type.
TEST_F(Order, ForAllMembersItCannotEvenBeWritten) {
  auto environment = town.office<agency::Environment>();
  for (const char* everyone : {"all members", "everyone", "*", "group:4f2a", "all accounts"}) {
    auto f = form(ana->id(), d + 1, d + 2);
    f.account = everyone;
    EXPECT_EQ(rule_of(agency::file(*town.agency, environment, f)), "ORD-R1") << everyone;
  }
  auto two = form(ana->id(), d + 1, d + 2);
  two.account = ana->id().hex() + "," + town.settle()->id().hex();
  EXPECT_EQ(rule_of(agency::file(*town.agency, environment, two)), "ORD-R1");
  auto conversation = form(ana->id(), d + 1, d + 2);
  conversation.account = std::string(32, 'a');
  EXPECT_EQ(rule_of(agency::file(*town.agency, environment, conversation)), "ORD-R2");
  // Nor as bytes: an application with a second account behind the first is no application.
  Bytes bytes = encode(application(scope(d + 1, d + 2)));
  append(bytes, town.rng.array<32>());
  EXPECT_EQ(err(decode<order::Application>(bytes)), Err::malformed);
}

// Attack: one custodian consents, the others are not asked. Stopped by: eq/order/quorum.h
// pick_quorum() (ORD-R9) in the court's program, and eq/order/authorities.cpp verify_quorum() in
// everybody's reading of the log.  Seen to succeed with both counts removed.
TEST_F(Order, OneCustodianAloneIsNotEnough) {
  file_order(town, form(ana->id(), d + 1, d + 2));
  const auto number = judge(town);
  ASSERT_EQ(decide_orders(town, town.custodians[0]).size(), 1u);
  auto environment = town.office<court::Environment>();
  must(court::collect(*town.court, environment));
  EXPECT_EQ(rule_of(court::publish_order(*town.court, environment, number)), "ORD-R9");
}

// Attack: the court logs it all the same, with that one consent twice. Stopped by:
// eq/order/authorities.cpp verify_quorum(): distinct custodians, at least t.  The service does not
// take it; if it does, the entry is void: the days to come are made without it, and the auditor
// names it.  Seen to succeed with the count and the order of indices removed.
TEST_F(Order, OneCustodianTwiceIsNotEnoughEvenInTheLog) {
  publish_day(town, d);
  file_order(town, form(ana->id(), d + 1, d + 2));
  const auto number = judge(town);
  decide_orders(town, town.custodians[0]);
  auto environment = town.office<court::Environment>();
  must(court::collect(*town.court, environment));
  const auto& granted = town.court->granted.at(number);
  ASSERT_EQ(granted.consents.size(), 1u);
  const order::OrderEntry entry{
      granted.file.terms, granted.file.judge, {granted.consents[0], granted.consents[0]}};
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  EXPECT_FALSE(wire::ask(*town.office_line, {town.court->signing, town.realm.name}, town.now,
                         town.rng, request)
                   .ok());
  let_in(town, wire::LogName::orders, tlog::entry_of(entry));

  deal_days(town, d + 1, d + 1);
  EXPECT_TRUE(must(court::prepare_day(*town.court, environment, d + 1)).terms.orders.empty());
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  ASSERT_FALSE(audit.clean());
  EXPECT_EQ(audit.first_violation()->step, "orders");
}

// Attack: an order for days that have begun, or are over. Stopped by: eq/order/scope_rules.cpp
// judge_days() (ORD-R4), at court and custodians.  Seen to succeed with that rule removed: the
// order was granted.  Even then it opened nothing that was sent before, for the day's object stands
// in the log without the account, and a second one has no place there.
TEST_F(Order, ForAPastDayNobodyGrantsIt) {
  publish_days_up_to(town, d + 1);
  town.advance(2 * kDay_ms);
  auto environment = town.office<agency::Environment>();
  EXPECT_EQ(rule_of(agency::file(*town.agency, environment, form(ana->id(), d, d + 1))), "ORD-R4");
  EXPECT_EQ(all_the_way(application(scope(d, d + 1))), "ORD-R4");
}

// Attack: agency and court together date it back: an application that was in time when it says it
// was filed. Stopped by: as above; custodians go by their own clock.  Seen to succeed with that
// rule removed.
TEST_F(Order, DatedBackNoCustodianConsents) {
  const auto draft =
      must(order::Draft::from_form(form(ana->id(), d + 1, d + 2), realm(), town.now));
  const auto filed = order::Filed::file(draft, town.agency->signing, town.now);
  town.advance(3 * kDay_ms);
  const auto approved = must(order::JudiciallyApproved::approve(
      filed, judgement(d + 2), town.judge.signing(), realm(), town.rng));
  EXPECT_EQ(custodians_on(approved.file()), all_three("ORD-R4"));
}

// Attack: an order for 31 days. Stopped by: eq/order/scope_rules.cpp judge_days() (ORD-R3), at
// court and custodians, and eq/order/entry.cpp verify_order() in everybody's reading of the log.
// Seen to succeed with both removed.
TEST_F(Order, ForMoreThanThirtyDaysNobodyGrantsIt) {
  EXPECT_EQ(all_the_way(application(scope(d + 1, d + 31))), "ORD-R3");
}

// Control: the same road with 30 days.
TEST_F(Order, ForThirtyDaysItIsGranted) {
  EXPECT_EQ(all_the_way(application(scope(d + 1, d + 30))), "");
}

}  // namespace
}  // namespace eq::journeys
