// A stranger makes somebody unreachable by taking what invitations are made with.
#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/key_packages.h"

namespace eq::journeys {
namespace {

struct Drain : ::testing::Test {
  Town town{133};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), mallory = town.settle();

  /// Somebody takes Ben's packages, so many times.
  void take(Person& taker, int times) {
    auto h = taker.environment();
    for (int i = 0; i < times; ++i)
      (void)client::ask(taker.state(), h, wire::KeyPackagesTake{ben->id()});
  }
  /// More accounts than any one quota stops.
  void take_everything() {
    for (int i = 0; i < 3; ++i) take(*town.settle(), 20);
  }
  std::size_t left_of_bens() {
    auto h = ben->environment();
    return client::ask(ben->state(), h, wire::KeyPackagesPublish{})->once.size();
  }
  void tend(Person& person) {
    auto h = person.environment();
    ASSERT_TRUE(client::tend_key_packages(person.state(), h).ok());
  }
};

// Attack: accounts of one stranger take all of Ben's key packages, so that nobody can invite him.
// Stopped by: parties/platform/accounts.cpp last_resort(): one package is never used up.
TEST_F(Drain, WhoTakesEverythingMakesNobodyUnreachable_PLT_36) {
  take_everything();
  EXPECT_EQ(left_of_bens(), 0u);
  auto h = ana->environment();
  const auto id = client::start(ana->state(), h, {ben->id()});
  ASSERT_TRUE(id.ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ana, *id, "still there?").ok());
  take_in(*ben);
  EXPECT_EQ(texts(*ben, *id), Texts{"still there?"});
}

// Attack: one account takes Ben's key packages all day.
// Stopped by: parties/platform/accounts.cpp key_packages_take(), a taker's share of the day.
TEST_F(Drain, OneAccountUsesUpItsShare_PLT_36) {
  take(*mallory, 100);
  EXPECT_EQ(left_of_bens(), client::kKeyPackages - 4);
}

// Attack: what is taken is missing for good, because Ben's device counts the secrets that it keeps.
// Stopped by: parties/client/key_packages.cpp tend_key_packages(), which asks the service.
TEST_F(Drain, WhatWasTakenIsReplaced_CLI_33) {
  take_everything();
  tend(*ben);
  EXPECT_EQ(left_of_bens(), client::kKeyPackages);
}

// Attack: the service says again and again that it has none of Ben's packages, until his device is
// full of secrets. Stopped by: parties/client/key_packages.cpp tend_key_packages(),
// kKeyPackageSecretsMax.
TEST_F(Drain, AServiceThatNeverHasAnyFillsNoDevice_CLI_33) {
  ben->line.change_reply = [](wire::Verb verb, View, Bytes& reply) {
    if (verb == wire::Verb::key_packages_publish) reply = encode(wire::KeyPackagesHeld{});
  };
  auto h = ben->environment();
  for (int i = 0; i < 30; ++i) (void)client::tend_key_packages(ben->state(), h);
  EXPECT_LE(ben->state().key_packages.size(), client::kKeyPackageSecretsMax + 1);
}

// Attack: a stranger who once learned the key of Ben's leaf from the last resort, under which
// everybody invites him while nothing else is left, expects to find it in every conversation.
// Stopped by: parties/client/chat.cpp renew_leaves().
TEST_F(Drain, ALeafOfTheLastResortIsReplacedAfterJoining_CLI_33) {
  take_everything();
  const auto id = start(*ana, {ben.get()});
  ASSERT_EQ(ben->state().leaves_to_renew, std::vector{id});
  const auto epoch = ben->state().conversations.at(id).group->epoch();
  auto h = ben->environment();
  ASSERT_TRUE(client::renew_leaves(ben->state(), h).ok());
  EXPECT_TRUE(ben->state().leaves_to_renew.empty());
  EXPECT_GT(ben->state().conversations.at(id).group->epoch(), epoch);
  take_in(*ana);
  ASSERT_TRUE(say(*ana, id, "fresh keys").ok());
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), Texts{"fresh keys"});
}

}  // namespace
}  // namespace eq::journeys
