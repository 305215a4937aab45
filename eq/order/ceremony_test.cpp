#include "eq/order/ceremony.h"

#include <gtest/gtest.h>

#include "eq/crypto/frost.h"
#include "eq/order/test_ceremony.h"

namespace eq::order {
namespace {

using crypto::Scalar;
using crypto::cocktail::Ed25519;
using crypto::cocktail::Ristretto255;
using testing::TestCeremony;

TEST(Ceremony, ItsRecordTellsAnyoneTheKeysAndWhoHoldsThem_ORD_20) {
  TestCeremony c;
  const CeremonyRecord record = c.record();
  const auto again = decode<CeremonyRecord>(encode(record)).take();
  const auto keys = verify(again);
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys->decryption.params, (crypto::SharingParams{3, 5}));
  EXPECT_EQ(keys->quorum.params, (crypto::SharingParams{3, 5}));
  const auto held =
      crypto::cocktail::receive<Ristretto255>(decryption_session(c.circle), 4, c.secrets[3].first,
                                              read_dealings(c.circle, c.dealings)->decryption);
  EXPECT_EQ(held->key, keys->decryption);
  EXPECT_EQ(crypto::mul_base(held->share), keys->decryption.share_points[3]);
  EXPECT_LT(encode(record).size(), 65536u) << "an entry of the public log must hold it";
}

TEST(Ceremony, ABadDealingNamesItsDealer_ORD_20) {
  const auto named = [](auto change) {
    TestCeremony c;
    change(c);
    const auto r = read_dealings(c.circle, c.dealings);
    EXPECT_FALSE(r.ok());
    return r.ok() ? -1 : int{r.error().custodian};
  };
  EXPECT_EQ(named([](TestCeremony& c) { c.dealings[1].signature[0] ^= 1; }), 2);
  EXPECT_EQ(named([](TestCeremony& c) { c.dealings[3].quorum[70] ^= 1; }), 4);
  EXPECT_EQ(named([](TestCeremony& c) { c.dealings.pop_back(); }), 5);
  EXPECT_EQ(named([](TestCeremony& c) { c.dealings.push_back(c.dealings[1]); }), 2);
  EXPECT_EQ(named([](TestCeremony& c) {  // one of an earlier ceremony of the same people
              c.circle.nonce[0] ^= 1;
              c.dealings[2] = c.dealing(3);
              c.circle.nonce[0] ^= 1;
            }),
            3);
  EXPECT_EQ(named([](TestCeremony& c) {  // for another threshold
              TestCeremony other(2, 3);
              c.dealings[2].decryption = other.dealings[2].decryption;
              c.dealings[2].signature = c.keys[2].sign(c.dealings[2].signed_message());
            }),
            3);
  EXPECT_EQ(named([](TestCeremony& c) {
              c.dealings.push_back(c.dealings[0]), c.dealings.back().dealer = 9;
            }),
            0);
}

TEST(Ceremony, WithoutEveryonesConfirmationOfTheSameThereIsNoKey_ORD_20) {
  TestCeremony c;
  const CeremonyRecord good = c.record();
  ASSERT_TRUE(verify(good).ok());
  const auto named = [&](auto change) {
    CeremonyRecord r = good;
    change(r);
    const auto v = verify(r);
    EXPECT_FALSE(v.ok());
    return v.ok() ? -1 : int{v.error().custodian};
  };
  EXPECT_EQ(named([](CeremonyRecord& r) { r.confirmations.pop_back(); }), 5);
  EXPECT_EQ(named([](CeremonyRecord& r) { r.confirmations.push_back(r.confirmations[0]); }), 0);
  EXPECT_EQ(named([](CeremonyRecord& r) { r.confirmations[1] = r.confirmations[0]; }), 2);
  EXPECT_EQ(named([](CeremonyRecord& r) { r.confirmations[2].quorum[0] ^= 1; }), 3);
  // signed by the custodian, but over nothing of this ceremony
  EXPECT_EQ(named([&](CeremonyRecord& r) {
              r.confirmations[2].quorum[0] ^= 1;
              r.confirmations[2].signature = c.keys[2].sign(r.confirmations[2].signed_message());
            }),
            3);
  EXPECT_NE(named([](CeremonyRecord& r) { r.circle.threshold = 2; }), -1);
  EXPECT_NE(named([](CeremonyRecord& r) { r.circle.from = r.circle.from + 1; }), -1);
  EXPECT_NE(named([](CeremonyRecord& r) { r.decryption.back() ^= 1; }), -1);
  EXPECT_NE(named([](CeremonyRecord& r) { r.circle.peers.pop_back(); }), -1);

  // A messenger who hands one custodian another dealing: the two transcripts differ, and no
  // certificate comes about.
  TestCeremony split(3, 5);  // the same seed, so the same people and circle
  split.dealings[0] = split.dealing(1);
  CeremonyRecord r = good;
  r.confirmations[4] = split.confirmation(
      draft_record(split.circle, read_dealings(split.circle, split.dealings).take()), 5);
  EXPECT_EQ(verify(r).error().custodian, 5);
}

TEST(Ceremony, ACircleIsOneToNineDistinctCustodiansOfWhomTwoAreNeeded_ORD_20) {
  const auto verdict = [](auto change) {
    TestCeremony c;
    change(c.circle);
    const auto r = check(c.circle);
    return r.ok() ? std::nullopt : std::optional(r.error());
  };
  EXPECT_EQ(verdict([](Circle&) {}), std::nullopt);
  EXPECT_EQ(verdict([](Circle& c) { c.threshold = 1; }), Err::refused);
  EXPECT_EQ(verdict([](Circle& c) { c.threshold = 6; }), Err::malformed);
  EXPECT_EQ(verdict([](Circle& c) { c.threshold = 2; }), Err::refused)
      << "two quorums that share nobody";
  EXPECT_EQ(verdict([](Circle& c) { c.threshold = 4; }), Err::refused);
  EXPECT_EQ(verdict([](Circle& c) { c.peers.pop_back(); }), Err::refused) << "n = 2t - 1";
  EXPECT_EQ(verdict([](Circle& c) { c.peers.clear(); }), Err::malformed);
  EXPECT_EQ(verdict([](Circle& c) { std::swap(c.peers[0], c.peers[1]); }), Err::malformed);
  EXPECT_EQ(verdict([](Circle& c) { c.peers[1].ceremony.quorum = c.peers[0].ceremony.quorum; }),
            Err::malformed);
  EXPECT_EQ(verdict([](Circle& c) { c.peers[1].signing = c.peers[0].signing; }), Err::malformed);
  EXPECT_EQ(verdict([](Circle& c) { c.peers[1].ceremony.decryption = {}; }), Err::malformed);
  TestCeremony nine(5, 9);
  EXPECT_TRUE(verify(nine.record()).ok());
  nine.circle.peers.push_back(TestCeremony(2, 3, 77).circle.peers[0]);
  nine.circle.peers.back().index = 10;
  EXPECT_EQ(check(nine.circle).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::order
