// What an operator does about an account, as the people around it see it.
#include <gmock/gmock.h>

#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/key_packages.h"
#include "parties/client/removal.h"

namespace eq::journeys {
namespace {
using platform::UserAct;

struct Users : ::testing::Test {
  Town town{81};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle(),
                          dora = town.settle();
  ConversationId id = start(*ana, {ben.get(), cleo.get()});

  Status add_dora() {
    auto h = ana->environment();
    return client::add(ana->state(), h, id, dora->id());
  }
};

TEST_F(Users, WhoIsSuspendedReadsAndIsToldWhenHeBeginsSomething_PLT_49) {
  ASSERT_TRUE(town.service->act_on(cleo->id(), UserAct::suspend).ok());
  ASSERT_TRUE(say(*ana, id, "all of you").ok());
  take_in(*cleo);
  EXPECT_EQ(texts(*cleo, id), Texts{"all of you"});
  auto h = cleo->environment();
  EXPECT_FALSE(client::start(cleo->state(), h, {dora->id()}).ok());
  EXPECT_EQ(cleo->line.last_code(), wire::Code::suspended);
  EXPECT_FALSE(client::tend_key_packages(cleo->state(), h).ok());
  ASSERT_TRUE(town.service->act_on(cleo->id(), UserAct::resume).ok());
  EXPECT_TRUE(client::start(cleo->state(), h, {dora->id()}).ok());
}

TEST_F(Users, AConversationGoesOnWithoutWhoWasErased_PLT_49) {
  ASSERT_TRUE(say(*ana, id, "three of us").ok());
  take_in(*cleo);
  ASSERT_TRUE(town.service->act_on(cleo->id(), UserAct::erase).ok());
  ASSERT_TRUE(say(*ben, id, "two of us").ok());
  take_in(*ana);
  EXPECT_EQ(texts(*ana, id), (Texts{"three of us", "two of us"}));
  auto h = cleo->environment();
  EXPECT_FALSE(client::sync(cleo->state(), h).ok());
  EXPECT_EQ(cleo->line.last_code(), wire::Code::erased);
  EXPECT_EQ(texts(*cleo, id), Texts{"three of us"}) << "what is on the device stays";

  auto of_ana = ana->environment();
  ASSERT_TRUE(client::remove(ana->state(), of_ana, id, cleo->id()).ok());
  ASSERT_TRUE(add_dora().ok());
  ASSERT_TRUE(say(*ana, id, "with Dora").ok());
  take_in(*ben);
  take_in(*dora);
  EXPECT_EQ(texts(*dora, id), Texts{"with Dora"});
  EXPECT_EQ(texts(*ben, id), (Texts{"three of us", "two of us", "with Dora"}));
  town.advance(platform::kAccess_ms + kDay_ms);
  town.service->purge();
  town.top_up(*ben);
  EXPECT_TRUE(say(*ben, id, "a week later").ok());
}

TEST_F(Users, WhoIsAddedBesideAnErasedMemberKnowsWhoThatIs_PLT_49) {
  ASSERT_TRUE(town.service->act_on(cleo->id(), UserAct::erase).ok());
  ASSERT_TRUE(add_dora().ok());
  EXPECT_EQ(only<client::Joined>(take_in(*dora)).size(), 1u);
  const auto members = client::members(dora->state(), id);
  ASSERT_TRUE(members.ok());
  EXPECT_THAT(*members, ::testing::Contains(cleo->id()));
  ASSERT_TRUE(say(*dora, id, "hello").ok());
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), Texts{"hello"});
}

}  // namespace
}  // namespace eq::journeys
