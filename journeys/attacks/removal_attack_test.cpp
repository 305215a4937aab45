// Somebody is removed, and the service, or chance, keeps that from whoever removed her.
#include "journeys/attacks/modified_client.h"
#include "parties/client/change.h"
#include "parties/client/chat.h"
#include "parties/client/directory.h"
#include "parties/client/removal.h"

namespace eq::journeys {
namespace {

struct Removal : ::testing::Test {
  Town town{131};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), cleo = town.settle();
  ConversationId id = start(*ana, {ben.get(), cleo.get()});

  void SetUp() override { take_in(*ana); }
  Status remove_cleo() {
    auto environment = ana->environment();
    return client::remove(ana->state(), environment, id, cleo->id());
  }
  std::size_t sealed_and_waiting() const { return ana->state().conversations.at(id).outbox.size(); }
  Texts read_by(Person& person) {
    take_in(person);
    return texts(person, id);
  }
};

// Attack: the service takes the removal and brings it to everybody but Ana, so that she goes on
// writing under keys that Cleo has too. Stopped by: parties/client/outbox.cpp send() and enqueue():
// nothing is sealed before the removal has been seen.  Seen to succeed with both removed: the words
// lie sealed for the epoch in which Cleo still is.
TEST_F(Removal, WhatIsKeptFromWhoRemovedSealsNothingForWhoWasRemoved_CLI_45) {
  change_mailbox(*ana, [](auto& deliveries) { deliveries.clear(); });
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);  // wanted twice is wanted once
  EXPECT_EQ(err(say(*ana, id, "two of us")), Err::unavailable);
  EXPECT_EQ(sealed_and_waiting(), 0u);

  ana->line.change_reply = {};
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  EXPECT_EQ(read_by(*ben), (Texts{"two of us"}));
  EXPECT_EQ(read_by(*cleo), Texts{});
}

// Attack: the removal never arrives, and another change comes first: it is staged on an epoch that
// is over. Stopped by: as above; it is wanted until it is done.  Seen to succeed with both removed:
// Cleo reads on, although Ana removed her.
TEST_F(Removal, ARemovalThatAnotherChangeOvertookIsDoneBeforeAnythingIsSaid_CLI_45) {
  auto dora = town.settle();
  Unanswered lost(ana->line, wire::Verb::conversations_commit);
  auto environment = lost.environment(*ana);
  EXPECT_EQ(err(client::remove(ana->state(), environment, id, cleo->id())), Err::unavailable);
  take_in(*ben);
  auto of_ben = ben->environment();
  ASSERT_TRUE(client::add(ben->state(), of_ben, id, dora->id()).ok());
  take_in(*ana);
  ASSERT_TRUE(say(*ana, id, "three others").ok());
  EXPECT_EQ(read_by(*dora), (Texts{"three others"}));
  EXPECT_EQ(read_by(*cleo), Texts{});
}

// Control: the service took the removal, and its answer was lost.
TEST_F(Removal, ARemovalWhoseAnswerWasLostIsDoneOnce_CLI_45) {
  ana->line.change_reply = [](wire::Verb verb, View, Bytes& reply) {
    if (verb == wire::Verb::conversations_commit) reply.clear();
  };
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);
  const auto before = ana->state().conversations.at(id).group->epoch();
  ana->line.change_reply = {};
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  EXPECT_EQ(ana->state().conversations.at(id).group->epoch(), before + 1);
  EXPECT_EQ(read_by(*ben), (Texts{"two of us"}));
  EXPECT_EQ(read_by(*cleo), Texts{});
}

// Control: others removed her while ours was on its way.
TEST_F(Removal, WhomOthersRemovedIsWantedNoMore_CLI_45) {
  Unanswered lost(ana->line, wire::Verb::conversations_commit);
  auto environment = lost.environment(*ana);
  EXPECT_EQ(err(client::remove(ana->state(), environment, id, cleo->id())), Err::unavailable);
  take_in(*ben);
  auto of_ben = ben->environment();
  ASSERT_TRUE(client::remove(ben->state(), of_ben, id, cleo->id()).ok());
  ASSERT_TRUE(say(*ana, id, "two of us").ok());
  EXPECT_TRUE(ana->state().conversations.at(id).removing.empty());
  EXPECT_EQ(err(remove_cleo()), Err::missing);
}

// Attack: Cleo brings in a second device of hers, which the service is not told of, so that a
// removal puts out the first alone. Stopped by: parties/client/removal.cpp: every leaf of the
// account goes.  Seen to succeed with only the first one taken.
TEST_F(Removal, WhoBroughtInASecondDeviceIsPutOutWithBoth_CLI_45) {
  auto& of_cleo = *cleo->state().conversations.at(id).group;
  take_in(*cleo);
  const auto second = crypto::SigningKey::generate(town.rng);
  auto record = wire::next_record(cleo->state().me.record);
  record.device_keys.push_back(second.verify_key());
  wire::sign_record(record, cleo->state().me.account);
  ASSERT_TRUE(wire::ask(cleo->line, wire::AccountRegister{record}).ok());
  cleo->state().known[cleo->id()] = record;
  const std::uint64_t now_s = town.now.ms / kSecond_ms;
  const auto package = mls::make_key_package(mls::Suite::x25519_chacha20poly1305_sha256_ed25519,
                                             mls::SignatureKey::ed25519(second),
                                             mls::Credential::basic(cleo->id().view()),
                                             {.lifetime = {now_s - 3600, now_s + 86400},
                                              .leaf_extensions = {},
                                              .extensions = {},
                                              .extra_extensions = {},
                                              .extra_proposals = {}},
                                             town.rng);
  client::Intent second_in;
  second_in.add.push_back(package.key_package);
  auto environment = cleo->environment();
  auto staged =
      client::stage_change(of_cleo, second_in, client::DirectoryCheck(cleo->state(), environment),
                           town.now, town.rng)
          .take();
  auto request = client::commit_request(staged, of_cleo, id).take();
  request.added.clear();
  request.welcome.clear();
  request.tag = wire::commit_tag(client::send_key(of_cleo), request);
  ASSERT_TRUE(wire::ask(cleo->line, request).ok());
  take_in(*ana);
  auto& of_ana = *ana->state().conversations.at(id).group;
  ASSERT_EQ(of_ana.members().size(), 4u);
  ASSERT_TRUE(remove_cleo().ok());
  EXPECT_EQ(of_ana.members().size(), 2u);
}

// Attack: Cleo tells the service that a change of hers, which removes nobody, removes herself; so
// that it refuses to remove her. Stopped by: parties/platform/conversations.cpp
// conversations_commit(): whom it does not have as a member it passes over.  Seen to succeed with
// that refused.
TEST_F(Removal, WhoLeftHerselfOutOfTheServicesListCanStillBePutOut_PLT_5) {
  take_in(*cleo);
  auto& c = cleo->state().conversations.at(id);
  auto environment = cleo->environment();
  c.pending = client::stage_change(*c.group, {}, client::DirectoryCheck(cleo->state(), environment),
                                   town.now, town.rng)
                  .take();
  auto request = client::commit_request(*c.pending, *c.group, id).take();
  request.removed = {cleo->id()};
  request.tag = wire::commit_tag(client::send_key(*c.group), request);
  ASSERT_TRUE(wire::ask(cleo->line, request).ok());
  take_in(*ana);
  ASSERT_TRUE(remove_cleo().ok());
  EXPECT_EQ(ana->state().conversations.at(id).group->members().size(), 2u);
}

// Attack: others remove Cleo and bring her back before Ana's removal is sent, which finds nothing
// to do. Stopped by: parties/client/removal.cpp remove(): it asks whether she is gone.
TEST_F(Removal, WhoWasRemovedAndBroughtBackMeanwhileIsRemovedAgain_CLI_45) {
  take_in(*ben);
  auto environment = ben->environment();
  ASSERT_TRUE(client::remove(ben->state(), environment, id, cleo->id()).ok());
  ASSERT_TRUE(client::add(ben->state(), environment, id, cleo->id()).ok());
  ASSERT_TRUE(remove_cleo().ok());
  const auto members = client::members(ana->state(), id).take();
  EXPECT_EQ(std::ranges::count(members, cleo->id()), 0);
}

// Attack: the service keeps Ana's removal from her while she writes, and then brings it together
// with a change by which Ben invited Cleo again. Stopped by: parties/client/outbox.cpp readers():
// what was said meanwhile is for nobody whom she had removed.  Seen to succeed with all members
// taken for readers.
TEST_F(Removal, WhatIsWrittenWhileARemovalIsOnItsWayIsNotForWhoIsBroughtBack_CLI_45) {
  take_in(*ben);
  ASSERT_TRUE(say(*ben, id, "hello").ok());
  take_in(*ana);
  change_mailbox(*ana, [](auto& deliveries) { deliveries.clear(); });
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);
  auto of_ana = ana->environment();
  ASSERT_TRUE(client::keep_words(ana->state(), of_ana, id, "not for Cleo").ok());
  take_in(*ben);
  auto of_ben = ben->environment();
  ASSERT_TRUE(client::add(ben->state(), of_ben, id, cleo->id()).ok());
  ana->line.change_reply = {};
  const auto sent = client::send_kept(ana->state(), of_ana);
  ASSERT_TRUE(sent.ok());
  EXPECT_TRUE(sent->spoken.empty());
  const auto back = only<client::GivenBack>(take_in(*ana));
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].why, Err::stale);
}

// Attack: a removal that never comes back, so that nothing is said anywhere. Stopped by:
// parties/client/outbox.cpp send_kept() and flush(): it holds up its own conversation alone.
TEST_F(Removal, WhatWaitsForARemovalHoldsUpNoOtherConversation_CLI_26) {
  const auto other = start(*ana, {ben.get()});
  take_in(*ana);
  change_mailbox(*ana, [&](auto& deliveries) {
    std::erase_if(deliveries, [&](const auto& d) { return d.conv == id; });
  });
  EXPECT_EQ(err(remove_cleo()), Err::unavailable);
  auto environment = ana->environment();
  ASSERT_TRUE(client::keep_words(ana->state(), environment, id, "later").ok());
  ASSERT_TRUE(client::keep_words(ana->state(), environment, other, "now").ok());
  const auto sent = client::send_kept(ana->state(), environment);
  ASSERT_TRUE(sent.ok());
  ASSERT_EQ(sent->spoken.size(), 1u);
  EXPECT_EQ(sent->spoken[0].text, "now");
  EXPECT_EQ(sent->wait_for, Err::unavailable);
  EXPECT_EQ(err(client::flush(ana->state(), environment)), Err::unavailable);
}

// Control: an invitation for which the day has no room is not carried through later by another
// change.
TEST_F(Removal, WhatTheServiceHadNoRoomForIsNotDoneLater_CLI_45) {
  auto dora = town.settle();
  auto& store = town.service->store();
  const Bytes used = concat({be32(day_of(town.now).n), id.bytes, view("commits"), Bytes{0xff}});
  ASSERT_TRUE(store.begin_step().ok());
  ASSERT_TRUE(store.put(platform::Table::quotas, used, be64(512 * wire::kMiB)).ok() &&
              store.keep_step().ok());
  auto environment = ana->environment();
  EXPECT_EQ(err(client::add(ana->state(), environment, id, dora->id())), Err::exhausted);
  ASSERT_TRUE(remove_cleo().ok());
  EXPECT_EQ(ana->state().conversations.at(id).group->members().size(), 2u);
}

// Control: an invitation whose answer was lost, and which is tried again.
TEST_F(Removal, WhoIsInvitedTwiceIsInOnceAndNobodyIsToldThatItFailed_CLI_45) {
  auto dora = town.settle();
  Unanswered lost(ana->line, wire::Verb::conversations_commit);
  auto environment = lost.environment(*ana);
  EXPECT_EQ(err(client::add(ana->state(), environment, id, dora->id())), Err::unavailable);
  auto again = ana->environment();
  ASSERT_TRUE(client::add(ana->state(), again, id, dora->id()).ok());
  EXPECT_EQ(ana->state().conversations.at(id).group->members().size(), 4u);
}

}  // namespace
}  // namespace eq::journeys
