#include <map>
#include <set>

#include "apps/exchange/test_pages.h"
#include "apps/matching/test_library.h"

namespace eq::matching {
namespace {

using namespace exchange;

using ::testing::HasSubstr;

class ExchangeTest : public LibraryTest {
 protected:
  void SetUp() override {
    LibraryTest::SetUp();
    ASSERT_TRUE(library->create_bank(actor(), "csam", "").ok());
  }
  Result<Taken, ApiRefusal> take(const std::string& document, const std::string& format = "ncmec") {
    auto page = TRY(decode_page(format, view(document)));
    return library->take_page(actor(), format, format, "csam", page);
  }
  std::set<std::string> records_that_match(int n) {
    std::set<std::string> ids;
    for (const auto& m : library->look_up(*parse_signal("md5", digits(n, 32))).matches)
      ids.insert(m.entry.record);
    return ids;
  }
  Exchange exchange() { return library->exchanges().at(0); }
};

TEST_F(ExchangeTest, PagesAddUpdateAndRemoveAndTheSamePageAgainChangesNothing_MAT_6) {
  const std::string first = ncmec_page(ncmec_image("i1", 1, 5) + ncmec_image("i2", 2, 6), "/next");
  auto taken = take(first);
  ASSERT_TRUE(taken.ok()) << taken.error().what;
  EXPECT_EQ(taken->added, 4u);
  EXPECT_EQ(records_that_match(1), std::set<std::string>{"42/i1"});
  EXPECT_EQ(exchange().checkpoint.ms, 0u) << "not before the last page";
  EXPECT_EQ(exchange().next, "/next");

  const auto lines = library->standing().change;
  taken = take(first);
  EXPECT_EQ(taken->unchanged, 2u);
  EXPECT_EQ(taken->added + taken->changed + taken->removed + taken->older, 0u);
  EXPECT_EQ(library->standing().change, lines);

  taken = take(
      ncmec_page(ncmec_image("i1", 3, 7) + ncmec_deleted("i2", 8) + ncmec_deleted("never", 8)));
  EXPECT_EQ(taken->added, 2u);
  EXPECT_EQ(taken->removed, 4u);
  EXPECT_TRUE(records_that_match(1).empty());
  EXPECT_TRUE(records_that_match(2).empty());
  EXPECT_EQ(records_that_match(3), std::set<std::string>{"42/i1"});
  EXPECT_EQ(to_text(exchange().checkpoint), "2026-03-01T11:00:00Z");
  EXPECT_EQ(exchange().next, "");
  EXPECT_EQ(exchange().records, 1u);

  // The old page again: what was withdrawn stays withdrawn.
  const auto before = library->standing().change;
  taken = take(first);
  EXPECT_EQ(taken->older, 2u);
  EXPECT_EQ(library->standing().change, before);
  EXPECT_TRUE(records_that_match(2).empty());
  EXPECT_EQ(to_text(exchange().checkpoint), "2026-03-01T11:00:00Z");
}

TEST_F(ExchangeTest, AMalformedPageChangesNothingAndMovesNoCheckpoint_MAT_6) {
  ASSERT_TRUE(take(ncmec_page(ncmec_image("i1", 1, 5))).ok());
  const auto before = library->standing().change;
  std::string bad = ncmec_page(ncmec_image("i2", 2, 6) + ncmec_deleted("i1", 9));
  bad.replace(bad.find(digits(2, 32)), 2, "zz");
  EXPECT_FALSE(take(bad).ok());
  EXPECT_EQ(library->standing().change, before);
  EXPECT_EQ(records_that_match(1).size(), 1u);
  EXPECT_TRUE(records_that_match(2).empty());
}

TEST_F(ExchangeTest, DuplicatesAndConflictsAreNamed_MAT_6) {
  ASSERT_TRUE(take(ncmec_page(ncmec_image("i1", 1, 5))).ok());
  auto taken = take(ncmec_page(ncmec_image("i9", 1, 6)));
  EXPECT_EQ(taken->duplicates.size(), 2u) << "its md5 and its pdq";
  EXPECT_THAT(taken->duplicates.at(0), HasSubstr("record 42/i9"));
  EXPECT_THAT(taken->duplicates.at(0), HasSubstr("42/i1 of ncmec"));
  EXPECT_EQ(records_that_match(1), (std::set<std::string>{"42/i1", "42/i9"}));
  // One of them goes, the other stays.
  ASSERT_TRUE(take(ncmec_page(ncmec_deleted("i1", 7))).ok());
  EXPECT_EQ(records_that_match(1), std::set<std::string>{"42/i9"});
  // Two contents at the same time.
  taken = take(ncmec_page(ncmec_image("i9", 4, 6)));
  ASSERT_EQ(taken->conflicts.size(), 1u);
  EXPECT_EQ(records_that_match(4), std::set<std::string>{"42/i9"});
  taken = take(ncmec_page(ncmec_image("i1", 1, 7)));
  ASSERT_EQ(taken->conflicts.size(), 1u);
  EXPECT_THAT(taken->conflicts[0], HasSubstr("stays removed"));
  EXPECT_TRUE(records_that_match(1).empty());
}

TEST_F(ExchangeTest, AnOpinionIsUpdatedWithoutANewEntry_MAT_6) {
  ASSERT_TRUE(take(stopncii_page(stopncii_record(1, "Active", 5), 1), "stopncii").ok());
  const auto id = library->entries("csam", 0, 10)->at(0).id;
  const auto taken = take(
      stopncii_page(
          stopncii_record(1, "Active", 6, ", \"CSPFeedbacks\": [{\"feedbackValue\": \"Blocked\"}]"),
          1),
      "stopncii");
  EXPECT_EQ(taken->changed, 1u);
  const auto entry = library->entries("csam", 0, 10)->at(0);
  EXPECT_EQ(entry.id, id);
  EXPECT_EQ(entry.opinion, "affirmed");
}

TEST_F(ExchangeTest, AnExchangeKeepsItsFormatAndBank_MAT_6) {
  const auto page = *decode_page("ncmec", view(ncmec_page(ncmec_image("i1", 1, 5))));
  EXPECT_EQ(library->take_page(actor(), "x", "", "", page).error().status, 404);
  EXPECT_EQ(library->take_page(actor(), "x", "ncmec", "nowhere", page).error().status, 404);
  EXPECT_TRUE(library->exchanges().empty());
  ASSERT_TRUE(library->take_page(actor(), "x", "ncmec", "csam", page).ok());
  EXPECT_TRUE(library->take_page(actor(), "x", "", "", page).ok());
  EXPECT_EQ(library->take_page(actor(), "x", "stopncii", "csam", page).error().status, 409);
  EXPECT_EQ(library->delete_bank(actor(), "csam").error().status, 409);
}

// A page is one transaction, so a kill in its middle leaves none of it.
TEST_F(ExchangeTest, ARandomHistoryOfPagesEndsWhereTheNewestRecordsSay_MAT_6) {
  std::map<int, std::pair<int, int>> newest;  // record: minute, content or -1 if deleted
  for (int step = 0; step < 200; ++step) {
    std::string entries;
    std::set<int> in_page;
    for (int i = 0; i < 4; ++i) {
      const int id = static_cast<int>(rng.below(12)), minute = static_cast<int>(rng.below(60));
      // Content follows from record and time: the exchange never contradicts itself.
      const bool gone = (id + minute) % 5 == 0;
      if (!in_page.insert(id).second) continue;
      entries += gone ? ncmec_deleted("r" + std::to_string(id), minute)
                      : ncmec_image("r" + std::to_string(id), id * 100 + minute, minute);
      if (!newest.contains(id) || newest[id].first < minute)
        newest[id] = {minute, gone ? -1 : id * 100 + minute};
    }
    ASSERT_TRUE(take(ncmec_page(entries)).ok());
  }
  std::set<std::string> expected, got;
  for (const auto& [id, state] : newest)
    if (state.second >= 0)
      expected.insert("42/r" + std::to_string(id) + " " + digits(state.second, 32));
  for (const auto& e : *library->entries("csam", 0, 1000))
    if (e.signal.kind == Kind::md5) got.insert(e.record + " " + hex(e.signal.value));
  EXPECT_EQ(got, expected);
  EXPECT_FALSE(library->verify_audit().broken_at);
}

}  // namespace
}  // namespace eq::matching
