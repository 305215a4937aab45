// The profiles that come with the program, and what is refused in others.
#include "apps/equipoise/operator/profile_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/equipoise/frame/command.h"

namespace eq::app {
namespace {

using order::DataCategory;
using order::IssuerKind;

order::Profile builtin(const std::string& name) { return read_profile(name); }

std::string why_not(const std::string& from, const std::string& to,
                    const std::string& in = "default") {
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

TEST(Profiles, TheDefaultFileIsTheDefaultOfTheCode) {
  EXPECT_TRUE(builtin("default") == order::Profile{});
}

TEST(Profiles, EuropeanOrdersAskTheJudgeForContentAndAllowEmergenciesForSubscriberDataOnly) {
  const auto p = builtin("eu-e-evidence");
  ASSERT_EQ(p.categories.size(), 4u);
  EXPECT_EQ(p.rule_for(DataCategory::content)->issuers, std::vector{IssuerKind::judge});
  EXPECT_EQ(p.rule_for(DataCategory::content)->threshold_months, 36u);
  EXPECT_EQ(p.rule_for(DataCategory::content)->emergency, order::InEmergency::never);
  EXPECT_EQ(p.rule_for(DataCategory::subscriber)->issuers,
            (std::vector{IssuerKind::judge, IssuerKind::prosecutor}));
  EXPECT_EQ(p.rule_for(DataCategory::subscriber)->emergency,
            order::InEmergency::before_confirmation);
  EXPECT_EQ(p.answer_days, 10u);
  EXPECT_EQ(p.emergency_answer_hours, 8u);
  EXPECT_EQ(p.objection_hours, 96u);
  EXPECT_EQ(p.confirmation, (order::ConfirmationDeadline{48, 0}));
  EXPECT_EQ(p.preservation_days, 60u);
  EXPECT_EQ(p.extension_days, 30u);
  EXPECT_THAT(p.refuse(order::Rule::threshold).source,
              ::testing::HasSubstr("Art. 5(4) (unverified)"));
  EXPECT_THAT(p.refuse(order::Rule::emergency).source, ::testing::HasSubstr("Art. 4(5)"));
}

TEST(Profiles, TheBritishOneHasTheDoubleLockAndTheThirdWorkingDay) {
  const auto p = builtin("uk-ipa");
  EXPECT_EQ(p.lock, order::Lock::issuer_and_judge);
  EXPECT_EQ(p.rule_for(DataCategory::content)->issuers, std::vector{IssuerKind::minister});
  // Wednesday before Christmas 2026: Thursday, then Tuesday and Wednesday.
  EXPECT_EQ(to_text(p.confirm_by(start_of(parse_day("2026-12-23").value()))),
            "2026-12-31T00:00:00Z");
}

/// The default profile, changed; the first thing that is said against it, empty if it is taken.
std::string why_not(std::string (*change)(std::string)) {
  std::string text;
  for (const auto& b : builtin_profiles())
    if (b.name == "default") text = b.toml;
  try {
    parse_profile(change(text), "test");
  } catch (const Failure& f) {
    return f.what;
  }
  return "";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Profiles, AValueIsOfExactlyItsKindAndSaidToBeOtherwise) {
  for (const char* other : {"\"30\"", "30.0", "true", "false", "2026-01-01", "9223372036854775807",
                            "-1", "4294967326", "[30]", "{}"})
    EXPECT_THAT(why_not("days_max = 30", std::string("days_max = ") + other),
                ::testing::HasSubstr("days_max must be a whole number"))
        << other;
  EXPECT_THAT(why_not("threshold_months = 36", "threshold_months = true"),
              ::testing::HasSubstr("category 1: threshold_months must be a whole number"));
  EXPECT_THAT(why_not("hours = 48", "hours = true"),
              ::testing::HasSubstr("hours must be a whole number"));
  EXPECT_THAT(why_not("name = \"default\"", "name = 3"),
              ::testing::HasSubstr("name must be a text"));
  EXPECT_THAT(why_not("issuers = [\"judge\"]", "issuers = \"judge\""),
              ::testing::HasSubstr("issuers must be a list"));
  EXPECT_THAT(why_not("issuers = [\"judge\"]", "issuers = [\"judge\", 3]"),
              ::testing::HasSubstr("issuers must be a list of texts"));
  EXPECT_THAT(why_not("issuers = [\"judge\"]", "issuers = [\"sheriff\"]"),
              ::testing::HasSubstr("issuers cannot be 'sheriff'"));
  EXPECT_THAT(why_not("issuers = [\"judge\"]", "issuers = []"), ::testing::HasSubstr("no issuers"));
  EXPECT_THAT(why_not("days_max = 30", "days_max = 0"), ::testing::HasSubstr("more than 30 days"));
  EXPECT_THAT(why_not("days_max = 30", "days_max = 99999999999999999999999"),
              ::testing::HasSubstr("line "));
  EXPECT_THAT(why_not("days_max = 30", "days_max = 30\ndays_max = 3"),
              ::testing::HasSubstr("line "));
  EXPECT_THAT(why_not("[[category]]", "[category]"),
              ::testing::HasSubstr("category must be a list of tables"));
  EXPECT_THAT(why_not("lock = \"judge\"\n", ""), ::testing::HasSubstr("lock is missing"));
  EXPECT_EQ(why_not("days_max = 30", "days_max = 0x1e"), "");
  EXPECT_EQ(why_not("days_max = 30", "days_max = 3_0"), "");
  EXPECT_EQ(why_not("days_max", "\tdays_max"), "");
  EXPECT_EQ(why_not("confirmation = { hours = 48 }", "confirmation.hours = 48"), "");
}

TEST(Profiles, NamesAndTitlesAreWhatTheyLookLike) {
  EXPECT_THAT(why_not("title = \"", "title = \"\\u001b[2J\\u202E"),
              ::testing::HasSubstr("title must be one line"));
  EXPECT_THAT(why_not("title = \"", "title = \"a\\nb"),
              ::testing::HasSubstr("title must be one line"));
  EXPECT_THAT(why_not("name = \"default\"", "name = \"def\\u001b]0;x\\u0007\""),
              ::testing::HasSubstr("name must be one line"));
  for (const char* name : {"../../etc/x", "a b", ".", "a.b"})
    EXPECT_THAT(why_not("name = \"default\"", std::string("name = \"") + name + "\""),
                ::testing::HasSubstr("a name of other than letters"))
        << name;
}

TEST(Profiles, TheFileItselfIsPlainTomlInUtf8) {
  EXPECT_EQ(why_not([](std::string s) { return s; }), "");
  EXPECT_EQ(why_not([](std::string s) { return "\xef\xbb\xbf" + s; }), "") << "a byte order mark";
  EXPECT_EQ(why_not([](std::string s) { return s.substr(0, s.find_last_not_of('\n') + 1); }), "")
      << "no line end at the end";
  EXPECT_EQ(why_not([](std::string s) { return s + "#" + std::string(1'000'000, 'x') + "\n"; }),
            "");
  const auto refused = [](std::string (*change)(std::string)) {
    EXPECT_THAT(why_not(change), ::testing::StartsWith("test"));
  };
  refused([](std::string s) {
    std::string wide;
    for (const char c : s) wide += {c, '\0'};
    return wide;
  });
  refused([](std::string) { return std::string(); });
  refused([](std::string) { return std::string("# nothing\n"); });
  refused([](std::string s) { return s.substr(0, s.find("[[category]]")); });
  refused([](std::string s) {
    return s + "\n" +
           s.substr(s.find("[[category]]"),
                    s.find("[[", s.find("[[category]]") + 2) - s.find("[[category]]"));
  });
  refused([](std::string s) {
    return "a=" + std::string(5000, '[') + std::string(5000, ']') + "\n" + s;
  });
  refused([](std::string s) { return s + '\0'; });
  refused([](std::string s) { return s + "# \xff\n"; });
  refused([](std::string s) { return with(s, "objection_hours", "objection_hour"); });
}

TEST(Profiles, WhatIsMisspeltMissingOrSenselessIsRefusedWithItsPlace) {
  EXPECT_THAT(why_not("days_max = 30", "days_max = 31"), ::testing::HasSubstr("more than 30 days"));
  EXPECT_THAT(why_not("days_max = 30", "days_maximum = 30"),
              ::testing::HasSubstr("days_max is missing"));
  EXPECT_THAT(why_not("answer_days = 10", "answer_days = 10\nanswer_weeks = 2"),
              ::testing::HasSubstr("no setting 'answer_weeks'"));
  EXPECT_THAT(why_not("answer_days = 10", "answer_days = -1"),
              ::testing::HasSubstr("whole number"));
  EXPECT_THAT(why_not("\"judge\"\ndays", "\"jury\"\ndays"),
              ::testing::HasSubstr("cannot be 'jury'"));
  EXPECT_THAT(why_not("data = \"content\"", "data = \"everything\""),
              ::testing::HasSubstr("category 1"));
  EXPECT_THAT(why_not("name = \"default\"", "name = "), ::testing::HasSubstr("line 2"));
  EXPECT_THAT(why_not("rule = 21", "rule = 99", "uk-ipa"), ::testing::HasSubstr("no rule ORD-R99"));
}

}  // namespace
}  // namespace eq::app
