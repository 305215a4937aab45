// Who came in with whom: noted before a change is merged.
#include "parties/client/company.h"

#include "journeys/people.h"
#include "parties/client/change.h"
#include "parties/client/directory.h"

namespace eq::client {
namespace {

using journeys::Town;

struct Company : ::testing::Test {
  Town town{28};
  std::unique_ptr<journeys::Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  ConversationId id = journeys::start(*ana, {ben.get()});

  Conversation& of_ana() { return ana->state().conversations.at(id); }
  /// What a commit would do in which a member of Ana's group adds somebody.
  mls::Effect adding(const AccountId& by, const AccountId& whom) {
    mls::Effect effect;
    effect.committer = leaves_of(*of_ana().group, by).at(0);
    effect.added.push_back({7, mls::Credential::basic(whom.view()), {}});
    return effect;
  }
};

TEST_F(Company, WhomSomebodyTalkedToBringsIsExpected_CLI_28) {
  ASSERT_EQ(of_ana().talked_to, std::vector{ben->id()});  // whom she invited
  const auto change = note_change(ana->state(), of_ana(), adding(ben->id(), cleo->id()));
  EXPECT_EQ(change.by, ben->id());
  EXPECT_EQ(change.added, std::vector{cleo->id()});
  EXPECT_TRUE(change.unexpected.empty());
  EXPECT_TRUE(of_ana().unexpected.empty());
}

TEST_F(Company, WhomAnybodyElseBringsIsNotUntilTheOwnerSaysSo_CLI_28) {
  of_ana().talked_to.clear();
  for (int i = 0; i < 2; ++i) {
    const auto change = note_change(ana->state(), of_ana(), adding(ben->id(), cleo->id()));
    EXPECT_EQ(change.unexpected, std::vector{cleo->id()});
  }
  EXPECT_EQ(of_ana().unexpected, std::vector{cleo->id()});  // once
  ASSERT_TRUE(acknowledge(ana->state(), id).ok());
  EXPECT_TRUE(of_ana().unexpected.empty());
  EXPECT_EQ(journeys::err(acknowledge(ana->state(), ConversationId{})), Err::missing);
}

TEST_F(Company, WhoIsNotExpectedBringsNobodyWhoIsWhateverHeSaid_CLI_28_CLI_46) {
  of_ana().unexpected = {ben->id()};
  ASSERT_EQ(of_ana().talked_to, std::vector{ben->id()});
  const auto change = note_change(ana->state(), of_ana(), adding(ben->id(), cleo->id()));
  EXPECT_EQ(change.unexpected, std::vector{cleo->id()});
  EXPECT_EQ(of_ana().unexpected, (std::vector{ben->id(), cleo->id()}));
}

TEST_F(Company, WhoIsGoneIsNobodyTheOwnerTalkedTo_CLI_28) {
  of_ana().removing = {ben->id()};
  mls::Effect effect;
  effect.committer = of_ana().group->own_leaf();
  effect.removed.push_back(*of_ana().group->member(leaves_of(*of_ana().group, ben->id()).at(0)));
  const auto change = note_change(ana->state(), of_ana(), effect);
  EXPECT_EQ(change.removed, std::vector{ben->id()});
  EXPECT_TRUE(of_ana().talked_to.empty());
  EXPECT_TRUE(of_ana().removing.empty());
}

}  // namespace
}  // namespace eq::client
