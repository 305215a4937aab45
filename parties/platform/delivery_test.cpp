// Logs of conversations and inboxes: what a mailbox shows, in which order, and for how long.
#include <gmock/gmock.h>

#include <set>

#include "eq/wire/position.h"
#include "parties/platform/rows.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using testing::Chat;
using testing::Person;
using wire::Code;
using wire::DeliveryKind;

/// Counts rows that are read, looks that find none among them, and rows that are written.
class CountingStore final : public Store {
 public:
  explicit CountingStore(Store& store) : store_(store) {}
  Result<Bytes> get(Table table, View key) const override {
    ++read;
    return store_.get(table, key);
  }
  Status put(Table table, View key, View value) override {
    ++written;
    return store_.put(table, key, value);
  }
  Status erase(Table table, View key) override {
    ++written;
    return store_.erase(table, key);
  }
  Status scan(Table table, View from, View to, const Visit& visit) const override {
    ++read;
    return store_.scan(table, from, to, [&](View key, View value) {
      ++read;
      return visit(key, value);
    });
  }
  Result<Row> last(Table table, View from, View to) const override {
    ++read;
    return store_.last(table, from, to);
  }
  Status begin_step() override { return store_.begin_step(); }
  Status keep_step() override { return store_.keep_step(); }
  Status undo_step() override { return store_.undo_step(); }
  mutable std::size_t read = 0;
  std::size_t written = 0;

 private:
  Store& store_;
};

class Delivery : public testing::PlatformTest {
 protected:
  Bytes say(const Chat& c) {
    const auto send = c.message(rng);
    EXPECT_EQ(code(send), Code::ok);
    return send.message;
  }
  void change(Chat& c, std::vector<AccountId> added, std::vector<AccountId> removed) {
    const auto next = rng.array<32>();
    ASSERT_EQ(code(c.commit(next, std::move(added), std::move(removed), rng)), Code::ok);
    c.send_key = next;
    ++c.epoch;
  }
  void acknowledge(const Person& p) {
    const auto all = mailbox(p);
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(code_as(p.device, wire::MailboxAck{all.back().seq}), Code::ok);
  }
  std::vector<Bytes> messages(const Person& p, std::uint64_t after = 0) {
    std::vector<Bytes> bodies;
    for (const auto& d : mailbox(p, after))
      if (d.kind == DeliveryKind::message) bodies.push_back(d.body);
    return bodies;
  }
  /// What a service says that has just begun, and remembers nothing.
  std::vector<wire::Delivery> mailbox_by_rows(const Person& p, std::uint64_t after) {
    auto fresh =
        Platform::open(Keys::load(keys_of_service->save()).take(), world->realm, store).take();
    std::swap(platform, fresh);
    auto all = mailbox(p, after);
    std::swap(platform, fresh);
    return all;
  }
  void forget() { ASSERT_TRUE(purge(*platform, now, 1000, rng).ok()); }
  std::size_t rows(Table table) const {
    return keys_in(store, table, {}, Bytes(80, 0xff), SIZE_MAX)->size();
  }
};

TEST_F(Delivery, AMailboxIsInTheOrderInWhichThingsHappenedWherever_PLT_46) {
  const Person ana = person(), ben = person(), cleo = person();
  const Chat one = chat({&ana, &ben}), other = chat({&cleo, &ben});
  std::vector<Bytes> said;
  for (int i = 0; i < 4; ++i) {
    said.push_back(say(i % 2 == 0 ? one : other));
    said.push_back(Bytes(20, static_cast<std::uint8_t>(i)));
    ASSERT_EQ(code_as(world->moderator.key, wire::DeskPost{wire::Address::of(ben.id), said.back()}),
              Code::ok);
  }
  const auto all = mailbox(ben);
  ASSERT_EQ(all.size(), 2 + said.size()) << "two Welcomes before";
  for (std::size_t i = 0; i < said.size(); ++i) EXPECT_EQ(all[2 + i].body, said[i]);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GT(all[i].seq, all[i - 1].seq);

  std::vector<wire::Delivery> paged;
  for (bool more = true; more;) {
    const auto page =
        as(ben.device, wire::MailboxFetch{paged.empty() ? 0 : paged.back().seq, 3}).take();
    EXPECT_LE(page.deliveries.size(), 3u);
    paged.insert(paged.end(), page.deliveries.begin(), page.deliveries.end());
    more = page.more;
  }
  EXPECT_EQ(encode(paged), encode(all));
}

TEST_F(Delivery, APositionSaysATimeAndNoMoreAndNeverGoesBack_PLT_46) {
  const Person ana = person(), ben = person(), cleo = person();
  const Chat ours = chat({&ana, &ben}), theirs = chat({&cleo, &ana});
  now = now + kMinute_ms;
  for (int i = 0; i < 50; ++i) say(theirs);
  now = now + 1;
  say(ours);
  EXPECT_EQ(mailbox(ben).back().seq, wire::position_at(now)) << "whatever others write";
  const auto before = mailbox(ben).back().seq;
  now = now - kHour_ms;  // the clock was set back
  say(ours);
  EXPECT_EQ(mailbox(ben).back().seq, before + 1);
}

TEST_F(Delivery, AClockThatNobodyBearsOutMovesNoPosition_PLT_46) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const Time right = now;
  now = now + 30 * kDay_ms;
  for (int i = 0; i < 3; ++i) say(c);
  now = right;
  EXPECT_LT(mailbox(ben).back().seq, wire::position_at(right + wire::kPositionAhead_ms));
}

TEST_F(Delivery, WhoLeavesReadsToTheCommitAndWhoComesBackFromThereOn_PLT_5) {
  const Person ana = person(), ben = person(), cleo = person();
  Chat c = chat({&ana, &ben, &cleo});
  std::vector<Bytes> read = {say(c)};
  change(c, {}, {cleo.id});
  EXPECT_EQ(mailbox(cleo).back().kind, DeliveryKind::commit);
  say(c);
  EXPECT_EQ(messages(cleo), read);
  change(c, {cleo.id}, {});
  read.push_back(say(c));
  EXPECT_EQ(messages(cleo), read);
  std::vector<DeliveryKind> kinds;
  for (const auto& d : mailbox(cleo)) kinds.push_back(d.kind);
  using enum DeliveryKind;
  EXPECT_EQ(kinds, (std::vector{welcome, message, commit, welcome, message}));
}

TEST_F(Delivery, WhoIsAwayKeepsWhatIsHisAndNothingElse_PLT_17) {
  const Person ana = person(), ben = person(), cleo = person();
  Chat c = chat({&ana, &ben});
  acknowledge(ben);
  const auto early = say(c);
  acknowledge(ana);
  acknowledge(ben);
  change(c, {cleo.id}, {});
  const auto hers = say(c);
  change(c, {}, {cleo.id});
  const auto late = say(c);
  acknowledge(ana);
  acknowledge(ben);
  EXPECT_EQ(rows(Table::messages), 3u) << "all of it seven days, for ordered access";
  now = now + kAccess_ms + 1;
  forget();
  EXPECT_EQ(rows(Table::messages), 1u);
  EXPECT_EQ(messages(cleo), std::vector<Bytes>{hers});
  acknowledge(cleo);
  forget();
  for (const Table t : {Table::messages, Table::seen, Table::locators, Table::message_dates})
    EXPECT_EQ(rows(t), 0u);
  EXPECT_EQ(rows(Table::conversation_log), 2u) << "the commits";
  now = now + kUnfetched_ms;
  forget();
  EXPECT_EQ(rows(Table::conversation_log), 0u);
  EXPECT_EQ(rows(Table::former), 0u);
  EXPECT_EQ(rows(Table::subscriptions), 2u) << "of the two who are in it";
}

TEST_F(Delivery, WhoWasRemovedWhileAwayStillLearnsOfItForNinetyDays_PLT_17) {
  const Person ana = person(), ben = person();
  Chat c = chat({&ana, &ben});
  acknowledge(ben);
  say(c);
  change(c, {}, {ben.id});
  now = now + kUndelivered_ms + kDay_ms;
  forget();
  ASSERT_EQ(mailbox(ben).size(), 1u);
  EXPECT_EQ(mailbox(ben)[0].kind, DeliveryKind::commit);
  now = now + kUnfetched_ms;
  forget();
  EXPECT_TRUE(mailbox(ben).empty());
}

TEST_F(Delivery, ForgettingGoesThroughAllConversationsLookingAtSoMany_PLT_17) {
  const Person ana = person(), ben = person();
  std::vector<Chat> chats;
  for (int i = 0; i < 20; ++i) chats.push_back(chat({&ana, &ben}));
  for (const auto& c : chats)
    for (int i = 0; i < 5; ++i) say(c);
  acknowledge(ana);
  acknowledge(ben);
  now = now + kAccess_ms + 1;
  std::size_t before = rows(Table::messages);
  for (int i = 0; i < 100 && before > 0; ++i) {
    ASSERT_TRUE(platform->forget(Forgetting::read, now, 10, rng).ok());
    EXPECT_LE(before - rows(Table::messages), 10u);
    before = rows(Table::messages);
  }
  EXPECT_EQ(before, 0u);
}

TEST_F(Delivery, WhatSomebodyHasStillToFetchHoldsUpNoOtherConversation_PLT_17) {
  const Person ana = person(), ben = person(), away = person();
  const Chat unread = chat({&ana, &away}), read = chat({&ana, &ben});
  for (int i = 0; i < 30; ++i) say(unread);
  say(read);
  acknowledge(ana);
  acknowledge(ben);
  now = now + kAccess_ms + 1;
  ASSERT_TRUE(platform->forget(Forgetting::read, now, 10, rng).ok());
  EXPECT_EQ(rows(Table::messages), 30u);
}

TEST_F(Delivery, NobodyIsAskedWhoReadWhereTooManyCould_PLT_17) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  say(c);
  acknowledge(ana);
  acknowledge(ben);
  // None of them has a subscription: to look for one would be an error.
  ASSERT_TRUE(store.begin_step().ok());
  for (std::size_t i = 0; i <= 4 * wire::kMembersMax; ++i)
    ASSERT_TRUE(store.put(Table::former, key_of({c.conv.bytes, rng.array<32>()}), {}).ok());
  ASSERT_TRUE(store.keep_step().ok());
  now = now + kAccess_ms + 1;
  ASSERT_TRUE(platform->forget(Forgetting::read, now, 1000, rng).ok());
  EXPECT_EQ(rows(Table::messages), 1u);
  now = now + kUndelivered_ms;
  ASSERT_TRUE(platform->forget(Forgetting::undelivered, now, 1000, rng).ok());
  EXPECT_EQ(rows(Table::messages), 0u);
}

TEST_F(Delivery, WhatEveryDeviceAcknowledgedIsNotGivenAgainWhateverIsAskedFor_PLT_6) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  say(c);
  acknowledge(ben);
  const auto last = say(c);
  EXPECT_EQ(messages(ben, 0), std::vector<Bytes>{last});
}

TEST_F(Delivery, AMessageWritesAsManyRowsForTwoAsForTheMostThatThereCanBe_PLT_43) {
  CountingStore counting(store);
  platform =
      Platform::open(Keys::load(keys_of_service->save()).take(), world->realm, counting).take();
  std::vector<Person> people;
  std::vector<const Person*> two, all;
  people.reserve(wire::kMembersMax);
  for (std::size_t i = 0; i < wire::kMembersMax; ++i) {
    people.push_back(person());
    all.push_back(&people.back());
  }
  two.assign(all.begin(), all.begin() + 2);
  const auto written = [&](const auto& act) {
    const std::size_t before = counting.written;
    act();
    return counting.written - before;
  };
  std::vector<std::size_t> messages, commits, acknowledgements;
  for (const auto& members : {two, all}) {
    Chat c = chat(members);
    say(c);  // the day's key
    messages.push_back(written([&] { say(c); }));
    EXPECT_EQ(last.wake.size(), members.size()) << "and wakes them";
    commits.push_back(written([&] { change(c, {}, {}); }));
    for (const auto* p : members) EXPECT_EQ(mailbox(*p).back().kind, DeliveryKind::commit);
    const auto newest = mailbox(*members[1]).back().seq;
    acknowledgements.push_back(
        written([&] { (void)as(members[0]->device, wire::MailboxAck{newest}); }));
  }
  EXPECT_EQ(messages[0], messages[1]);
  EXPECT_LE(messages[0], 10u);
  EXPECT_EQ(commits[0], commits[1]);
  EXPECT_EQ(acknowledgements, (std::vector<std::size_t>{2, 2}))
      << "the request's nonce, the cursor";
}

TEST_F(Delivery, AFetchCostsTheSameInFewAndInManyConversations_PLT_47) {
  CountingStore counting(store);
  platform =
      Platform::open(Keys::load(keys_of_service->save()).take(), world->realm, counting).take();
  std::vector<std::size_t> fetches, idle, messages;
  for (const int conversations : {3, 300}) {
    const Person ana = person(), ben = person();
    std::vector<Chat> chats;
    for (int i = 0; i < conversations; ++i) chats.push_back(chat({&ana, &ben}));
    say(chats[0]);
    for (bool more = true; more;) {
      const auto page = as(ben.device, wire::MailboxFetch{0, 256}).take();
      ASSERT_EQ(code_as(ben.device, wire::MailboxAck{page.deliveries.back().seq}), Code::ok);
      more = page.more;
    }
    const auto read = [&](const auto& act) {
      const std::size_t before = counting.read;
      act();
      return counting.read - before;
    };
    EXPECT_TRUE(mailbox(ben).empty());
    idle.push_back(read([&] { EXPECT_TRUE(mailbox(ben).empty()); }));
    messages.push_back(read([&] { say(chats[1]); }));
    fetches.push_back(read([&] { EXPECT_EQ(mailbox(ben).size(), 1u); }));
  }
  EXPECT_EQ(idle[0], idle[1]);
  EXPECT_EQ(messages[0], messages[1]);
  EXPECT_EQ(fetches[0], fetches[1]);
  EXPECT_LE(fetches[0], 20u);
}

/// People write, come, go, read, add devices and are away; what is remembered never says less than
/// the rows, and wakes whom it should.
TEST_F(Delivery, WhatIsRememberedSaysWhatTheRowsSayWhateverHappens_PLT_46_PLT_47) {
  std::vector<Person> people;
  for (int i = 0; i < 5; ++i) people.push_back(person());
  struct Talk {
    Chat chat;
    std::set<std::size_t> members;
  };
  std::vector<Talk> talks;
  for (int i = 0; i < 6; ++i) talks.push_back({chat({&people[0], &people[1]}), {0, 1}});
  const auto any = [&](std::size_t n) { return static_cast<std::size_t>(rng.below(n)); };
  for (int i = 0; i < 400; ++i) {
    Talk& talk = talks[any(talks.size())];
    const std::size_t who = any(people.size());
    Person& p = people[who];
    const auto what = any(10);
    if (what < 3) {
      say(talk.chat);
      std::vector<AccountId> members;
      for (const auto m : talk.members) members.push_back(people[m].id);
      EXPECT_THAT(last.wake, ::testing::UnorderedElementsAreArray(members));
    } else if (what < 5 && i < 300) {
      if (talk.members.insert(who).second)
        change(talk.chat, {p.id}, {});
      else if (talk.members.size() > 1 && talk.members.erase(who) > 0)
        change(talk.chat, {}, {p.id});
    } else if (what < 7) {
      if (!mailbox(p).empty()) acknowledge(p);
    } else if (what == 7 && p.record.version < 4) {
      p.record = wire::next_record(p.record);
      if (p.record.device_keys.size() > 1)
        p.record.device_keys.pop_back();
      else
        p.record.device_keys.push_back(crypto::SigningKey::generate(rng).verify_key());
      wire::sign_record(p.record, p.account_key);
      ASSERT_EQ(code(wire::AccountRegister{p.record}), Code::ok);
    } else if (what == 8) {
      now = now + kDay_ms * any(12);
      forget();
    }
    const auto all = mailbox(p);
    const auto after = all.empty() ? 0 : all[any(all.size())].seq;
    EXPECT_EQ(encode(all), encode(mailbox_by_rows(p, 0)));
    ASSERT_EQ(encode(mailbox(p, after)), encode(mailbox_by_rows(p, after)));
  }
}

}  // namespace
}  // namespace eq::platform
