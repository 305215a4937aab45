#include "eq/crypto/timestamp.h"

#include <gtest/gtest.h>

#include "eq/crypto/openssl/tests/tsa_fixture.h"

namespace eq::crypto {
namespace {

using testing::TestTsa;

constexpr Time kFounded{start_of(Day{20000})},
    kNow{start_of(Day{20100}) + 5 * kHour_ms + 7 * kSecond_ms};
const Digest kMessage = sha256(view("what is stamped"));

struct Stamp : ::testing::Test {
  TestTsa tsa{kFounded};
  Bytes request = timestamp_request(kMessage, 0xfedcba9876543210).take();
  Bytes response = tsa.reply(request, kNow);
  Bytes authorities = tsa.root_pem();
};

TEST_F(Stamp, AnHonestReplySaysWhenAndWho_CRY_14) {
  ASSERT_TRUE(timestamps_are_available());
  const auto stamp = verify_timestamp_reply(response, request, authorities);
  ASSERT_TRUE(stamp.ok());
  EXPECT_EQ(stamp->at, kNow);
  EXPECT_EQ(stamp->by, "CN=Clock of the test");
  EXPECT_EQ(verify_timestamp(response, kMessage, authorities)->at, kNow);
}

TEST_F(Stamp, AnotherMessageNonceOrRootIsForged_CRY_14) {
  EXPECT_EQ(verify_timestamp(response, sha256(view("else")), authorities).error(), Err::forged);
  EXPECT_EQ(
      verify_timestamp_reply(response, timestamp_request(kMessage, 1).take(), authorities).error(),
      Err::forged);
  EXPECT_EQ(verify_timestamp(response, kMessage, TestTsa(kFounded).root_pem()).error(),
            Err::forged);
}

TEST_F(Stamp, CertificatesAreJudgedAtTheStampedTime_CRY_14) {
  const auto at = [&](Time t) {
    return verify_timestamp(tsa.reply(request, t), kMessage, authorities);
  };
  EXPECT_TRUE(at(kFounded + kSecond_ms).ok());
  EXPECT_EQ(at(kFounded - kSecond_ms).error(), Err::forged);
  EXPECT_EQ(at(kFounded + 366 * kDay_ms).error(), Err::forged);
}

TEST_F(Stamp, ASignatureOverSha1DoesNotCount_CRY_14) {
  const TestTsa old(kFounded, EVP_sha1());
  EXPECT_EQ(verify_timestamp(old.reply(request, kNow), kMessage, old.root_pem()).error(),
            Err::forged);
}

TEST_F(Stamp, ARefusalIsNoStamp_CRY_14) {
  Bytes bad = request;
  bad.pop_back();
  EXPECT_FALSE(verify_timestamp(tsa.reply(bad, kNow), kMessage, authorities).ok());
}

TEST_F(Stamp, EveryFlippedByteAndEveryCutIsNoticed_CRY_14) {
  std::size_t survived = 0;
  for (std::size_t i = 0; i < response.size(); ++i) {
    Bytes changed = response;
    changed[i] ^= 1;
    const auto stamp = verify_timestamp_reply(changed, request, authorities);
    // Parts that nothing signs (the status' text, unsigned attributes) may change; the time and who
    // says so may not.
    if (stamp.ok()) {
      ++survived;
      EXPECT_EQ(stamp->at, kNow);
    }
    EXPECT_FALSE(verify_timestamp_reply(View(response).first(i), request, authorities).ok());
  }
  EXPECT_LT(survived, 24u);
  Bytes longer = response;
  longer.push_back(0);
  EXPECT_EQ(verify_timestamp_reply(longer, request, authorities).error(), Err::malformed);
  EXPECT_EQ(verify_timestamp(Bytes(kTimestampSizeMax + 1), kMessage, authorities).error(),
            Err::too_large);
  EXPECT_EQ(verify_timestamp(response, kMessage, view("no certificate")).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::crypto
