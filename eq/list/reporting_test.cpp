// Promises LST-12: the table of the mode "report after threshold", as a client sees it.
#include <gtest/gtest.h>

#include "eq/list/reporting_for_tests.h"

namespace eq::list::testing {
namespace {

/// A head in the mode, its table, and the coverages of both hotlines.
struct Reports : ::testing::Test {
  World w;
  voucher::testing::Holders holders{{2, 2}, w.rng};
  std::vector<CertifiedEntry> entries{w.entry(media::landscape(1)), w.entry(media::landscape(2))};
  voucher::Table table = table_of(entries, holders);
  ListHead head = [&] {
    auto h = w.head_of(entries, w.filter_of(entries, {}, 1), 1);
    h.regions = {w.rule("NL", Mode::report_after_threshold)};
    h.reporting = reporting_of(w, holders);
    h.reporting->terms.table = table.digest();
    h.reporting->rows = table.rows();
    return h;
  }();
  voucher::Coverage all{table.digest(), Bytes((table.rows() + 7) / 8, 0xff)};
  std::vector<SignedCoverage> both{sign_coverage(all, w.kind, w.nl),
                                   sign_coverage(all, w.kind, w.fr)};

  Result<AcceptedTable> accept() {
    const auto accepted = TRY(w.accept(w.sign(head)));
    return AcceptedTable::with(accepted, table.encode(), both);
  }
};

TEST_F(Reports, ATableThatTwoJurisdictionsStandBehindIsAccepted_LST_12) {
  const auto t = accept();
  ASSERT_TRUE(t.ok());
  EXPECT_EQ(t->table().digest(), table.digest());
  EXPECT_EQ(t->reporting(), *head.reporting);
}

TEST_F(Reports, ARowThatOneHotlineAloneStandsBehindIsRefused_LST_12) {
  all.bitmap[0] &= 0xfe;
  both[1] = sign_coverage(all, w.kind, w.fr);
  EXPECT_EQ(accept().error(), Err::refused);
}

TEST_F(Reports, TwoHotlinesOfOneJurisdictionStandBehindNothing_LST_12) {
  both[1] = sign_coverage(all, w.kind, w.nl2);
  EXPECT_EQ(accept().error(), Err::refused);
  both.push_back(sign_coverage(all, w.kind, w.fr));
  EXPECT_TRUE(accept().ok());
}

TEST_F(Reports, AForgedCoverageIsFound_LST_12) {
  both[1].signature = both[0].signature;
  EXPECT_EQ(accept().error(), Err::forged);
  both[1] = sign_coverage(all, w.kind, w.stranger);
  EXPECT_EQ(accept().error(), Err::refused);
}

TEST_F(Reports, AnotherTableOrMoreRowsThanTheHeadSaysAreRefused_LST_12) {
  head.reporting->rows--;
  EXPECT_EQ(accept().error(), Err::refused);
  head.reporting->rows = head.slots + 1;  // over-full: more rows than the filter has tags
  EXPECT_EQ(accept().error(), Err::malformed);
  head.reporting->rows = table.rows();
  head.reporting->terms.table[0] ^= 1;
  EXPECT_EQ(accept().error(), Err::forged);
  head.reporting.reset();
  head.regions.clear();
  EXPECT_EQ(accept().error(), Err::missing);
}

TEST_F(Reports, HoldersWhoCouldEvaluateWithinOneJurisdictionAreRefused_LST_12) {
  const auto good = *head.reporting;
  head.reporting->holders[1].authority = w.nl2.verify_key();
  EXPECT_EQ(accept().error(), Err::refused);
  head.reporting->holders[1].authority = w.nl.verify_key();
  EXPECT_EQ(accept().error(), Err::refused);
  head.reporting = good;
  head.reporting->threshold = 1;
  EXPECT_EQ(accept().error(), Err::malformed);
  head.reporting = good;
  std::swap(head.reporting->holders[0].share_point, head.reporting->holders[1].share_point);
  EXPECT_EQ(accept().error(), Err::malformed) << "these are no parts of the key";
}

TEST_F(Reports, AHolderBeyondTheFirstWhoHasNoPartOfTheKeyIsRefused_LST_12) {
  voucher::testing::Holders three{{2, 3}, w.rng};
  const auto ie = crypto::SigningKey::generate(w.rng);
  w.trust.authorities.push_back({"Hotline", "IE", ie.verify_key(), Kinds::all()});
  head.reporting->terms.key = three.key.public_key;
  head.reporting->holders = {{w.nl.verify_key(), three.key.share_points[0]},
                             {w.fr.verify_key(), three.key.share_points[1]},
                             {ie.verify_key(), three.key.share_points[2]}};
  EXPECT_TRUE(accept().ok());
  auto& third = head.reporting->holders[2].share_point;
  third = crypto::mul_base(crypto::Scalar::random(w.rng));
  EXPECT_EQ(accept().error(), Err::malformed);
  third = three.key.share_points[0];
  EXPECT_EQ(accept().error(), Err::malformed);
}

}  // namespace
}  // namespace eq::list::testing
