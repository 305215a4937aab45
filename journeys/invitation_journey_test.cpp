// Somebody who was removed, or left, is invited again: what was shown is still there, and the
// conversation goes on once he has said that he knows who is in it.
#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/removal.h"
#include "parties/client/standing.h"

namespace eq::journeys {
namespace {

struct InvitedAgain : ::testing::Test {
  Town town{47};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  ConversationId id = start(*ana, {ben.get(), cleo.get()});

  void SetUp() override {
    ASSERT_TRUE(say(*ana, id, "three of us").ok());
    take_in(*cleo);
  }
  void remove_and_add() {
    auto h = ana->environment();
    ASSERT_TRUE(client::remove(ana->state(), h, id, cleo->id()).ok());
    ASSERT_TRUE(say(*ana, id, "two of us").ok());
    ASSERT_TRUE(client::add(ana->state(), h, id, cleo->id()).ok());
  }
  client::Conversation& of_cleo() { return cleo->state().conversations.at(id); }
  void expect_back() {
    EXPECT_EQ(err(say(*cleo, id, "unasked")), Err::refused);
    ASSERT_TRUE(client::acknowledge(cleo->state(), id).ok());
    ASSERT_TRUE(say(*cleo, id, "back again").ok());
    take_in(*ana);
    EXPECT_EQ(texts(*ana, id), (Texts{"three of us", "two of us", "back again"}));
    ASSERT_TRUE(say(*ana, id, "welcome").ok());
    take_in(*cleo);
    EXPECT_EQ(texts(*cleo, id), (Texts{"three of us", "back again", "welcome"}));
    EXPECT_TRUE(prepare(*cleo, id, 1, 1).ok());
  }
};

TEST_F(InvitedAgain, WhoWasRemovedComesBackOnHisWordAndKeepsWhatWasShown_CLI_46) {
  remove_and_add();
  const auto again = only<client::InvitedAgain>(take_in(*cleo));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].by, ana->id());
  EXPECT_EQ(of_cleo().unexpected.size(), 2u);
  cleo->state() = client::State::load(cleo->state().save()).take();
  expect_back();
}

TEST_F(InvitedAgain, WhoLeftComesBackOnHisWord_CLI_46_CLI_30) {
  ASSERT_TRUE(client::leave(cleo->state(), id).ok());
  EXPECT_TRUE(take_in(*cleo).empty());
  remove_and_add();
  EXPECT_EQ(only<client::InvitedAgain>(take_in(*cleo)).size(), 1u);
  EXPECT_EQ(of_cleo().standing, client::Membership::member);
  expect_back();
}

TEST_F(InvitedAgain, WhatWaitedForThoseBeforeIsGivenBack_CLI_46) {
  ASSERT_TRUE(say_without_posting(*cleo, id, "for the three of us").ok());
  remove_and_add();
  const auto back = only<client::GivenBack>(take_in(*cleo));
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].text, "for the three of us");
  EXPECT_TRUE(of_cleo().outbox.empty());
  expect_back();
}

TEST_F(InvitedAgain, WhoIsInvitedAgainAndAgainIsBackEachTime_CLI_46) {
  for (int i = 0; i < 3; ++i) {
    auto h = ana->environment();
    ASSERT_TRUE(client::remove(ana->state(), h, id, cleo->id()).ok());
    ASSERT_TRUE(client::add(ana->state(), h, id, cleo->id()).ok());
    EXPECT_EQ(only<client::InvitedAgain>(take_in(*cleo)).size(), 1u);
  }
  ASSERT_TRUE(client::acknowledge(cleo->state(), id).ok());
  EXPECT_TRUE(say(*cleo, id, "here").ok());
}

}  // namespace
}  // namespace eq::journeys
