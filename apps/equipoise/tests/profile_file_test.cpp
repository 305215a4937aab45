// The profiles that come with the program, and what is refused in others.
#include "apps/equipoise/profile_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/equipoise/command.h"

namespace eq::app {
namespace {

using order::DataCategory;
using order::IssuerKind;

order::Profile builtin(const std::string& name) { return read_profile(name); }

std::string why_not(const std::string& from, const std::string& to, const std::string& in = "default") {
  std::string text;
  for (const auto& b : builtin_profiles())
    if (b.name == in) text = b.toml;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  try {
    parse_profile(text, "test");
  } catch (const Failure& f) {
    return f.what;
  }
  return "";
}

TEST(Profiles, TheDefaultFileIsTheDefaultOfTheCode) { EXPECT_TRUE(builtin("default") == order::Profile{}); }

TEST(Profiles, EuropeanOrdersAskTheJudgeForContentAndAllowEmergenciesForSubscriberDataOnly) {
  const auto p = builtin("eu-e-evidence");
  ASSERT_EQ(p.categories.size(), 4u);
  EXPECT_EQ(p.rule_for(DataCategory::content)->issuers, std::vector{IssuerKind::judge});
  EXPECT_EQ(p.rule_for(DataCategory::content)->threshold_months, 36u);
  EXPECT_EQ(p.rule_for(DataCategory::content)->emergency, order::InEmergency::never);
  EXPECT_EQ(p.rule_for(DataCategory::subscriber)->issuers, (std::vector{IssuerKind::judge, IssuerKind::prosecutor}));
  EXPECT_EQ(p.rule_for(DataCategory::subscriber)->emergency, order::InEmergency::before_confirmation);
  EXPECT_EQ(p.answer_days, 10u);
  EXPECT_EQ(p.emergency_answer_hours, 8u);
  EXPECT_EQ(p.objection_hours, 96u);
  EXPECT_EQ(p.confirmation, (order::ConfirmationDeadline{48, 0}));
  EXPECT_EQ(p.preservation_days, 60u);
  EXPECT_EQ(p.extension_days, 30u);
  EXPECT_THAT(p.refuse(order::Rule::threshold).source, ::testing::HasSubstr("Art. 5(4) (unverified)"));
  EXPECT_THAT(p.refuse(order::Rule::emergency).source, ::testing::HasSubstr("Art. 4(5)"));
}

TEST(Profiles, TheBritishOneHasTheDoubleLockAndTheThirdWorkingDay) {
  const auto p = builtin("uk-ipa");
  EXPECT_EQ(p.lock, order::Lock::issuer_and_judge);
  EXPECT_EQ(p.rule_for(DataCategory::content)->issuers, std::vector{IssuerKind::minister});
  // Wednesday before Christmas 2026: Thursday, then Tuesday and Wednesday.
  EXPECT_EQ(to_text(p.confirm_by(start_of(parse_day("2026-12-23").value()))), "2026-12-31T00:00:00Z");
}

TEST(Profiles, WhatIsMisspeltMissingOrSenselessIsRefusedWithItsPlace) {
  EXPECT_THAT(why_not("days_max = 30", "days_max = 31"), ::testing::HasSubstr("more than 30 days"));
  EXPECT_THAT(why_not("days_max = 30", "days_maximum = 30"), ::testing::HasSubstr("days_max is missing"));
  EXPECT_THAT(why_not("answer_days = 10", "answer_days = 10\nanswer_weeks = 2"), ::testing::HasSubstr("no setting 'answer_weeks'"));
  EXPECT_THAT(why_not("answer_days = 10", "answer_days = -1"), ::testing::HasSubstr("whole number"));
  EXPECT_THAT(why_not("\"judge\"\ndays", "\"jury\"\ndays"), ::testing::HasSubstr("cannot be 'jury'"));
  EXPECT_THAT(why_not("data = \"content\"", "data = \"everything\""), ::testing::HasSubstr("category 1"));
  EXPECT_THAT(why_not("name = \"default\"", "name = "), ::testing::HasSubstr("line 2"));
  EXPECT_THAT(why_not("rule = 21", "rule = 99", "uk-ipa"), ::testing::HasSubstr("no rule ORD-R99"));
}

}  // namespace
}  // namespace eq::app
