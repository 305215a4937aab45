#include "apps/exchange/page.h"

#include <gmock/gmock.h>

#include "apps/exchange/test_pages.h"

namespace eq::exchange {
namespace {

using ::testing::HasSubstr;

TEST(Ncmec, APageIsReadAsItsExchangeMeansIt_MAT_5) {
  const std::string votes =
      "<feedback><affirmativeFeedback type=\"MD5\"><members><member "
      "id=\"7\">B</member></members></affirmativeFeedback>"
      "<negativeFeedback type=\"MD5\"><members><member "
      "id=\"8\">C</member></members></negativeFeedback></feedback>";
  const auto page = decode_ncmec(view(
      ncmec_page(ncmec_image("i1", 1, 5) + ncmec_image("i2", 2, 6, votes) + ncmec_deleted("i3", 7),
                 "/v2/entries?start=2&amp;size=1")));
  ASSERT_TRUE(page.ok()) << page.error().what;
  ASSERT_EQ(page->records.size(), 3u);
  EXPECT_EQ(page->records[0].id, "42/i1");
  EXPECT_EQ(to_text(page->records[0].at), "2026-03-01T10:05:00Z");
  EXPECT_EQ(page->records[0].signals.size(), 2u);
  EXPECT_EQ(page->records[0].note, "A1");
  EXPECT_EQ(page->records[0].opinion, "");
  EXPECT_EQ(page->records[1].opinion, "disputed");
  EXPECT_TRUE(page->records[2].gone);
  EXPECT_EQ(to_text(page->newest), "2026-03-01T11:00:00Z");
  EXPECT_EQ(page->next, "/v2/entries?start=2&size=1");
  EXPECT_THAT(page->not_used, ::testing::ElementsAre(::testing::Pair("pdna", 2u)));
}

TEST(Ncmec, AMalformedPageIsRefusedWithTheRecordAndTheReason_MAT_5) {
  const std::string good = ncmec_image("i1", 1, 5);
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string s = ncmec_page(good + ncmec_image("i2", 2, 6));
    const auto at = s.rfind(from);
    EXPECT_NE(at, s.npos) << from;
    return s.replace(at, from.size(), to);
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "no well-formed XML"},
      {"<html></html>", "no queryResult"},
      {broken("<md5>" + digits(2, 32), "<md5>" + digits(2, 30)), "record 2: This is no md5 signal"},
      {broken("<md5>" + digits(2, 32), "<md5>" + digits(2, 31) + "x"),
       "record 2: This is no md5 signal"},
      {broken("10:06:00Z", "10:66:00Z"), "record 2: it has no usable timestamp"},
      {broken("10:06:00Z", "10:06:00+01:00"), "record 2: it has no usable timestamp"},
      {broken("2026-03-01T10:06", "2026-13-01T10:06"), "record 2: it has no usable timestamp"},
      {broken("<id>i2</id>", "<id></id>"), "record 2: it has no usable id"},
      {broken("<id>i2</id>", ""), "record 2: it has no usable id"},
      {broken("member id=\"42\"", "member id=\"x\""), "record 2: it has no usable member"},
      {broken("maxTimestamp=\"2026-03-01T11:00:00Z\"", ""),
       "images: it has no usable maxTimestamp"},
      {broken("maxTimestamp", "count=\"3\" maxTimestamp"), "images: it says 3 records and has 2"},
      {broken("<images", "<strangers/><images"), "an element strangers that nothing here knows"},
      {broken("</queryResult>", ""), "no well-formed XML"},
      {broken("<queryResult", "<!DOCTYPE q [<!ENTITY a \"b\">]><queryResult"), "a document type"},
      {ncmec_page(good + ncmec_image("i1", 9, 5)), "The record 42/i1 stands twice"},
      {ncmec_page("<picture/>"), "record 1: it is neither image nor deletedImage"},
  };
  for (const auto& [document, reason] : cases) {
    const auto page = decode_ncmec(view(document));
    ASSERT_FALSE(page.ok()) << reason;
    EXPECT_THAT(page.error().what, HasSubstr(reason));
  }
  EXPECT_EQ(decode_ncmec(view(ncmec_page(good + good)))->records.size(), 1u)
      << "twice the same is once";
}

TEST(Ncmec, EveryCutOffPageIsRefused_MAT_5) {
  const std::string whole = ncmec_page(ncmec_image("i1", 1, 5));
  const auto end = whole.rfind('>') + 1;
  for (std::size_t n = 0; n < end; ++n)
    EXPECT_FALSE(decode_ncmec(view(whole.substr(0, n))).ok()) << n;
  EXPECT_TRUE(decode_ncmec(view(whole.substr(0, end))).ok());
}

TEST(StopNcii, APageIsReadAsItsExchangeMeansIt_MAT_5) {
  const std::string feedback =
      ", \"CSPFeedbacks\": [{\"feedbackValue\": \"NotBlocked\", \"source\": \"x\", \"tags\": []}]";
  const auto page = decode_stopncii(view(
      stopncii_page(stopncii_record(1, "Active", 5) + "," + stopncii_record(2, "Withdrawn", 6) +
                        "," + stopncii_record(3, "Received", 7, feedback, "VideoMD5") + "," +
                        stopncii_record(4, "Active", 8, "", "URL"),
                    4, "token=")));
  ASSERT_TRUE(page.ok()) << page.error().what;
  ASSERT_EQ(page->records.size(), 3u);
  EXPECT_EQ(page->records[0].id, "ImagePDQ:" + digits(1, 64));
  EXPECT_EQ(page->records[0].note, "Active");
  EXPECT_TRUE(page->records[1].gone);
  EXPECT_EQ(page->records[2].opinion, "rejected");
  EXPECT_EQ(page->records[2].signals[0].kind, Kind::md5);
  EXPECT_EQ(page->next, "token=");
  EXPECT_THAT(page->not_used, ::testing::ElementsAre(::testing::Pair("URL", 1u)));
}

TEST(StopNcii, AMalformedPageIsRefusedWithTheRecordAndTheReason_MAT_5) {
  const std::string good = stopncii_record(1, "Active", 5);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "no JSON: line 1"},
      {"{\n\"count\": 1,\n oops}", "no JSON: line 3"},
      {"[]", "no JSON object"},
      {"{\"count\": 1e999}", "a number that no computer holds"},
      {"24e322:", "a number that no computer holds"},
      {"{}", "\"count\" is missing"},
      {stopncii_page(good, 2), "it says 2 records and has 1"},
      {stopncii_page(good + ",7", 2), "record 2: it is no JSON object"},
      {stopncii_page(good + "," + stopncii_record(2, "Gone", 5), 2),
       "record 2: its \"hashStatus\" is none that is known"},
      {stopncii_page(good + "," + stopncii_record(2, "Active", 5, ", \"hint\": 1"), 2),
       "record 2: it has a member \"hint\""},
      {stopncii_page(good + "," + stopncii_record(2, "Active", 5, "", "Smell"), 2),
       "record 2: its \"signalType\" is none"},
      {stopncii_page(stopncii_record(2, "Active", -1700000001), 1),
       "record 1: \"lastModtimestamp\" is no whole number"},
      {stopncii_page(stopncii_record(2, "Active", 5, ", \"CSPFeedbacks\": [{}]"), 1),
       "record 1: a feedback has no \"feedbackValue\""},
      {stopncii_page(good + "," + stopncii_record(1, "Deleted", 6), 2),
       "stands twice in the page, with different contents"},
      {stopncii_page(good, 1).insert(1, "\"count\": 1, "), "A member stands twice"},
      {std::string(40, '[') + std::string(40, ']'), "nested too deeply"},
  };
  for (const auto& [document, reason] : cases) {
    const auto page = decode_stopncii(view(document));
    ASSERT_FALSE(page.ok()) << reason;
    EXPECT_THAT(page.error().what, HasSubstr(reason));
  }
}

TEST(Page, OfTheKindsThatAreNotReadTheFirstAreNamedAndTheOthersCounted_MAT_5) {
  Page page;
  EXPECT_TRUE(not_used_notes(page).empty());
  for (std::size_t i = 0; i < kNotUsedNamed; ++i) page.not_used["kind" + std::to_string(i)] = i + 1;
  EXPECT_EQ(not_used_notes(page).size(), kNotUsedNamed);
  EXPECT_THAT(not_used_notes(page)[1], HasSubstr("2 hashes of the kind kind1 are not read"));
  page.not_used["more\n"] = 7;
  page.not_used["more2"] = 7;
  const auto notes = not_used_notes(page);
  ASSERT_EQ(notes.size(), kNotUsedNamed + 1);
  EXPECT_EQ(notes.back(), "And 2 more kinds are not read.");
}

TEST(Page, AHashThatSaysNothingIsNamedAndLeftOut_MAT_5) {
  std::string s = stopncii_page(stopncii_record(1, "Active", 5), 1);
  s.replace(s.find(digits(1, 64)), 64, std::string(64, '0'));
  const auto page = decode_stopncii(view(s));
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->records.empty());
  EXPECT_EQ(page->meaningless.size(), 1u);
  EXPECT_FALSE(decode_page("csv", view(s)).ok());
}

}  // namespace
}  // namespace eq::exchange
