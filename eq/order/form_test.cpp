#include <gtest/gtest.h>

#include "eq/order/test_realm.h"

namespace eq::order {
namespace {

using testing::TestRealm;

template <class F>
Rule refused(const TestRealm& r, F change) {
  OrderForm f = r.form();
  change(f);
  const auto d = Draft::from_form(f, r.who, r.now);
  EXPECT_FALSE(d.ok());
  return d.ok() ? Rule{} : d.error().rule;
}

TEST(Form, OneAccountForTwoDaysBecomesADraftInPlainWords_ORD_1) {
  const TestRealm r;
  const auto draft = Draft::from_form(r.form(), r.who, r.now);
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->scope().account, TestRealm::account(1));
  EXPECT_EQ(draft->scope().days(), 2u);
  EXPECT_NE(draft->plain_words().find("2 days"), std::string::npos);
}

TEST(Form, AllMembersWildcardsListsAndGroupsAreRefusedByTheOneAccountRule_ORD_1) {
  const TestRealm r;
  const std::string id = TestRealm::account(1).hex();
  for (const std::string& many :
       {std::string("*"), std::string("all members"), std::string("ALL MEMBERS"),
        std::string("everyone"), std::string("all"), std::string(""), id + "," + id, id + " " + id,
        std::string("group:abc"), std::string("a*")}) {
    EXPECT_EQ(refused(r, [&](OrderForm& f) { f.account = many; }), Rule::one_account) << many;
  }
  const auto d = Draft::from_form(
      [&] {
        auto f = r.form();
        f.account = "all members";
        return f;
      }(),
      r.who, r.now);
  EXPECT_EQ(d.error().id, "ORD-R1");
  EXPECT_NE(d.error().text().find("exactly one account"), std::string::npos);
  EXPECT_NE(d.error().text().find("Podchasov"), std::string::npos);
}

TEST(Form, EverythingThatIsWrongIsSaidAtOnceInTheFormsOwnOrder_ORD_2) {
  const TestRealm r;
  EXPECT_TRUE(faults_of(r.form(), r.who, r.now).empty());
  OrderForm f = r.form();
  f.account = "alice";
  f.first = "2026-13-01";
  f.necessity = "";
  f.article = "";
  f.sentence = "long";
  std::string rules;
  const auto faults = faults_of(f, r.who, r.now);
  for (const auto& fault : faults) rules += (rules.empty() ? "" : ", ") + fault.id;
  EXPECT_EQ(rules, "ORD-R2, ORD-R3, ORD-R22, ORD-R6, ORD-R6");
  EXPECT_EQ(Draft::from_form(f, r.who, r.now).error().id, faults.front().id);
}

TEST(Form, AnIdThatIsNoIdIsRefused_ORD_1) {
  const TestRealm r;
  EXPECT_EQ(refused(r, [](OrderForm& f) { f.account = "alice"; }), Rule::account_form);
  EXPECT_EQ(refused(r, [](OrderForm& f) { f.account.pop_back(); }), Rule::account_form);
}

TEST(Form, ThirtyDaysPassAndThirtyOneAreRefused_ORD_2) {
  const TestRealm r;
  OrderForm f = r.form(1, 1, 30);
  EXPECT_TRUE(Draft::from_form(f, r.who, r.now).ok());
  EXPECT_EQ(refused(r, [&](OrderForm& x) { x = r.form(1, 1, 31); }), Rule::duration);
  EXPECT_EQ(refused(r, [&](OrderForm& x) { x = r.form(1, 2, 1); }), Rule::duration);
  EXPECT_EQ(refused(r, [&](OrderForm& x) { x.first = "tomorrow"; }), Rule::duration);
}

TEST(Form, PastDaysAndTodayAreRefusedAndSixHoursAheadPass_ORD_2) {
  TestRealm r;
  EXPECT_EQ(refused(r, [&](OrderForm& x) { x.first = to_text(Day{TestRealm::kToday.n - 3}); }),
            Rule::only_the_future);
  EXPECT_EQ(refused(r, [&](OrderForm& x) { x = r.form(1, 0, 1); }), Rule::only_the_future);
  r.now = start_of(TestRealm::kToday + 1) - kLead_ms;
  EXPECT_TRUE(Draft::from_form(r.form(), r.who, r.now).ok());
  r.now = r.now + 1;
  EXPECT_EQ(refused(r, [](OrderForm&) {}), Rule::only_the_future);
}

TEST(Form, NobodyOrdersForMoreThanNinetyDaysAhead_ORD_2) {
  TestRealm r;
  r.now = start_of(TestRealm::kToday);
  EXPECT_TRUE(Draft::from_form(r.form(1, 90, 90), r.who, r.now).ok());
  EXPECT_EQ(refused(r, [&](OrderForm& x) { x = r.form(1, 91, 91); }), Rule::only_the_future);
  EXPECT_EQ(refused(r, [](OrderForm& x) { x.first = x.last = "9999-12-31"; }),
            Rule::only_the_future);
  EXPECT_EQ(refused(r, [](OrderForm& x) { x.first = "2027-02-29"; }), Rule::duration);
}

TEST(Form, EveryStatementIsNeededAndBounded_ORD_2) {
  const TestRealm r;
  for (std::string OrderForm::*field :
       {&OrderForm::reference, &OrderForm::offence, &OrderForm::article, &OrderForm::necessity,
        &OrderForm::proportionality}) {
    EXPECT_EQ(refused(r, [&](OrderForm& f) { (f.*field).clear(); }), Rule::grounds);
    EXPECT_EQ(
        refused(r, [&](OrderForm& f) { (f.*field) = std::string(kStatementSizeMax + 1, 'x'); }),
        Rule::grounds);
  }
  EXPECT_EQ(refused(r, [](OrderForm& f) { f.category = "traffic"; }), Rule::category);
  EXPECT_EQ(refused(r, [](OrderForm& f) { f.category = "thoughts"; }), Rule::category);
}

TEST(Form, TheTextFormReadsTheSameAndRefusesUnknownOrRepeatedNames) {
  const TestRealm r;
  const OrderForm f = r.form();
  const std::string text =
      "# order\naccount: " + f.account + "\nfirst: " + f.first + "\nlast: " + f.last +
      "\nreference: AZ 12/26\noffence: fraud, s. 263\narticle: Art. 5\n"
      "necessity: milder means were tried\nproportionality: the harm is grave\nsentence-months: 120\n";
  const auto read = parse_form(text);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(Draft::from_form(*read, r.who, r.now)->scope(),
            Draft::from_form(f, r.who, r.now)->scope());
  EXPECT_EQ(parse_form("accounts: x\n").error(), Err::malformed);
  EXPECT_EQ(parse_form("first: a\nfirst: b\n").error(), Err::malformed);
  EXPECT_EQ(parse_form("account").error(), Err::malformed);
  // As people type it.
  const auto typed =
      parse_form("  First: 2026-12-02\n  Necessity: one\n    line and: another\n  last: x");
  ASSERT_TRUE(typed.ok());
  EXPECT_EQ(typed->first, "2026-12-02");
  EXPECT_EQ(typed->necessity, "one line and: another");
  EXPECT_EQ(typed->last, "x");
}

TEST(Filing, OnlyTheAgencysKeyOverExactlyThisScopeCounts_ORD_3) {
  TestRealm r;
  const Filed filed = r.filed(r.form());
  ASSERT_TRUE(Filed::verify(filed.application(), r.who, r.now).ok());
  Application a = filed.application();
  a.scope.last = a.scope.last + 1;
  EXPECT_EQ(Filed::verify(a, r.who, r.now).error().rule, Rule::agency);
  a = filed.application();
  a.scope.account = TestRealm::account(2);
  EXPECT_EQ(Filed::verify(a, r.who, r.now).error().rule, Rule::agency);
  const auto stranger = crypto::SigningKey::generate(r.rng);
  const Filed other =
      Filed::file(Draft::from_form(r.form(), r.who, r.now).value(), stranger, r.now);
  EXPECT_EQ(Filed::verify(other.application(), r.who, r.now).error().rule, Rule::agency);
  a = filed.application();
  a.scope.realm = "realm.another";
  EXPECT_EQ(Filed::verify(a, r.who, r.now).error().rule, Rule::agency);
}

TEST(Refusals, EveryRuleHasANumberASentenceASourceAndARemedy_ORD_8) {
  for (int n = 1; n <= kRules; ++n) {
    const Refusal r = refuse(static_cast<Rule>(n));
    EXPECT_EQ(r.id, "ORD-R" + std::to_string(n));
    EXPECT_GT(r.sentence.size(), 20u);
    EXPECT_GT(r.source.size(), 5u);
    EXPECT_GT(r.remedy.size(), 10u);
  }
}

}  // namespace
}  // namespace eq::order
