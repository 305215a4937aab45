// Who is in a conversation: the service, or a member with another program, wants somebody in whom
// nobody asked for, or wants others unable to go on.
#include "eq/mls/outside.h"
#include "eq/mls/test_insider.h"
#include "journeys/attacks/modified_client.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/enrol.h"
#include "parties/client/outbox.h"
#include "parties/client/standing.h"
#include "parties/platform/rows.h"

namespace eq::journeys {
namespace {

struct Membership : ::testing::Test {
  Town town{301};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  std::unique_ptr<Person> sybil = town.settle();  // registered like anybody, and the service's own
  ConversationId id = start(*ana, {ben.get()});

  client::Conversation& seen_by(Person& person) { return person.state().conversations.at(id); }
  /// What a dishonest service can do to its own tables: lay anything at all into a mailbox.
  void lay_into_mailbox(Person& person, const Bytes& body) {
    auto& store = town.service->store();
    ASSERT_TRUE(store.begin_step().ok());
    const auto last = store.get(platform::Table::positions, {});
    const std::uint64_t seq = (last.ok() ? decode<std::uint64_t>(*last).take() : 0) + 1,
                        ref = 1'000'000 + seq;
    const platform::DeliveryRow row{wire::DeliveryKind::commit, town.now, id, ref, {}};
    ASSERT_TRUE(store.put(platform::Table::positions, {}, encode(seq)).ok());
    ASSERT_TRUE(
        store.put(platform::Table::handshakes, platform::key_of({id.bytes, be64(ref)}), body).ok());
    ASSERT_TRUE(store
                    .put(platform::Table::inbox, platform::key_of({person.id().bytes, be64(seq)}),
                         encode(row))
                    .ok());
    ASSERT_TRUE(store.keep_step().ok());
  }
  /// Conversation, epoch and its own key package are all that the service needs for it.
  Bytes request_to_join() {
    return mls::join_proposal(id.view(), seen_by(*ana).group->epoch(),
                              sybil->state().key_packages.back());
  }
  Status add(Person& person, Person& whom) {
    auto h = person.environment();
    return client::add(person.state(), h, id, whom.id());
  }
  std::size_t members_as_seen_by(Person& person) { return seen_by(person).group->members().size(); }
  /// Any commit at all, described to the service as its members would.
  Result<wire::CommitAccepted> post_commit(Person& person, Bytes commit,
                                           const wire::SendKey& next) {
    wire::ConversationCommit r;
    r.conv = id;
    r.epoch = seen_by(person).group->epoch();
    r.commit = std::move(commit);
    r.send_key = next;
    r.leaf_count = 3;
    r.tag = wire::commit_tag(client::send_key(*seen_by(person).group), r);
    return wire::ask(person.line, r);
  }
  /// Decryptable and signed, and no next epoch.
  Bytes junk_commit(Person& person) {
    return mls::testing::insider_commit(*seen_by(person).group, {});
  }
};

// Attack: the service lays a proposal of its own account to join into the mailboxes, and waits for
// the next change of members, whose Welcome would go to it as well. Stopped by:
// eq/mls/group_process.cpp GroupSteps::process(), the policy: nothing from outside is kept; then
// eq/mls/ group_commit.cpp stage(): a commit holds what was named; then parties/client/change.cpp
// check_effect(). Seen to succeed with all three removed, and to fail with each of them alone.
TEST_F(Membership, TheServiceDoesNotComeInWithTheNextChange_CLI_27) {
  ASSERT_TRUE(say(*ana, id, "before").ok());
  take_in(*ben);
  const Bytes request = request_to_join();
  lay_into_mailbox(*ana, request);
  lay_into_mailbox(*ben, request);
  take_in(*ana);
  take_in(*ben);
  Bytes welcome;
  ana->line.change_reply = [&](wire::Verb verb, View sent, Bytes&) {
    if (verb == wire::Verb::conversations_commit)
      welcome = decode<wire::ConversationCommit>(sent)->welcome;
  };
  const auto added = add(*ana, *cleo);
  const mls::Trust trust{mls::testing::trust_all()};
  EXPECT_FALSE(
      mls::Group::join(welcome, sybil->state().key_packages.back(), std::nullopt, trust).ok());
  ASSERT_TRUE(added.ok());
  take_in(*ben);
  take_in(*cleo);
  for (Person* p : {ana.get(), ben.get(), cleo.get()}) EXPECT_EQ(members_as_seen_by(*p), 3u);
}

// Attack: the same, only to silence: MLS forbids to send while a proposal waits. Stopped by:
// eq/mls/group_process.cpp GroupSteps::process(), as above.  Seen to succeed with the policy
// removed.
TEST_F(Membership, WhatTheServiceLaysIntoAMailboxKeepsNobodyFromSending_CLI_2) {
  lay_into_mailbox(*ana, request_to_join());
  EXPECT_EQ(dropped(take_in(*ana)), (std::vector{Err::refused}));
  EXPECT_TRUE(say(*ana, id, "after").ok());
}

// Attack: Ben's program, not the service, brings the sybil in, before Ana has said anything.
// Noticed by: parties/client/company.cpp note_change(): Ana has never heard a word of Ben, nor he
// of her, and it was Cleo who invited both; so whoever he brings is not expected.  Stopped by:
// parties/client/outbox.cpp enqueue(): nothing is sealed before she has said that she knows.  Seen
// to succeed with that check removed.
TEST_F(Membership, WhomNobodyTheOwnerTalkedToBroughtReadsNothingUnacknowledged_CLI_28) {
  id = start(*cleo, {ana.get(), ben.get()});  // Ana is in, and has said nothing yet
  ASSERT_TRUE(add(*ben, *sybil).ok());
  const auto change = only<client::MembersChanged>(take_in(*ana));
  ASSERT_EQ(change.size(), 1u);
  EXPECT_EQ(change[0].by, ben->id());
  EXPECT_EQ(change[0].unexpected, (std::vector{sybil->id()}));
  EXPECT_EQ(err(say(*ana, id, "to Ben and Cleo")), Err::refused);
  take_in(*sybil);
  EXPECT_TRUE(texts(*sybil, id).empty());
  // Cleo invited Ben: whom he brings she expects.
  EXPECT_TRUE(only<client::MembersChanged>(take_in(*cleo)).at(0).unexpected.empty());
  EXPECT_TRUE(say(*cleo, id, "welcome").ok());
  ASSERT_TRUE(client::acknowledge(ana->state(), id).ok());
  EXPECT_TRUE(say(*ana, id, "hello all").ok());
  take_in(*sybil);
  EXPECT_EQ(texts(*sybil, id), (Texts{"welcome", "hello all"}));
}

// Attack: Ben brings the sybil, whom Ana would expect, while she writes.  Her words are refused,
// her device has taken the change in by that, and she sends them again without having been shown
// who came.  Stopped by: parties/client/outbox.cpp readers(): whoever came by a change that still
// waits to be told is none that she knows of.  Seen to succeed with all members taken for readers.
TEST_F(Membership, WhatIsSaidAgainIsNotForWhoeverTheOwnerWasNotShown_CLI_41) {
  ASSERT_TRUE(say(*ana, id, "hello").ok());
  take_in(*ben);
  ASSERT_TRUE(add(*ben, *sybil).ok());
  auto h = ana->environment();
  const auto send_it = [&] {
    const auto readers = client::readers(ana->state(), id).take();
    return client::send(ana->state(), h, id, "to Ben alone", {}, readers);
  };
  EXPECT_EQ(err(send_it()), Err::stale);
  ana->crash();  // before anything was on her screen
  EXPECT_EQ(err(send_it()), Err::stale);
  take_in(*sybil);
  EXPECT_TRUE(texts(*sybil, id).empty());
}

// Attack: a message of Ana's waits on her device while Ben brings somebody, whom she would expect,
// who brings somebody else.  Sealed anew for the present members it would be read by both. Stopped
// by: parties/client/outbox.cpp enqueue(), as above, through which it is sealed anew.  Seen to
// succeed with that check removed.
TEST_F(Membership, WhatWaitsIsNotSealedForAnUnexpectedNewcomer_CLI_28) {
  ASSERT_EQ(say_without_posting(*ana, id, "to Ben")->posted, client::Posted::waits);
  ASSERT_TRUE(add(*ben, *sybil).ok());
  take_in(*sybil);
  ASSERT_TRUE(add(*sybil, *cleo).ok());
  auto h = ana->environment();
  ASSERT_TRUE(client::flush(ana->state(), h).ok());
  take_in(*cleo);
  EXPECT_TRUE(texts(*cleo, id).empty());
  EXPECT_EQ(seen_by(*ana).unexpected, (std::vector{cleo->id()}));
  const auto back = only<client::GivenBack>(take_in(*ana));
  ASSERT_EQ(back.size(), 1u);
  ASSERT_TRUE(client::acknowledge(ana->state(), id).ok());
  ASSERT_TRUE(say(*ana, id, back[0].text).ok());
  take_in(*cleo);
  EXPECT_EQ(texts(*cleo, id), (Texts{"to Ben"}));
}

// Attack: Ben's program commits what decrypts and is no next epoch; the service, which cannot look
// inside, takes it. Every other member is cut off, which any member can do; nothing else may
// suffer. Stopped by: parties/client/inbox.cpp sync(), which drops what does not verify and goes
// on. Seen to succeed with that removed (the first error ends the sync).
TEST_F(Membership, AJunkCommitBreaksItsConversationAloneAndIsTold_CLI_29) {
  const auto other = start(*cleo, {ana.get()});
  take_in(*ana);
  ASSERT_TRUE(post_commit(*ben, junk_commit(*ben), wire::SendKey{}).ok());
  ASSERT_TRUE(say(*cleo, other, "all well here").ok());
  town.top_up(*ana);
  const auto events = take_in(*ana);
  const auto broken = only<client::Broken>(events);
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].conversation, id);
  EXPECT_EQ(only<client::NewMessage>(events).size(), 1u);
  EXPECT_EQ(seen_by(*ana).standing, client::Membership::broken);
  EXPECT_EQ(err(say(*ana, id, "anybody?")), Err::refused);
  EXPECT_TRUE(seen_by(*ana).outbox.empty());
  EXPECT_TRUE(say(*ana, other, "good").ok());
  // Left and started anew; what was shown stays.
  ASSERT_TRUE(client::leave(ana->state(), id).ok());
  const auto anew = start(*ana, {cleo.get()});
  EXPECT_TRUE(say(*ana, anew, "here instead").ok());
  ASSERT_EQ(post_commit(*ben, junk_commit(*ben), wire::SendKey{}).error(), Err::stale);
  EXPECT_TRUE(take_in(*ana).empty());
}

// Attack: the commit is good, and the sending key that goes to the service with it is not that of
// the new epoch, so that nobody's message is taken any more. Stopped by: nothing can; it is told,
// and the message is not kept for ever (parties/client/outbox.cpp post_all()). Seen to succeed with
// the mark removed.
TEST_F(Membership, ASendingKeyThatNobodyHasIsTold_CLI_29) {
  const mls::Trust trust{mls::testing::trust_all()};
  auto staged =
      seen_by(*ben).group->stage_commit({mls::UpdateSelf{}}, {}, trust, town.now, town.rng).take();
  ASSERT_TRUE(post_commit(*ben, staged.commit(), wire::SendKey{7}).ok());
  take_in(*ana);
  EXPECT_EQ(err(say(*ana, id, "anybody?")), Err::forged);
  EXPECT_EQ(only<client::Broken>(take_in(*ana)).size(), 1u);
}

// Attack: the service lays in a commit that nobody made, so that Ana leaves a conversation in which
// nothing is wrong. It is told as broken, for it cannot be told apart; but nothing is taken away:
// she sends and reads as before. Noticed by: parties/client/inbox.cpp take_commit(), which takes
// the mark back with the next change that verifies. Seen to succeed with that removed.
TEST_F(Membership, ACommitThatNobodyMadeTakesNothingAway_CLI_29) {
  const mls::Trust trust{mls::testing::trust_all()};
  Bytes commit = seen_by(*ben)
                     .group->stage_commit({mls::UpdateSelf{}}, {}, trust, town.now, town.rng)
                     ->commit();
  commit.back() ^= 1;
  lay_into_mailbox(*ana, commit);
  EXPECT_EQ(only<client::Broken>(take_in(*ana)).size(), 1u);
  EXPECT_TRUE(say(*ana, id, "I can still speak").ok());
  take_in(*ben);
  ASSERT_TRUE(add(*ben, *cleo).ok());
  take_in(*ana);
  EXPECT_EQ(seen_by(*ana).standing, client::Membership::member);
  EXPECT_EQ(members_as_seen_by(*ana), 3u);
}

}  // namespace
}  // namespace eq::journeys
