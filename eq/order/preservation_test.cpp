#include "eq/order/preservation.h"

#include <gtest/gtest.h>

#include "eq/testing/seeded.h"

namespace eq::order {
namespace {

constexpr Day kDay{20'781};
const Bytes kRecord = to_bytes(view("what the service held"));

struct Preservation : ::testing::Test {
  testing::SeededRandom rng{60};
  crypto::HpkeKeyPair key = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  PreservationKey public_key = to_array<32>(key.public_key).take();
  DaySecret day = DaySecret::fresh(7, kDay, rng);
  crypto::HpkeCiphertext sealed = day.seal_to(public_key, rng).take();
  ConversationId conv{rng.array<16>()};
  Array<8> locator = rng.array<8>();
};

TEST_F(Preservation, OpensWithItsKeyForItsOrderAndDayOnly_ORD_22) {
  const auto again = DaySecret::open(7, kDay, key, sealed);
  ASSERT_TRUE(again.ok());
  const auto place = day.place(conv, locator);
  EXPECT_EQ(again->open(place, day.seal(place, kRecord)).value(), kRecord);
  EXPECT_EQ(DaySecret::open(8, kDay, key, sealed).error(), Err::forged);
  EXPECT_EQ(DaySecret::open(7, kDay + 1, key, sealed).error(), Err::forged);
  const auto other = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  EXPECT_EQ(DaySecret::open(7, kDay, other, sealed).error(), Err::forged);
}

TEST_F(Preservation, ARecordOpensAtItsPlaceOnlyAndOneChangedByteIsRefused_ORD_22) {
  const auto place = day.place(conv, locator);
  Bytes box = day.seal(place, kRecord);
  EXPECT_EQ(day.open(DaySecret::index_place(), box).error(), Err::forged);
  EXPECT_EQ(DaySecret::fresh(7, kDay, rng).open(place, box).error(), Err::forged);
  for (std::size_t i = 0; i < box.size(); ++i) {
    box[i] ^= 1;
    EXPECT_EQ(day.open(place, box).error(), Err::forged) << i;
    box[i] ^= 1;
  }
  EXPECT_TRUE(day.open(place, box).ok());
}

TEST_F(Preservation, NoHalfOfASealedDaySecretCanBeChanged_ORD_22) {
  for (Bytes* part : {&sealed.enc, &sealed.ciphertext}) {
    for (std::size_t i = 0; i < part->size(); ++i) {
      (*part)[i] ^= 1;
      EXPECT_FALSE(DaySecret::open(7, kDay, key, sealed).ok()) << i;
      (*part)[i] ^= 1;
    }
  }
  EXPECT_FALSE(day.seal_to({}, rng).ok()) << "the zero point is no key";
}

TEST_F(Preservation, PlacesDifferByDaySecretConversationAndLocator_ORD_22) {
  const auto place = day.place(conv, locator);
  EXPECT_NE(place, DaySecret::fresh(7, kDay, rng).place(conv, locator));
  EXPECT_NE(place, day.place(ConversationId{rng.array<16>()}, locator));
  EXPECT_NE(place, day.place(conv, rng.array<8>()));
  EXPECT_EQ(place, day.place(conv, locator));
}

}  // namespace
}  // namespace eq::order
