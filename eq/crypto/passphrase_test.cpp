#include "eq/crypto/passphrase.h"

#include <gtest/gtest.h>

#include "eq/testing/seeded.h"

namespace eq::crypto {
namespace {

constexpr PassphraseCost kCheap{1, 8};

struct Store {
  eq::testing::SeededRandom rng{1};
  PassphraseKey key = PassphraseKey::create(view("correct horse"), kCheap, rng).take();
  Bytes file = key.seal(view("a share"), rng);
};

TEST(Passphrase, OpensWithTheSamePassphraseAndNoOther_CRY_12) {
  Store s;
  const auto again = PassphraseKey::of(view("correct horse"), s.file).take().open(s.file);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(to_string(again->reveal("test")), "a share");
  for (const char* wrong : {"correct horsf", "correct horse ", "Correct horse"}) {
    EXPECT_EQ(PassphraseKey::of(view(wrong), s.file).take().open(s.file).error(), Err::forged);
  }
  EXPECT_EQ(PassphraseKey::of({}, s.file).error(), Err::refused);
  EXPECT_EQ(PassphraseKey::create({}, kCheap, s.rng).error(), Err::refused);
}

TEST(Passphrase, EveryByteOfTheFileCounts_CRY_12) {
  Store s;
  for (std::size_t i = 0; i < s.file.size(); ++i) {
    Bytes bad = s.file;
    bad[i] ^= 1;
    EXPECT_EQ(s.key.open(bad).error(), Err::forged) << i;
  }
  for (std::size_t n = 0; n < s.file.size(); ++n) {
    EXPECT_FALSE(PassphraseKey::of(view("correct horse"), View(s.file).first(n)).ok() &&
                 s.key.open(View(s.file).first(n)).ok());
  }
}

TEST(Passphrase, AnotherVersionACostBeyondReasonAndOtherFilesAreToldApart_CRY_12) {
  Store s;
  Bytes other = s.file;
  other[5] = 2;
  EXPECT_TRUE(PassphraseKey::is_sealed(other));
  EXPECT_EQ(PassphraseKey::of(view("x"), other).error(), Err::unsupported);
  other = s.file;
  other[10] = 0xff;  // memory: four terabytes
  EXPECT_EQ(PassphraseKey::of(view("x"), other).error(), Err::too_large);
  other = s.file;
  other[9] = 0;  // no pass at all
  EXPECT_EQ(PassphraseKey::of(view("x"), other).error(), Err::malformed);
  EXPECT_FALSE(PassphraseKey::is_sealed(view("EQ")));
  EXPECT_EQ(PassphraseKey::of(view("x"), view("something else")).error(), Err::malformed);
}

TEST(Passphrase, TwoSealsOfOneStateAreNeverAlike_CRY_12) {
  Store s;
  EXPECT_NE(s.key.seal(view("a share"), s.rng), s.file);
}

}  // namespace
}  // namespace eq::crypto
