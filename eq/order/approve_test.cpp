#include "eq/order/approve.h"

#include <gtest/gtest.h>

#include "eq/order/test_realm.h"

namespace eq::order {
namespace {

using testing::TestRealm;

TEST(Approval, ACustodianRecomputesTheWholeFile_ORD_3) {
  TestRealm r;
  const JudiciallyApproved order = r.approved();
  const OrderFile file = decode<OrderFile>(encode(order.file())).value();
  EXPECT_TRUE(JudiciallyApproved::verify(file, r.who, r.now).ok());
  EXPECT_NE(order.plain_words().find("Order no. 1"), std::string::npos);
}

TEST(Approval, WithoutTheJudgesSignatureOverExactlyTheseTermsNothingIsSigned_ORD_3) {
  TestRealm r;
  const OrderFile good = r.approved().file();
  const auto refused = [&](auto change, Rule rule) {
    OrderFile f = good;
    change(f);
    const auto v = JudiciallyApproved::verify(f, r.who, r.now);
    ASSERT_FALSE(v.ok());
    EXPECT_EQ(v.error().rule, rule);
  };
  refused([](OrderFile& f) { f.judge = {}; }, Rule::judge);
  refused([](OrderFile& f) { f.judge[0] ^= 1; }, Rule::judge);
  refused([](OrderFile& f) { f.terms.last = f.terms.last + 1; }, Rule::judge);
  refused([](OrderFile& f) { f.terms.number = 2; }, Rule::judge);
  refused([](OrderFile& f) { f.blind[0] ^= 1; }, Rule::opening);
  refused([](OrderFile& f) { f.blind.fill(0xff); }, Rule::opening);
  refused([](OrderFile& f) { f.texts_seed[0] ^= 1; }, Rule::notice);
  refused([](OrderFile& f) { f.account_key[1] ^= 1; }, Rule::notice);
  refused([](OrderFile& f) { f.application.signature[0] ^= 1; }, Rule::agency);
}

/// A judge who signs terms that do not follow from the application.
template <class F>
Rule signed_anyway(TestRealm& r, F change) {
  OrderFile f = r.approved().file();
  change(f);
  f.judge = r.judge.sign(judge_message(f.terms, r.who.realm));
  const auto v = JudiciallyApproved::verify(f, r.who, r.now);
  EXPECT_FALSE(v.ok());
  return v.ok() ? Rule{} : v.error().rule;
}

TEST(Approval, TermsThatDoNotFollowFromTheApplicationAreRefusedThoughTheJudgeSigned_ORD_3) {
  TestRealm r;
  EXPECT_EQ(signed_anyway(r, [](OrderFile& f) { f.terms.last = f.terms.last + 1; }), Rule::judge);
  EXPECT_EQ(signed_anyway(r, [](OrderFile& f) { f.terms.application[0] ^= 1; }), Rule::judge);
  EXPECT_EQ(signed_anyway(r, [](OrderFile& f) { f.terms.commitment = gate::Point::generator(); }),
            Rule::opening);
  EXPECT_EQ(signed_anyway(r, [](OrderFile& f) { f.terms.number = 0; }), Rule::numbering);
  EXPECT_EQ(signed_anyway(r,
                          [](OrderFile& f) {  // a blind of the court's own
                            f.blind = {2};
                            f.terms.commitment = gate::commit_order(
                                gate::tag(f.application.scope.realm, f.application.scope.account),
                                gate::Scalar::from_u64(2));
                          }),
            Rule::opening);
}

TEST(Approval, AFalseOrLateNoticeIsRefused_ORD_7) {
  TestRealm r;
  EXPECT_EQ(signed_anyway(r, [](OrderFile& f) { f.terms.sealed_notice.back() ^= 1; }),
            Rule::notice);
  EXPECT_EQ(signed_anyway(
                r, [](OrderFile& f) { f.terms.disclosure.month = month_of(TestRealm::kToday); }),
            Rule::notice);
  EXPECT_EQ(
      signed_anyway(
          r, [](OrderFile& f) { f.terms.disclosure.month = month_of(TestRealm::kToday) + 40; }),
      Rule::notice);
  Judgement early = r.judgement(1);
  early.disclosure.month = month_of(TestRealm::kToday);
  EXPECT_EQ(
      JudiciallyApproved::approve(r.filed(r.form()), early, r.judge, r.who, r.rng).error().rule,
      Rule::notice);
}

TEST(Approval, AnApplicationWhoseFirstDayHasComeTooCloseIsRefusedByCustodians_ORD_2) {
  TestRealm r;
  const auto order = r.approved();
  r.now = start_of(TestRealm::kToday + 1) - kLead_ms + 1;
  EXPECT_EQ(JudiciallyApproved::verify(order.file(), r.who, r.now).error().rule,
            Rule::only_the_future);
}

TEST(Consent, OneCustodianIsRefusedAndTwoSuffice_ORD_4) {
  TestRealm r;
  const auto order = r.approved();
  const auto one = CustodianApproved::collect(order, r.consents(order, {2}), r.who);
  ASSERT_FALSE(one.ok());
  EXPECT_EQ(one.error().id, "ORD-R9");
  auto same_twice = r.consents(order, {2, 2});
  EXPECT_EQ(CustodianApproved::collect(order, same_twice, r.who).error().rule, Rule::custodians);
  auto with_a_stranger = r.consents(order, {2});
  with_a_stranger.push_back({9, with_a_stranger[0].signature});
  EXPECT_EQ(CustodianApproved::collect(order, with_a_stranger, r.who).error().rule,
            Rule::custodians);
  auto borrowed = r.consents(order, {2});
  borrowed.push_back({3, borrowed[0].signature});
  EXPECT_EQ(CustodianApproved::collect(order, borrowed, r.who).error().rule, Rule::custodians);
  EXPECT_TRUE(CustodianApproved::collect(order, r.consents(order, {3, 1}), r.who).ok());
}

TEST(Consent, AConsentToOtherTermsDoesNotCount_ORD_4) {
  TestRealm r;
  const auto order = r.approved(), other = r.approved(2);
  EXPECT_EQ(CustodianApproved::collect(order, r.consents(other), r.who).error().rule,
            Rule::custodians);
}

TEST(Entry, EveryByteOfALoggedOrderFlippedIsRefused_ORD_3) {
  TestRealm r;
  const auto order = r.approved();
  const Bytes good =
      encode(CustodianApproved::collect(order, r.consents(order), r.who).value().entry());
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes bad = good;
    bad[at] ^= 1;
    const auto entry = decode<OrderEntry>(bad);
    if (entry.ok()) {
      EXPECT_FALSE(verify_order(*entry, 0, r.who).ok()) << "byte " << at;
    }
  }
}

TEST(Active, OnlyTheCoveredDaysAndOnlyTheNamedAccount_ORD_5) {
  TestRealm r;
  const auto order = r.approved();
  const auto logged = r.orders.logged<OrderEntry>(r.log_order(order));
  const Opening opening{TestRealm::account(1), order.file().blind};
  const auto on = [&](std::uint32_t d, const Opening& o) {
    return Active::on(logged, o, TestRealm::kToday + d, r.who);
  };
  EXPECT_EQ(on(0, opening).error().rule, Rule::active);
  EXPECT_TRUE(on(1, opening).ok());
  EXPECT_TRUE(on(2, opening).ok());
  EXPECT_EQ(on(3, opening).error().rule, Rule::active);
  EXPECT_EQ(on(1, {TestRealm::account(2), opening.blind}).error().rule, Rule::opening);
  EXPECT_EQ(on(1, {TestRealm::account(1), Array<32>{}}).error().rule, Rule::opening);
}

TEST(Notice, ThePersonOpensItWithTheMonthsKeyAndNobodyElseDoes_ORD_7) {
  TestRealm r;
  const auto order = r.approved();
  const OrderTerms& t = order.terms();
  const View month = r.month_key.private_key.reveal("test"),
             own = r.account_key.private_key.reveal("test");
  const auto notice = open_notice(t.disclosure, month, own, t.sealed_notice);
  ASSERT_TRUE(notice.ok());
  EXPECT_EQ(notice->number, 1u);
  EXPECT_TRUE(matches(*notice, t.commitment));
  EXPECT_EQ(notice->scope, order.scope());
  EXPECT_FALSE(matches(*notice, gate::Point::generator()));
  const auto stranger = crypto::hpke_generate(crypto::Kem::dhkem_x25519, r.rng);
  EXPECT_EQ(open_notice(t.disclosure, month, stranger.private_key.reveal("test"), t.sealed_notice)
                .error(),
            Err::forged);
  EXPECT_FALSE(
      open_notice(t.disclosure, stranger.private_key.reveal("test"), own, t.sealed_notice).ok());
}

/// Everything that an order's entry holds, with the key that the log publishes in the end: nothing
/// of whom it names and why.
TEST(Notice, WhatTheLogPublishesTellsNobodyElseWhomAnOrderNamed_ORD_7) {
  TestRealm r;
  const auto order = r.approved();
  const Bytes in_log = encode(order.terms()), application = encode(order.file().application);
  const auto ct = decode<crypto::HpkeCiphertext>(order.terms().sealed_notice).value();
  const auto peeled =
      crypto::hpke_open({crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305},
                        r.month_key.private_key.reveal("published"), ct,
                        view("eqp-order-disclosure-v1"), encode(order.terms().disclosure.month))
          .value();
  const Bytes account = to_bytes(View(order.scope().account.bytes));
  const auto holds = [](View all, View part) {
    return std::search(all.begin(), all.end(), part.begin(), part.end()) != all.end();
  };
  ASSERT_TRUE(holds(application, account));
  for (const Bytes& bytes : {in_log, peeled}) {
    EXPECT_FALSE(holds(bytes, account));
    EXPECT_FALSE(holds(bytes, view(order.scope().offence)));
  }
}

TEST(Months, AreReadWrittenAndCounted) {
  EXPECT_EQ(to_text(month_of(parse_day("2026-11-23").value())), "2026-11");
  EXPECT_EQ(to_text(parse_month("2026-11").value() + 2), "2027-01");
  EXPECT_FALSE(parse_month("2026-13").ok());
  EXPECT_FALSE(parse_month("26-11").ok());
}

}  // namespace
}  // namespace eq::order
