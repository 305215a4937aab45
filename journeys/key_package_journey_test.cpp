// Who can be invited, months later and after failures.
#include <algorithm>

#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/key_packages.h"

namespace eq::journeys {
namespace {

wire::KeyPackagesHeld held_of(Person& person) {
  auto h = person.environment();
  return client::ask(person.state(), h, wire::KeyPackagesPublish{}).take();
}

bool tend(Person& person) {
  auto h = person.environment();
  return client::tend_key_packages(person.state(), h).ok();
}

TEST(KeyPackages, AreRenewedBeforeTheyExpire_CLI_33) {
  Town town{331};
  auto ana = town.settle(), ben = town.settle();
  const auto before = held_of(*ben);
  town.advance(20 * kDay_ms);
  ASSERT_TRUE(tend(*ben));
  EXPECT_EQ(held_of(*ben).once, before.once);
  EXPECT_EQ(held_of(*ben).last_resort, before.last_resort);
  town.advance(15 * kDay_ms);
  ASSERT_TRUE(tend(*ben));
  EXPECT_EQ(held_of(*ben).once, before.once) << "good for another month";
  EXPECT_NE(held_of(*ben).last_resort, before.last_resort) << "renewed each month";
  town.advance(40 * kDay_ms);
  ASSERT_TRUE(tend(*ben));
  const auto after = held_of(*ben);
  EXPECT_EQ(after.once.size(), client::kKeyPackages);
  for (const auto& id : before.once)
    EXPECT_EQ(std::count(after.once.begin(), after.once.end(), id), 0);
  town.advance(30 * kDay_ms);
  auto h = ana->environment();
  EXPECT_TRUE(client::start(ana->state(), h, {ben->id()}).ok())
      << "the first packages ended two weeks ago";
}

TEST(KeyPackages, SecretsAreForgottenWhenNoWelcomeCanCome_CLI_33) {
  Town town{332};
  auto ben = town.settle();
  for (int month = 0; month < 8; ++month) {
    ASSERT_TRUE(tend(*ben));
    town.advance(30 * kDay_ms);
  }
  // At most four months of last resorts, and two generations of the others.
  EXPECT_LE(ben->state().key_packages.size(), 2 * client::kKeyPackages + 5);
}

TEST(KeyPackages, OfSecretsThatAreLostAreWithdrawn_CLI_33) {
  Town town{333};
  auto ana = town.settle(), ben = town.settle();
  ben->state().key_packages.clear();
  ASSERT_TRUE(tend(*ben));
  const auto id = start(*ana, {ben.get()});
  EXPECT_TRUE(ben->state().conversations.contains(id));
}

TEST(KeyPackages, AStartThatFailsUsesUpNone_CLI_34) {
  Town town{334};
  auto ana = town.settle(), ben = town.settle(), cleo = town.settle();
  auto h = ana->environment();
  EXPECT_FALSE(client::start(ana->state(), h, {ben->id(), AccountId{town.rng.array<32>()}}).ok());
  EXPECT_EQ(held_of(*ben).once.size(), client::kKeyPackages)
      << "nobody is asked before all are known";
  // Cleo has nothing that she could be invited with.
  const auto cleos = held_of(*cleo);
  auto hc = cleo->environment();
  auto all = cleos.once;
  all.push_back(*cleos.last_resort);
  ASSERT_TRUE(client::ask(cleo->state(), hc, wire::KeyPackagesPublish{{}, {}, all}).ok());
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(err(client::start(ana->state(), h, {ben->id(), cleo->id()})), Err::exhausted);
  EXPECT_EQ(held_of(*ben).once.size(), client::kKeyPackages - 1)
      << "the first try's is used in the next";
  ana->crash();
  ASSERT_TRUE(client::start(ana->state(), h, {ben->id()}).ok());
  EXPECT_EQ(held_of(*ben).once.size(), client::kKeyPackages - 1) << "also after a crash";
  EXPECT_TRUE(ana->state().unspent.empty());
}

}  // namespace
}  // namespace eq::journeys
