// Lists of several kinds: nothing that is one kind's serves another.
#include <gtest/gtest.h>

#include "eq/list/reporting_for_tests.h"

namespace eq::list {
namespace {

using testing::err;
using testing::World;

struct OfKinds : ::testing::Test {
  World w;
  voucher::testing::Holders holders{{2, 2}, w.rng};

  ListHead head(Kind kind, std::uint32_t version = 1) {
    w.kind = kind;
    const auto filter = Filter::build({}, w.filler, kind, 1).take();
    return w.head_of({}, filter, version);
  }
  /// With a table of its own.
  ListHead reporting_head(Kind kind, const voucher::testing::Holders& by) {
    auto h = head(kind);
    h.reporting = testing::reporting_of(w, by);
    h.reporting->terms.table = w.rng.array<32>();
    return h;
  }
  void allow(std::size_t authority, Kinds kinds) { w.trust.authorities[authority].kinds = kinds; }
};

TEST(Kind, WordsAndSetsOfKindsHaveOneForm_LST_17) {
  for (const Kind k : kKinds) EXPECT_EQ(parse_kind(to_text(k)).take(), k);
  EXPECT_EQ(err(parse_kind("test")), Err::malformed);
  EXPECT_EQ(parse_kinds("terrorism,drill").take(), (Kinds{Kind::drill, Kind::terrorism}));
  EXPECT_EQ(to_text(Kinds{Kind::terrorism, Kind::drill}), "drill,terrorism");
  for (const char* bad : {"", "drill,", ",drill", "drill terrorism"})
    EXPECT_EQ(err(parse_kinds(bad)), Err::malformed) << bad;
  EXPECT_EQ(encode(Kinds::all()), Bytes{0x1f});
  EXPECT_EQ(err(decode<Kinds>(Bytes{0x20})), Err::malformed);
}

TEST_F(OfKinds, AnAuthorityNeitherSignsNorVouchesForAKindThatIsNotItsOwn_LST_18) {
  allow(1, {Kind::child_abuse_a, Kind::child_abuse_b});
  EXPECT_TRUE(w.accept(w.sign(head(Kind::child_abuse_a))).ok());
  const auto other = w.sign(head(Kind::terrorism));
  EXPECT_EQ(err(w.accept(other)), Err::refused);
  EXPECT_EQ(err(check_certification(other, w.trust.authorities)), Err::refused);
  const auto entry = w.entry(media::landscape(1));  // of terrorism
  EXPECT_EQ(err(check_entries(std::span(&entry, 1), Kind::terrorism, w.trust.authorities, w.now)),
            Err::refused);

  auto h = reporting_head(Kind::terrorism, holders);
  allow(1, Kinds::all());
  EXPECT_TRUE(w.accept(w.sign(h)).ok());
  allow(1, {Kind::child_abuse_a});
  EXPECT_EQ(err(check_holders(*h.reporting, Kind::terrorism, w.trust.authorities)), Err::refused);
}

TEST_F(OfKinds, AHeadOfAnotherKindThanWantedIsRefused_LST_18) {
  const auto s = w.sign(head(Kind::terrorism));
  const auto logged = w.logged(s).take();
  EXPECT_EQ(err(AcceptedHead::accept(logged, Kind::child_abuse_a, w.trust, 0, w.now)),
            Err::refused);
  EXPECT_TRUE(AcceptedHead::accept(logged, Kind::terrorism, w.trust, 0, w.now).ok());
}

TEST_F(OfKinds, ALegalBasisIsForOneKind_LST_17) {
  auto h = head(Kind::terrorism);
  const auto standing = [&] { return standing_of(h.rule_for("NL"), w.court.verify_key(), w.now); };
  EXPECT_EQ(standing().mode, Mode::warn_user_only);
  h.regions[0].basis->kind = Kind::child_abuse_a;  // as the court signed it for another list
  sign_legal_basis(*h.regions[0].basis, w.court);
  EXPECT_EQ(err(h.check()), Err::malformed);
  h.regions[0].basis->kind = Kind::terrorism;  // relabelled by the hotlines
  EXPECT_TRUE(h.check().ok());
  EXPECT_EQ(standing().mode, Mode::off);
  EXPECT_EQ(standing().off, Off::not_genuine);
}

TEST_F(OfKinds, ADrillHasNoWayToReport_LST_17) {
  auto h = reporting_head(Kind::drill, holders);
  EXPECT_EQ(err(h.check()), Err::malformed);
  h.reporting.reset();
  EXPECT_TRUE(h.check().ok());
  h.regions = {w.rule("NL", Mode::report_after_threshold)};
  EXPECT_EQ(err(h.check()), Err::malformed);
}

TEST_F(OfKinds, AgreeingToOneKindIsNoConsentToAnother_LST_13) {
  EXPECT_NE(head(Kind::terrorism).consent_subject("DE"),
            head(Kind::child_abuse_a).consent_subject("DE"));
}

TEST_F(OfKinds, EachKindHasItsOwnVersionsOneTwoThree_LST_19) {
  History history(w.trust);
  const auto a1 = w.sign(head(Kind::child_abuse_a)), t1 = w.sign(head(Kind::terrorism));
  auto t2 = head(Kind::terrorism, 2);
  t2.previous = a1.head.id();
  EXPECT_TRUE(history.follow(a1, 0).ok());
  EXPECT_EQ(err(check_next(t1, &a1, w.trust)), Err::refused);
  EXPECT_EQ(err(history.follow(w.sign(t2), 1)), Err::stale) << "it follows another kind's";
  EXPECT_TRUE(history.follow(t1, 2).ok());
  t2.previous = t1.head.id();
  EXPECT_TRUE(history.follow(w.sign(t2), 3).ok());
  EXPECT_EQ(history.newest(Kind::child_abuse_a)->index, 0u);
  EXPECT_EQ(history.newest(Kind::terrorism)->index, 3u);
  EXPECT_EQ(history.newest(Kind::drill), nullptr);
}

TEST_F(OfKinds, AnEvaluationKeyAndATableAreOfTheKindThatNamedThemFirst_LST_19) {
  History history(w.trust);
  const auto first = reporting_head(Kind::terrorism, holders);
  ASSERT_TRUE(history.follow(w.sign(first), 0).ok());
  EXPECT_EQ(err(history.follow(w.sign(reporting_head(Kind::intimate_images, holders)), 1)),
            Err::refused)
      << "the key";
  voucher::testing::Holders others({2, 2}, w.rng);
  auto second = reporting_head(Kind::intimate_images, others);
  const auto own = second.reporting->terms.table;
  second.reporting->terms.table = first.reporting->terms.table;
  EXPECT_EQ(err(history.follow(w.sign(second), 2)), Err::refused) << "the table";
  second.reporting->terms.table = own;
  EXPECT_TRUE(history.follow(w.sign(second), 3).ok());
}

}  // namespace
}  // namespace eq::list
