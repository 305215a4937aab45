// A Welcome to a conversation that is known already: an old one, one of somebody else's making, or
// both.
#include "eq/mls/testing.h"
#include "journeys/attacks/modified_client.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/removal.h"

namespace eq::journeys {
namespace {

struct Welcomes : ::testing::Test {
  Town town{461};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  std::unique_ptr<Person> sybil = town.settle();  // the service's own
  ConversationId id = start(*ana, {ben.get()}), other = start(*sybil, {ben.get()});

  client::Conversation& of_ben() { return ben->state().conversations.at(id); }
  void remove_ben() {
    auto h = ana->environment();
    ASSERT_TRUE(client::remove(ana->state(), h, id, ben->id()).ok());
    take_in(*ben);
    ASSERT_FALSE(of_ben().group->is_active());
  }
  void add_ben() {
    auto h = ana->environment();
    ASSERT_TRUE(client::add(ana->state(), h, id, ben->id()).ok());
  }
  /// The service puts it in the place of what comes next for Ben; @return what he is told.
  std::vector<client::Event> lay_in(const Bytes& welcome) {
    EXPECT_TRUE(say(*sybil, other, "look here").ok());
    bool laid = false;
    change_mailbox(*ben, [&](std::vector<wire::Delivery>& deliveries) {
      if (!deliveries.empty() && !std::exchange(laid, true))
        deliveries.back() = {0, wire::DeliveryKind::welcome, id, welcome, {}};
    });
    auto events = take_in(*ben);
    ben->line.change_reply = {};
    EXPECT_TRUE(laid);
    return events;
  }
  /// A group of Sybil's under the conversation's name, far ahead of it, with Ben.
  Bytes welcome_of_sybil() {
    const std::uint64_t now_s = town.now.ms / kSecond_ms;
    const mls::Trust trust{mls::testing::trust_all()};
    auto group = mls::Group::create(mls::Suite::x25519_chacha20poly1305_sha256_ed25519, id.view(),
                                    mls::SignatureKey::ed25519(sybil->state().me.device),
                                    mls::Credential::basic(sybil->id().view()), {},
                                    {.lifetime = {now_s - 3600, now_s + 86400},
                                     .leaf_extensions = {},
                                     .extensions = {},
                                     .extra_extensions = {},
                                     .extra_proposals = {}},
                                    town.rng)
                     .take();
    for (int i = 0; i < 20; ++i)
      EXPECT_TRUE(
          group.merge(group.stage_commit({mls::UpdateSelf{}}, {}, trust, town.now, town.rng).take())
              .ok());
    const auto& package = ben->state().key_packages.back().key_package;
    return *group.stage_commit({mls::AddMember{package}}, {}, trust, town.now, town.rng)->welcome();
  }
};

// Attack: Ben was removed; the service delivers the Welcome of before once more, to a package of
// last resort that he still has, so that he takes the group of then for the conversation. Stopped
// by: parties/client/invitation.cpp take_welcome(): the epoch in which it ended here is a floor.
// Seen to succeed with that removed.
TEST_F(Welcomes, AnOldOneBringsBackNoOldGroup_CLI_46) {
  remove_ben();
  const auto packages = ben->state().save();
  Bytes welcome;
  ben->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::mailbox_fetch) return;
    const auto contents = decode<wire::MailboxContents>(reply).take();
    for (const auto& d : contents.deliveries)
      if (d.kind == wire::DeliveryKind::welcome) welcome = d.body;
  };
  add_ben();
  take_in(*ben);
  ASSERT_FALSE(welcome.empty());
  ASSERT_TRUE(of_ben().group->is_active());
  ASSERT_TRUE(client::acknowledge(ben->state(), id).ok());
  const auto epoch = of_ben().group->epoch();
  remove_ben();
  ben->state().key_packages = client::State::load(packages).take().key_packages;
  const auto events = lay_in(welcome);
  EXPECT_TRUE(only<client::InvitedAgain>(events).empty());
  EXPECT_EQ(dropped(events), (std::vector{Err::stale}));
  EXPECT_FALSE(of_ben().group->is_active());
  add_ben();  // an honest one is taken as ever
  EXPECT_EQ(only<client::InvitedAgain>(take_in(*ben)).size(), 1u);
  EXPECT_GT(of_ben().group->epoch(), epoch);
}

// Attack: the service brings Ben, who is in the conversation, into a group of its own under the
// same name. Stopped by: parties/client/invitation.cpp take_welcome(): who is in it is not brought
// in.  Seen to succeed with that removed: Ana's next word opens for him no more.
TEST_F(Welcomes, NoneReplacesAGroupThatItsOwnerIsIn_CLI_46) {
  const auto before = of_ben().group->epoch_authenticator();
  const auto events = lay_in(welcome_of_sybil());
  EXPECT_TRUE(only<client::InvitedAgain>(events).empty());
  EXPECT_EQ(of_ben().group->epoch_authenticator(), before);
  ASSERT_TRUE(say(*ana, id, "still here").ok());
  take_in(*ben);
  EXPECT_EQ(texts(*ben, id), (Texts{"still here"}));
}

// Attack: Ben was removed, and the service gathers its own account and him under the conversation's
// name, so that he goes on writing as if to Ana. Stopped by: parties/client/invitation.cpp
// begin_again(): nobody who is there is expected.  Seen to succeed with that removed: what he
// writes next is sealed for Sybil.
TEST_F(Welcomes, AGroupOfStrangersUnderAKnownNameGetsNoWordUnasked_CLI_46) {
  remove_ben();
  const auto again = only<client::InvitedAgain>(lay_in(welcome_of_sybil()));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].by, sybil->id());
  EXPECT_EQ(err(say(*ben, id, "for Ana")), Err::refused);
  EXPECT_TRUE(of_ben().outbox.empty());
  EXPECT_EQ(of_ben().unexpected, (std::vector{sybil->id()}));
}

// Attack: Ben was removed, and before Ana can invite him again the service brings him into a group
// of its own under the name, at an epoch far ahead, which he does not accept; so that her Welcome
// is that of an old group, or of one that he is in. Stopped by: parties/client/invitation.cpp
// take_welcome(): what counts is the epoch in which the group ended that he had accepted.  Seen to
// succeed with that removed.
TEST_F(Welcomes, OneThatNobodyAskedForShutsOutNoOther_CLI_46) {
  remove_ben();
  EXPECT_EQ(only<client::InvitedAgain>(lay_in(welcome_of_sybil())).size(), 1u);
  EXPECT_GT(of_ben().group->epoch(), ana->state().conversations.at(id).group->epoch() + 2);
  add_ben();
  const auto again = only<client::InvitedAgain>(take_in(*ben));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].by, ana->id());
  ASSERT_TRUE(client::acknowledge(ben->state(), id).ok());
  ASSERT_TRUE(say(*ben, id, "for Ana").ok());
  take_in(*ana);
  EXPECT_EQ(texts(*ana, id), (Texts{"for Ana"}));
  // Accepted, it is his: nobody brings him into another.
  const auto mine = of_ben().group->epoch_authenticator();
  lay_in(welcome_of_sybil());
  EXPECT_EQ(of_ben().group->epoch_authenticator(), mine);
}

}  // namespace
}  // namespace eq::journeys
