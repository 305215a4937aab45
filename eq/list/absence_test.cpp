#include "eq/list/absence.h"

#include <gtest/gtest.h>

#include "eq/list/fixture_for_tests.h"

namespace eq::list {
namespace {

struct Absence : ::testing::Test {
  testing::World w;
  const phash::Picture listed = media::landscape(1, 256, 192),
                       lawful = media::landscape(2, 256, 192);
  const AcceptedList list = w.publish(std::span(&listed, 1));

  Result<AbsenceProof> prove(const phash::Picture& picture) {
    const auto query = TRY(AbsenceQuery::prepare(testing::print_of(picture), list, w.rng));
    return query.finish(w.serve(query.request()), list);
  }
};

TEST_F(Absence, OfALawfulPictureIsProvedToEverybody_LST_11) {
  const auto proof = prove(lawful);
  ASSERT_TRUE(proof.ok());
  const auto carried = decode<AbsenceProof>(encode(*proof));
  ASSERT_TRUE(carried.ok());
  EXPECT_TRUE(verify_absence(testing::print_of(lawful), list, *carried).ok());
}

TEST_F(Absence, OfAListedPictureCannotBeProved_LST_11) {
  EXPECT_EQ(prove(listed).error(), Err::refused);
  // Nor with the honest answers about it, nor with those about another picture.
  auto batch = AbsenceQuery::prepare(testing::print_of(listed), list, w.rng).take();
  AbsenceProof made = prove(lawful).take();
  EXPECT_EQ(verify_absence(testing::print_of(listed), list, made).error(), Err::forged);
  made.reply = w.serve(batch.request());
  EXPECT_EQ(verify_absence(testing::print_of(listed), list, made).error(), Err::forged);
}

TEST_F(Absence, AProofUnderAnotherKeyIsForged_LST_11) {
  const auto query = AbsenceQuery::prepare(testing::print_of(listed), list, w.rng).take();
  const auto other = crypto::VoprfKey::generate(w.rng);
  EXPECT_EQ(query.finish(evaluate(other, query.request(), w.rng).take(), list).error(),
            Err::forged);
}

TEST_F(Absence, EveryAlteredFieldIsRefused_LST_11) {
  const auto good = prove(lawful).take();
  const auto verdict = [&](const AbsenceProof& p) {
    return verify_absence(testing::print_of(lawful), list, p);
  };
  AbsenceProof p = good;
  p.head[0] ^= 1;
  EXPECT_EQ(verdict(p).error(), Err::stale);
  p = good;
  p.blinds[5] = p.blinds[6];
  EXPECT_EQ(verdict(p).error(), Err::forged);
  p.blinds[5] = {};
  EXPECT_EQ(verdict(p).error(), Err::malformed);
  p = good;
  std::swap_ranges(p.reply.evaluated.begin(), p.reply.evaluated.begin() + 32,
                   p.reply.evaluated.begin() + 32);
  EXPECT_EQ(verdict(p).error(), Err::forged);
  p = good;
  p.reply.proof[0] ^= 1;
  EXPECT_FALSE(verdict(p).ok());
}

TEST_F(Absence, APictureOfTooFewEdgesHasNoProof_LST_11) {
  auto blank = testing::print_of(lawful);
  blank.quality = phash::kQualityMin - 1;
  EXPECT_EQ(AbsenceQuery::prepare(blank, list, w.rng).error(), Err::refused);
}

}  // namespace
}  // namespace eq::list
