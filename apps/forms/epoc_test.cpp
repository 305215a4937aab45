#include "apps/forms/epoc.h"

#include <gtest/gtest.h>

#include "apps/forms/forms_for_tests.h"

namespace eq::forms {
namespace {

using testing::same;

const std::string kWritten = write_epoc(testing::epoc(), Audience::enforcing_authority);

std::string replaced(std::string s, std::string_view from, std::string_view to) {
  const auto at = s.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return s.replace(at, from.size(), to);
}
FormRefusal refusal(const std::string& xml) {
  const auto r = read_epoc(view(xml));
  EXPECT_FALSE(r.ok()) << xml;
  return r.ok() ? FormRefusal{} : r.error();
}

TEST(Epoc, ACertificateReadsBackInEveryCoveredField_FRM_1) {
  for (const Epoc& e : {testing::epoc(), testing::emergency()}) {
    const auto again = read_epoc(view(write_epoc(e, Audience::enforcing_authority)));
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_TRUE(same(*again, e));
  }
}

TEST(Epoc, EveryFieldTakenOutEmptiedOrDoubledIsNamed_FRM_2) {
  const Element whole = read_document(view(kWritten)).take();
  const Prefix prefixes[] = {{whole.space, ""}};
  const std::set<std::string> optional = {"RelatedOrder", "ListedOffence"};
  for (std::size_t s = 0; s < whole.children.size(); ++s) {
    for (std::size_t f = 0; f < whole.children[s].children.size(); ++f) {
      const std::string name = whole.children[s].children[f].name, section = whole.children[s].name;
      Element without = whole, empty = whole, twice = whole, more = whole;
      auto& fields = without.children[s].children;
      fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(f));
      if (!optional.contains(name)) {
        const auto r = refusal(write_xml(without, prefixes));
        EXPECT_EQ(r.code, Code::missing) << name;
        EXPECT_NE(r.path.find("/" + section), std::string::npos) << r.path;
        EXPECT_NE(r.source.find(section.back()), std::string::npos) << r.source;
      }
      empty.children[s].children[f].children.clear();
      empty.children[s].children[f].text.clear();
      EXPECT_FALSE(read_epoc(view(write_xml(empty, prefixes))).ok()) << name;
      twice.children[s].children.push_back(whole.children[s].children[f]);
      EXPECT_FALSE(read_epoc(view(write_xml(twice, prefixes))).ok()) << name;
      more.children[s].children.push_back(leaf(whole.space, "Invented", "x"));
      EXPECT_EQ(refusal(write_xml(more, prefixes)).code, Code::invalid) << name;
    }
  }
}

TEST(Epoc, WhatCannotBeCarriedOutIsRefusedWithItsReason_FRM_2) {
  const auto misused = [](std::string_view from, std::string_view to) {
    return refusal(replaced(kWritten, from, to));
  };
  EXPECT_EQ(misused("TenDays", "SomeDay").path,
            "/EPOC/SectionC/DataProductionInRelationToDeadline");
  EXPECT_EQ(misused("StoredContentData", "Everything").code, Code::improper);
  EXPECT_EQ(misused(">AccountName<", ">IPAddress<").code, Code::not_supported);
  EXPECT_EQ(misused("PrivilegedData>false", "PrivilegedData>true").code, Code::not_supported);
  EXPECT_EQ(misused("CaseWithoutValidation>false", "CaseWithoutValidation>true").code,
            Code::improper);
  EXPECT_EQ(misused(">NL<", ">Netherlands<").path, "/EPOC/SectionA/IssuingState");
  EXPECT_EQ(misused("EPOC-FORM_1#", "EPOC-FORM_9#").code, Code::invalid);
  const auto begin = kWritten.find("<Identifier>"), end = kWritten.find("</Identifier>") + 13;
  const auto two = misused("</SectionE>", kWritten.substr(begin, end - begin) + "</SectionE>");
  EXPECT_EQ(two.code, Code::not_supported);
  EXPECT_NE(two.what.find("ORD-R1"), std::string::npos);
}

TEST(Epoc, TheProvidersCopyHoldsNoGroundsAndIsNoDraft_FRM_6) {
  const std::string copy = write_epoc(testing::epoc(), Audience::provider);
  for (const char* secret : {"SectionM", "fraud &amp;", "milder means", "grave", "Art. 5"}) {
    EXPECT_NE(kWritten.find(secret), std::string::npos) << secret;
    EXPECT_EQ(copy.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(refusal(copy).path, "/EPOC/SectionM");
  EXPECT_EQ(refusal(copy).code, Code::missing);
}

TEST(NonExecution, ReadsBackAndEveryReasonHasItsWord_FRM_1_FRM_6) {
  NonExecution n = testing::non_execution_form();
  EXPECT_EQ(read_non_execution(view(write_non_execution(n))).take(), n);
  for (int g = 1; g <= static_cast<int>(order::Ground::unnecessary); ++g) {
    n.reasons = {{Day{20880}, order::Disposition::refused, static_cast<order::Ground>(g)}};
    EXPECT_EQ(read_non_execution(view(write_non_execution(n))).take(), n) << g;
  }
  n.conflict = n.wanted = "";
  n.preserved = false;
  EXPECT_EQ(read_non_execution(view(write_non_execution(n))).take(), n);
}

TEST(NonExecution, SaysOfTheAnswerWhatWasNotProduced_FRM_6) {
  using order::Disposition;
  using order::Ground;
  order::OrderTerms terms;
  terms.number = 9;
  terms.authority = "Police";
  order::AnswerEntry answer{9,
                            {},
                            {{Day{1}, Disposition::produced, Ground::none, 4},
                             {Day{2}, Disposition::not_held, Ground::none, 0},
                             {Day{3}, Disposition::unclear, Ground::incomplete, 0},
                             {Day{4}, Disposition::refused, Ground::third_country, 0}},
                            {}};
  const auto n = non_execution(answer, terms, testing::non_execution_form()).take();
  ASSERT_EQ(n.reasons.size(), 3u);
  EXPECT_EQ(n.reasons[0].day, Day{2});
  EXPECT_EQ(n.order, 9u);
  EXPECT_FALSE(n.conflict.empty() || n.wanted.empty());
  EXPECT_EQ(read_non_execution(view(write_non_execution(n))).take(), n);
  answer.items.resize(1);
  EXPECT_EQ(non_execution(answer, terms, {}).error().code, Code::not_found);
}

TEST(NonExecution, AMisusedFormIsNamed_FRM_2) {
  const std::string good = write_non_execution(testing::non_execution_form());
  const auto path = [&](std::string_view from, std::string_view to) {
    const auto r = read_non_execution(view(replaced(good, from, to)));
    return r.ok() ? "" : r.error().path;
  };
  EXPECT_EQ(path("ConflictingObligations<", "Boredom<"),
            "/EPOC-NonExecution/SectionD/NonExecutionReason/Reasons");
  EXPECT_EQ(path(">7<", ">07<"), "/EPOC-NonExecution/SectionA/OrderNumber");
  EXPECT_EQ(path(to_text(Day{20881}), to_text(Day{20880})),
            "/EPOC-NonExecution/SectionD/NonExecutionReason");
  EXPECT_EQ(path("EPOC-FORM-3#", "EPOC-FORM-1#"), "/EPOC-NonExecution");
}

}  // namespace
}  // namespace eq::forms
