// What others invite us with: kept up, and forgotten when it can serve no more.
#include "parties/client/key_packages.h"

#include "journeys/people.h"

namespace eq::client {
namespace {

struct KeyPackages : ::testing::Test {
  journeys::Town town{33};
  std::unique_ptr<journeys::Person> ana = town.settle(), ben = town.settle();

  void tend(journeys::Person& person) {
    auto h = person.environment();
    ASSERT_TRUE(tend_key_packages(person.state(), h).ok());
  }
  static std::size_t last_resorts(journeys::Person& person) {
    return static_cast<std::size_t>(
        std::ranges::count_if(person.state().key_packages,
                              [](const auto& k) { return mls::is_last_resort(k.key_package); }));
  }
};

TEST_F(KeyPackages, TendingWhatIsInOrderChangesNothing_CLI_33) {
  const auto before = ana->state().key_packages.size();
  EXPECT_EQ(before, kKeyPackages + 1);
  EXPECT_EQ(last_resorts(*ana), 1u);
  tend(*ana);
  EXPECT_EQ(ana->state().key_packages.size(), before);
}

TEST_F(KeyPackages, OneThatWasTakenWaitsUntilItIsSpent_CLI_34) {
  auto h = ana->environment();
  const auto taken = key_package_of(ana->state(), h, ben->id());
  ASSERT_TRUE(taken.ok());
  const auto again = key_package_of(ana->state(), h, ben->id());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(encode(*taken), encode(*again));
  spent(ana->state(), {ben->id()});
  EXPECT_TRUE(ana->state().unspent.empty());
  EXPECT_NE(encode(*key_package_of(ana->state(), h, ben->id())), encode(*taken));
}

TEST_F(KeyPackages, NobodyHasOneOfAnAccountThatIsNot_CLI_34) {
  auto h = ana->environment();
  EXPECT_EQ(journeys::err(key_package_of(ana->state(), h, AccountId{{9}})), Err::missing);
  EXPECT_TRUE(ana->state().unspent.empty());
}

TEST_F(KeyPackages, WithAgeTheyAreReplacedAndTheSecretsOfTheOldAreForgottenInTime_CLI_33) {
  const auto first = encode(ana->state().key_packages.at(0).key_package);
  town.advance(kKeyPackageLifetime_ms - kKeyPackageRenewal_ms + kDay_ms);
  tend(*ana);
  EXPECT_GT(ana->state().key_packages.size(), kKeyPackages + 1);  // a Welcome may be on its way
  town.advance(kKeyPackageLifetime_ms);
  tend(*ana);
  for (const auto& k : ana->state().key_packages) EXPECT_NE(encode(k.key_package), first);
}

}  // namespace
}  // namespace eq::client
