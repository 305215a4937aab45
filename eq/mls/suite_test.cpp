// Suites are data: a code point of one's own runs the whole protocol, and an unknown one is
// refused.
#include "eq/mls/suite.h"

#include <gtest/gtest.h>

#include "eq/mls/message.h"
#include "eq/mls/testing.h"

namespace eq::mls {
namespace {

using testing::kNow;
using testing::Person;

const Trust kTrust{testing::trust_all()};

/// Code points of the private range, for a combination of the RFC and for two that have none there.
constexpr Suite kOwn[] = {
    {0xf030, crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305, SignatureScheme::ed25519},
    {0xf031, crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305,
     SignatureScheme::ecdsa_p256},
    {0xf032, crypto::Kem::dhkem_p256, crypto::Aead::aes_256_gcm, SignatureScheme::ed25519},
};

struct OwnSuite : ::testing::TestWithParam<Suite> {};
INSTANTIATE_TEST_SUITE_P(Codes, OwnSuite, ::testing::ValuesIn(testing::all_suites(kOwn)),
                         [](const auto& i) { return "code" + std::to_string(i.param.code); });

TEST_P(OwnSuite, RunsAGroupUnderACodePointOfTheCallersChoice_MLS_11) {
  eq::testing::SeededRandom rng(3);
  const Suite suite = GetParam();
  const Person ana(suite, "Ana", rng), ben(suite, "Ben", rng), cem(suite, "Cem", rng);
  Group a = ana.create(Bytes(16, 1), rng);
  const auto kb = ben.key_package(rng);
  EXPECT_EQ(kb.key_package.suite, suite.code);
  auto staged = a.stage_commit({AddMember{kb.key_package}}, {}, kTrust, kNow, rng).take();
  Group b = Group::join(*staged.welcome(), kb, std::nullopt, kTrust).take();
  ASSERT_TRUE(a.merge(std::move(staged)).ok());
  a = Group::load(a.save()).take();
  EXPECT_EQ(a.suite(), suite);
  const Bytes m = a.protect({}, view("hello"), 0, rng).value();
  EXPECT_EQ(to_string(std::get<ApplicationMessage>(b.process(m, kTrust).value()).plaintext),
            "hello");

  // Who joins from outside must have been told of the suite.
  const Bytes info = a.group_info(TreeDelivery::in_welcome);
  const auto join = [&](const Trust& trust) {
    return Group::join_external(info, cem.key, cem.credential, testing::options_now(), std::nullopt,
                                std::nullopt, trust, rng);
  };
  EXPECT_EQ(join(kTrust).error(), Err::unsupported);
  Trust knows{testing::trust_all()};
  knows.suites = kOwn;
  auto joined = join(knows).take();
  auto received = b.process(joined.commit, testing::trust_outsiders()).take();
  ASSERT_TRUE(b.merge(std::move(std::get<ReceivedCommit>(received))).ok());
  EXPECT_EQ(b.epoch_authenticator(), joined.group.epoch_authenticator());
}

TEST(Suites, AnUnknownCodePointIsUnsupportedWhereverItAppears_MLS_11) {
  eq::testing::SeededRandom rng(4);
  EXPECT_EQ(find_suite(0x004d).error(), Err::unsupported);
  EXPECT_EQ(find_suite(1, kOwn).error(), Err::unsupported);
  EXPECT_EQ(find_suite(3)->aead, crypto::Aead::chacha20_poly1305);
  const Person ana(kOwn[0], "Ana", rng);
  // The same algorithms under another code point are another suite.
  Suite renamed = kOwn[0];
  renamed.code = 0xf033;
  const KeyPackage kp = ana.key_package(rng).key_package;
  EXPECT_TRUE(check_key_package(kp, kOwn[0], testing::trust_all(), kNow).ok());
  EXPECT_EQ(check_key_package(kp, renamed, testing::trust_all(), kNow).error(), Err::unsupported);
  // A key of another scheme, or a scheme that this build does not have.
  EXPECT_EQ(
      Group::create(kOwn[1], Bytes(16, 1), ana.key, ana.credential, {}, testing::options_now(), rng)
          .error(),
      Err::unsupported);
  // A saved state says which algorithms it needs.
  Bytes saved = eq::encode(kOwn[0]);
  EXPECT_EQ(eq::decode<Suite>(saved).value(), kOwn[0]);
  saved[3] = 0x99;
  EXPECT_EQ(eq::decode<Suite>(saved).error(), Err::unsupported);
}

}  // namespace
}  // namespace eq::mls
