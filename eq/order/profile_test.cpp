// What a jurisdiction asks, as data.
#include <gtest/gtest.h>

#include "eq/order/test_realm.h"

namespace eq::order {
namespace {

using testing::TestRealm;
using enum DataCategory;

/// A profile of two steps: prosecutors for subscriber data, judges for content.
Profile stepped() {
  Profile p;
  p.name = "stepped";
  p.categories = {{subscriber,
                   {IssuerKind::prosecutor, IssuerKind::judge},
                   0,
                   InEmergency::before_confirmation},
                  {content, {IssuerKind::judge}, 36, InEmergency::never}};
  p.listed_offences = {"attack-on-information-systems"};
  p.citations = {{21, "Art. 4(1)", "Ask a prosecutor.", Checked::verified},
                 {22, "Art. 5(4)", "", Checked::unverified}};
  return p;
}

Rule refused(const TestRealm& r, const OrderForm& f) {
  const auto d = Draft::from_form(f, r.who, r.now);
  return d.ok() ? Rule{} : d.error().rule;
}

TEST(Profile, TheCategoryDecidesWhoMayOrderItAndHowGraveTheOffenceMustBe_ORD_15) {
  TestRealm r;
  r.who.profile = stepped();
  const auto form = [&](const char* category, const char* issuer, const char* months,
                        const char* listed = "") {
    OrderForm f = r.form();
    f.category = category, f.issuer = issuer, f.sentence = months, f.listed = listed;
    return f;
  };
  EXPECT_EQ(refused(r, form("subscriber", "prosecutor", "0")), Rule{});
  EXPECT_EQ(refused(r, form("subscriber", "police", "0")), Rule::issuer);
  EXPECT_EQ(refused(r, form("content", "prosecutor", "120")), Rule::issuer);
  EXPECT_EQ(refused(r, form("content", "judge", "35")), Rule::threshold);
  EXPECT_EQ(refused(r, form("content", "judge", "36")), Rule{});
  EXPECT_EQ(refused(r, form("content", "judge", "12", "attack-on-information-systems")), Rule{});
  EXPECT_EQ(refused(r, form("content", "judge", "120", "jaywalking")), Rule::threshold);
  EXPECT_EQ(refused(r, form("content", "judge", "many")), Rule::threshold);
  EXPECT_EQ(refused(r, form("traffic", "judge", "120")), Rule::category);
}

TEST(Profile, ARefusalNamesTheArticleAndSaysWhereNobodyCheckedIt_ORD_15) {
  const Profile p = stepped();
  EXPECT_EQ(p.refuse(Rule::issuer).source, "Art. 4(1)");
  EXPECT_EQ(p.refuse(Rule::issuer).remedy, "Ask a prosecutor.");
  EXPECT_EQ(p.refuse(Rule::threshold).source, "Art. 5(4) (unverified)");
  EXPECT_EQ(p.refuse(Rule::threshold).remedy, refuse(Rule::threshold).remedy);
  EXPECT_EQ(p.refuse(Rule::judge).source, refuse(Rule::judge).source);
}

TEST(Profile, AProsecutorsDecisionIsEnteredAndNeverLooksLikeAJudges_ORD_15) {
  TestRealm r;
  r.who.profile = stepped();
  const auto prosecutor = crypto::SigningKey::generate(r.rng);
  r.who.issuers = {{IssuerKind::prosecutor, "Prosecution", prosecutor.verify_key()}};
  OrderForm f = r.form();
  f.category = "subscriber", f.issuer = "prosecutor";
  Application a = r.filed(f).application();
  EXPECT_EQ(Filed::verify(a, r.who, r.now).error().rule, Rule::issuer);
  const auto id = a.id();
  a.issues.push_back(issue(a, IssuerKind::prosecutor, "Prosecution", prosecutor));
  EXPECT_EQ(a.id(), id);
  ASSERT_TRUE(Filed::verify(a, r.who, r.now).ok());
  const auto order = r.approved(a, 1);
  EXPECT_EQ(order.terms().basis, Basis::issuer);
  r.log_order(order);
  EXPECT_EQ(r.book().orders().size(), 1u);
  EXPECT_TRUE(r.book().active_on(r.kToday + 1, 99).empty());  // sealed access is for content
  Application other = a;
  other.scope.reference = "another file";
  EXPECT_FALSE(Filed::verify(other, r.who, r.now).ok());
}

TEST(Profile, UnderTheDoubleLockNeitherKeyIsEnough_ORD_15) {
  TestRealm r;
  r.who.profile.lock = Lock::issuer_and_judge;
  r.who.profile.categories = {
      {content, {IssuerKind::minister}, 36, InEmergency::before_confirmation}};
  const auto minister = crypto::SigningKey::generate(r.rng);
  r.who.issuers = {{IssuerKind::minister, "Secretary of State", minister.verify_key()}};
  OrderForm f = r.form();
  EXPECT_EQ(refused(r, f), Rule::issuer);  // a judge alone
  f.issuer = "minister";
  Application a = r.filed(f).application();
  // without the minister's signature
  EXPECT_EQ(Filed::verify(a, r.who, r.now).error().rule, Rule::issuer);
  a.issues.push_back(issue(a, IssuerKind::minister, "Secretary of State", minister));
  const auto order = r.approved(a, 1);
  EXPECT_EQ(order.terms().basis, Basis::judge);
  OrderFile without_judge = order.file();
  without_judge.judge = minister.sign(judge_message(without_judge.terms, r.who.realm));
  EXPECT_EQ(JudiciallyApproved::verify(without_judge, r.who, r.now).error().rule, Rule::judge);
  // In an emergency the police cannot stand in for the minister.
  f.urgency = "emergency", f.threat = "a bomb", f.issuer = "police";
  EXPECT_EQ(refused(r, f), Rule::issuer);
}

TEST(Profile, AnOrderMadeUnderAnotherProfileIsNoOrder_ORD_15) {
  TestRealm r;
  const auto order = r.approved();
  r.who.profile.answer_days = 11;
  EXPECT_EQ(JudiciallyApproved::verify(order.file(), r.who, r.now).error().rule, Rule::judge);
  r.log_order(order);
  EXPECT_EQ(r.book().voids().back().why.rule, Rule::profile);
}

TEST(Profile, TheThirdWorkingDayPassesOverWeekendsAndHolidays_ORD_15) {
  Profile p;
  p.confirmation = {0, 3};
  const auto by = [&](const char* day) {
    return to_text(p.confirm_by(start_of(parse_day(day).value()) + 15 * kHour_ms));
  };
  EXPECT_EQ(by("2026-11-23"), "2026-11-27T00:00:00Z");  // Monday: Tue, Wed, Thu to their end
  EXPECT_EQ(by("2026-11-26"), "2026-12-02T00:00:00Z");  // Thursday: Fri, Mon, Tue
  EXPECT_EQ(by("2026-11-28"), "2026-12-03T00:00:00Z");  // Saturday: Mon, Tue, Wed
  p.holidays = {parse_day("2026-12-25").value(), parse_day("2026-12-28").value()};
  EXPECT_EQ(by("2026-12-23"), "2026-12-31T00:00:00Z");  // Thu 24, Tue 29, Wed 30
  EXPECT_EQ(to_text(Profile().confirm_by(start_of(parse_day("2026-11-23").value()))),
            "2026-11-25T00:00:00Z");
}

TEST(Profile, OneThatMakesNoSenseIsRefused) {
  EXPECT_TRUE(check(Profile()).ok());
  EXPECT_TRUE(check(stepped()).ok());
  const auto bad = [](auto change) {
    Profile p = stepped();
    change(p);
    return !check(p).ok();
  };
  EXPECT_TRUE(bad([](Profile& p) { p.categories.clear(); }));
  EXPECT_TRUE(bad([](Profile& p) { p.categories.push_back(p.categories[0]); }));
  EXPECT_TRUE(bad([](Profile& p) { p.categories[0].issuers.clear(); }));
  EXPECT_TRUE(bad([](Profile& p) { p.days_max = 31; }));
  EXPECT_TRUE(bad([](Profile& p) { p.confirmation = {0, 0}; }));
  EXPECT_TRUE(bad([](Profile& p) { p.citations[0].rule = kRules + 1; }));
}

}  // namespace
}  // namespace eq::order
