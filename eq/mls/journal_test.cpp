// The store of a group: cut off at every byte, it opens to the state before or after a step, and no
// key serves twice.
#include "eq/mls/journal.h"

#include "eq/mls/test_rules.h"

namespace eq::mls {
namespace {

Bytes stored(const SecretBytes& s) { return to_bytes(s.reveal("test")); }

/// Ben keeps a journal; Ana is the other side.
struct Journal : Rules {
  std::optional<GroupJournal> j;
  Bytes store;
  std::vector<std::size_t> ends;  // where the store was whole
  std::vector<Bytes> states;      // the saved group at each
  std::vector<Bytes> sent;        // what left after each, in order

  void SetUp() override {
    Rules::SetUp();
    j.emplace(Group::load(b->save()).take());
    store = stored(j->snapshot());
    mark();
  }
  void mark() {
    append(store, stored(j->delta()));
    ends.push_back(store.size());
    states.push_back(j->group().save());
  }
  void say(std::string_view words) {
    sent.push_back(j->protect({}, view(words), Padding::none, rng).value());
    mark();
  }
  void hear(const Bytes& m) {
    ASSERT_TRUE(j->process(m, kTrust).ok());
    mark();
  }
  void follow_ana() {
    auto staged = a->stage_commit({}, {}, kTrust, kNow, rng).take();
    auto p = j->process(staged.commit(), kTrust).take();
    EXPECT_EQ(j->delta().size(), 0u);  // nothing before it is merged
    ASSERT_TRUE(j->merge(std::move(std::get<ReceivedCommit>(p))).ok());
    mark();
    ASSERT_TRUE(a->merge(std::move(staged)).ok());
  }
  void commit() {
    ASSERT_TRUE(j->stage_commit({}, {}, kTrust, kNow, rng).ok());
    mark();
    auto p = a->process(j->staged()->commit(), kTrust).take();
    ASSERT_TRUE(a->merge(std::move(std::get<ReceivedCommit>(p))).ok());
    ASSERT_TRUE(j->merge_staged().ok());
    mark();
  }
  void live() {
    say("one");
    std::vector<Bytes> late;
    for (int i = 0; i < 3; ++i) late.push_back(a->protect({}, Bytes(20, 7), 0, rng).value());
    hear(late[2]);
    hear(late[0]);
    follow_ana();
    say("two");
    hear(late[1]);  // of the epoch before
    hear(a->propose(UpdateSelf{}, {}, kTrust, kNow, rng).value());
    commit();
    say("three");
    ASSERT_TRUE(j->stage_commit({RemoveMember{2}}, {}, kTrust, kNow, rng).ok());
    mark();
    j->drop_staged();
    mark();
  }
  void TearDown() override {}
};

TEST_F(Journal, AWholeStoreOpensToTheSameState_MLS_8) {
  live();
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto o = GroupJournal::open(View(store).first(ends[i]));
    ASSERT_TRUE(o.ok());
    EXPECT_EQ(o->ignored, 0u);
    EXPECT_EQ(o->journal.group().save(), states[i]) << "step " << i;
  }
}

TEST_F(Journal, CutOffAnywhereItOpensAndUsesNoKeyTwice_MLS_8) {
  live();
  Group reader = Group::load(a->save()).take();
  for (std::size_t cut = ends[0]; cut <= store.size(); ++cut) {
    auto o = GroupJournal::open(View(store).first(cut));
    ASSERT_TRUE(o.ok()) << "cut at " << cut;
    const auto step =
        static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin()) -
        1;
    EXPECT_EQ(o->ignored, cut - ends[step]);
    const Group before = Group::load(states[step]).take();
    EXPECT_EQ(o->journal.group().epoch_authenticator(), before.epoch_authenticator());
    if (o->ignored == 0) continue;
    // Even the step that was cut, had its message left after all, shares no key with what is sent
    // now.
    const auto generation = [](const Group& g) {
      SecretTree keys = eq::decode<SecretTree>(eq::encode(GroupSteps::state(g).messages)).take();
      return keys.next(g.own_leaf(), RatchetKind::application)->generation;
    };
    EXPECT_EQ(generation(o->journal.group()), generation(before) + 1);
    EXPECT_TRUE(GroupJournal::open(o->journal.snapshot().reveal("test")).ok());
  }
}

TEST_F(Journal, ADamagedDeltaIsNotSteppedOverInSilence_MLS_8) {
  live();
  for (std::size_t i = 1; i + 1 < ends.size(); ++i) {
    if (ends[i] == ends[i - 1]) continue;
    Bytes bad = store;
    bad[ends[i] - 1] ^= 1;  // the chain value
    EXPECT_EQ(GroupJournal::open(bad).error(), Err::malformed);
  }
  // Nor one taken out of the middle, nor two exchanged, nor a damaged snapshot.
  Bytes gap = to_bytes(View(store).first(ends[1]));
  append(gap, View(store).subspan(ends[2]));
  EXPECT_EQ(GroupJournal::open(gap).error(), Err::malformed);
  Bytes bad = store;
  bad[100] ^= 1;
  EXPECT_EQ(GroupJournal::open(bad).error(), Err::malformed);
  bad = store;
  bad[1] = 9;
  EXPECT_EQ(GroupJournal::open(bad).error(), Err::unsupported);
}

TEST_F(Journal, ACrashBetweenSentAndMergedIsRecovered_MLS_8) {
  ASSERT_TRUE(j->stage_commit({}, {}, kTrust, kNow, rng).ok());
  mark();
  auto p = a->process(j->staged()->commit(), kTrust).take();
  ASSERT_TRUE(a->merge(std::move(std::get<ReceivedCommit>(p))).ok());
  for (const Bytes& kept : {store, stored(j->snapshot())}) {
    auto o = GroupJournal::open(kept).take();
    ASSERT_TRUE(o.journal.staged());
    ASSERT_TRUE(o.journal.merge_staged().ok());
    EXPECT_EQ(o.journal.group().epoch_authenticator(), a->epoch_authenticator());
    EXPECT_EQ(o.journal.merge_staged().error(), Err::missing);
  }
}

TEST(JournalSize, ADeltaIsSmallAgainstTheStateOfAThousand_MLS_8) {
  eq::testing::SeededRandom rng(9);
  const Person ana(kSuite, "Ana", rng);
  std::vector<CommitInput> adds;
  for (int i = 1; i < 1000; ++i)
    adds.push_back(AddMember{Person(kSuite, std::to_string(i), rng).key_package(rng).key_package});
  Group g = ana.create(kGroup, rng);
  ASSERT_TRUE(g.merge(g.stage_commit(adds, {}, kTrust, kNow, rng).take()).ok());
  GroupJournal j(std::move(g));
  const std::size_t whole = j.snapshot().size();
  (void)j.protect({}, view("x"), Padding::none, rng).take();
  const std::size_t message = j.delta().size();
  ASSERT_TRUE(j.stage_commit({RemoveMember{7}}, {}, kTrust, kNow, rng).ok());
  const std::size_t staged = j.delta().size(), commit = j.staged()->commit().size();
  ASSERT_TRUE(j.merge_staged().ok());
  const std::size_t merged = j.delta().size();
  std::printf(
      "1,000 members: snapshot %zu bytes; delta of a message %zu, of a staged commit %zu (%zu of them its message), "
      "of merging it %zu\n",
      whole, message, staged, commit, merged);
  EXPECT_LT(message, 64u);
  EXPECT_LT(merged, 64u);
  EXPECT_LT(staged - commit, whole / 50);
}

TEST(WelcomeSize, DoesNotGrowWithTheGroupWhenTheTreeGoesApart_MLS_15) {
  std::vector<std::size_t> sizes;
  for (int members : {10, 1000}) {
    eq::testing::SeededRandom rng(10);
    const Person ana(kSuite, "Ana", rng), eve(kSuite, "Eve", rng);
    std::vector<CommitInput> adds;
    for (int i = 1; i < members; ++i)
      adds.push_back(
          AddMember{Person(kSuite, std::to_string(i), rng).key_package(rng).key_package});
    Group g = ana.create(kGroup, rng);
    ASSERT_TRUE(g.merge(g.stage_commit(adds, {}, kTrust, kNow, rng).take()).ok());
    const auto ke = eve.key_package(rng);
    CommitOptions apart;
    apart.tree = TreeDelivery::apart;
    auto staged = g.stage_commit({AddMember{ke.key_package}}, apart, kTrust, kNow, rng).take();
    const Bytes welcome = *staged.welcome(), before = g.ratchet_tree();
    ASSERT_TRUE(g.merge(std::move(staged)).ok());
    sizes.push_back(welcome.size());
    EXPECT_TRUE(Group::join(welcome, ke, g.ratchet_tree(), kTrust).ok());
    EXPECT_EQ(Group::join(welcome, ke, before, kTrust).error(), Err::forged);
    EXPECT_EQ(Group::join(welcome, ke, std::nullopt, kTrust).error(), Err::missing);
  }
  std::printf("Welcome for one, tree apart: %zu bytes in 10, %zu in 1,000\n", sizes[0], sizes[1]);
  // GREASE has up to 15 bytes.
  EXPECT_LE(sizes[1], sizes[0] + 16);
}

}  // namespace
}  // namespace eq::mls
