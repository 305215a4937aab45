// A group over a bad network: one server that takes the first commit of each epoch, and members who
// lag behind, get everything late, out of order or again, compete, crash between any two steps and
// come back from their journals.  All from one printed seed (EQUIPOISE_SEED).  Whoever reaches an
// epoch must agree with whoever was there first.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>

#include "eq/mls/journal.h"
#include "eq/mls/rule.h"
#include "eq/mls/testing.h"

namespace eq::mls {
namespace {

using testing::kNow;
using testing::Person;

struct Item {
  enum Kind { proposal, commit, message, welcome } kind;
  std::size_t from;
  std::uint64_t epoch;  // in which it was sent
  Bytes bytes;
};

/// One device: a mailbox, and what its disk holds.
struct Device {
  explicit Device(Person p) : person(std::move(p)) {}
  Person person;
  std::optional<KeyPackageSecrets> package;  // until it has joined
  std::optional<GroupJournal> journal;
  Bytes disk;
  std::vector<Item> mailbox;
  std::uint64_t joined_at = 0;
  bool removed = false;

  bool is_in() const { return journal && !removed; }
  void begin(Group g) {
    joined_at = g.epoch();
    journal.emplace(std::move(g));
    disk = to_bytes(journal->snapshot().reveal("a test's disk"));
  }
  void write() { append(disk, journal->delta().reveal("a test's disk")); }
};

class Net {
 public:
  Net(Suite suite, std::uint64_t seed) : suite_(suite), rng_(seed) {
    devices_.emplace_back(Person(suite, "0", rng_));
    devices_[0].begin(devices_[0].person.create(Bytes(16, 1), rng_));
    note_epoch(devices_[0]);
  }

  void step() {
    std::size_t i = rng_.below(devices_.size());
    while (devices_[i].removed) i = rng_.below(devices_.size());  // somebody is always in
    Device& d = devices_[i];
    if (rng_.below(3) != 0) return receive_something(d);
    if (!d.is_in()) return;
    switch (rng_.below(8)) {
      case 0: return propose(i);
      case 1:
      case 2: return commit(i);
      case 3: return crash(d);
      case 4: return rng_.below(4) == 0 ? external(i) : crash(d);
      default: return talk(i);
    }
  }

  /// Everybody gets everything that is left, in order.
  void calm_down() {
    for (Device& d : devices_) {
      int in_vain = 0;  // a crash may undo a step, but not for ever
      while (!d.removed && !d.mailbox.empty() && !::testing::Test::HasFatalFailure()) {
        const auto before = d.mailbox.size();
        for (std::size_t at = 0; at < d.mailbox.size() && d.mailbox.size() == before; ++at)
          receive(d, at);
        in_vain = d.mailbox.size() < before ? 0 : in_vain + 1;
        ASSERT_LT(in_vain, 20) << "something can never be taken in";
      }
      if (d.removed || !d.journal) continue;
      EXPECT_EQ(d.journal->group().epoch(), epoch_);
      note_epoch(d);
    }
  }

  std::size_t members() const {
    return static_cast<std::size_t>(
        std::count_if(devices_.begin(), devices_.end(), [](auto& d) { return d.is_in(); }));
  }
  std::uint64_t epoch() const { return epoch_; }
  std::size_t sent = 0, opened = 0, too_old = 0, early = 0, repeated = 0, lost_races = 0,
              crashes = 0, torn = 0, joins = 0, removals = 0;

 private:
  void broadcast(const Item& item) {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      if (!devices_[i].removed && (i != item.from || item.kind == Item::commit))
        devices_[i].mailbox.push_back(item);
    }
  }

  // ---- sending: the delta is on disk before anything leaves; a crash in between loses the message
  // only

  bool keep(Device& d) {
    d.write();
    if (rng_.below(12) != 0) return true;
    crash(d);
    return false;
  }

  void talk(std::size_t i) {
    Device& d = devices_[i];
    const auto m = d.journal->protect({}, view(std::to_string(++sent)), Padding::none, rng_);
    if (!m.ok()) {
      ASSERT_EQ(d.journal->group().last_rule(), Rule::data_before_commit);
      return;
    }
    const auto epoch = d.journal->group().epoch();
    if (keep(d) && epoch + kRetainedEpochs >= epoch_) broadcast({Item::message, i, epoch, *m});
  }

  CommitOptions some_form() {
    CommitOptions o;
    o.handshake = rng_.below(2) ? WireFormat::private_message : WireFormat::public_message;
    o.path = rng_.below(3) ? Path::always : Path::if_required;
    return o;
  }

  void propose(std::size_t i) {
    Device& d = devices_[i];
    const auto epoch = d.journal->group().epoch();
    CommitInput input = UpdateSelf{};
    if (rng_.below(2) && members() > 4 && d.journal->group().members().size() > 4)
      input = RemoveMember{some_other(d)};
    const auto m = d.journal->propose(input, some_form(), trust_, kNow, rng_);
    ASSERT_TRUE(m.ok());
    // after a crash the outbox is sent again: a proposal that we remember must reach the others
    keep(d);
    if (epoch == epoch_) broadcast({Item::proposal, i, epoch, *m});
  }

  LeafIndex some_other(const Device& d) {
    const auto all = d.journal->group().members();
    const auto leaf = all[rng_.below(all.size())].leaf;
    return leaf != d.journal->group().own_leaf() ? leaf
                                                 : all[all.front().leaf == leaf ? 1 : 0].leaf;
  }

  void commit(std::size_t i) {
    if (devices_[i].journal->staged()) return;
    std::vector<CommitInput> inputs;
    std::optional<std::size_t> newcomer;
    if (members() < 10 && rng_.below(3) == 0) {
      newcomer = devices_.size();
      devices_.emplace_back(Person(suite_, std::to_string(devices_.size()), rng_));
      devices_.back().package = devices_.back().person.key_package(rng_);
      inputs.push_back(AddMember{devices_.back().package->key_package});
    }
    Device& d = devices_[i];  // devices_ is a deque: references stay
    if (members() > 4 && d.journal->group().members().size() > 4 && rng_.below(5) == 0)
      inputs.push_back(RemoveMember{some_other(d)});
    const auto epoch = d.journal->group().epoch();
    const auto form = testing::with_pending(d.journal->group(), inputs, some_form());
    ASSERT_TRUE(d.journal->stage_commit(inputs, form, trust_, kNow, rng_).ok())
        << name_of(d.journal->group().last_rule());
    const bool leaves = keep(d);
    if (!leaves || epoch != epoch_) {  // it never left, or the server had another
      lost_races += leaves;
      if (newcomer) devices_[*newcomer].removed = true;
      d.journal->drop_staged();
      d.write();
      return;
    }
    ++epoch_;
    broadcast({Item::commit, i, epoch, d.journal->staged()->commit()});
    if (newcomer) {
      devices_[*newcomer].mailbox.clear();
      devices_[*newcomer].mailbox.push_back(
          {Item::welcome, i, epoch, *d.journal->staged()->welcome()});
    }
  }

  void external(std::size_t from) {
    const Device& d = devices_[from];
    if (d.journal->group().epoch() != epoch_ || members() >= 10) return;
    Person p(suite_, std::to_string(devices_.size()), rng_);
    auto joined = Group::join_external(d.journal->group().group_info(TreeDelivery::in_welcome),
                                       p.key, p.credential, testing::options_now(), std::nullopt,
                                       std::nullopt, trust_, rng_);
    ASSERT_TRUE(joined.ok()) << to_text(joined.error());
    broadcast({Item::commit, devices_.size(), epoch_++, joined->commit});
    devices_.emplace_back(std::move(p));
    devices_.back().begin(std::move(joined->group));
    note_epoch(devices_.back());
    ++joins;
  }

  // ---- receiving: anything of the next few may come first

  void receive_something(Device& d) {
    if (d.mailbox.empty()) return;
    receive(d, rng_.below(std::min<std::size_t>(d.mailbox.size(), 6)));
  }

  void receive(Device& d, std::size_t at) {
    const Item item = d.mailbox[at];
    const auto done = [&] { d.mailbox.erase(d.mailbox.begin() + static_cast<std::ptrdiff_t>(at)); };
    if (!d.journal) {
      if (item.kind == Item::welcome) {
        auto g = Group::join(item.bytes, *d.package, std::nullopt, trust_);
        ASSERT_TRUE(g.ok()) << to_text(g.error());
        d.begin(std::move(g).take());
        note_epoch(d);
        ++joins;
        done();
      }
      return;  // nothing can be read before the Welcome
    }
    const Group& g = d.journal->group();
    if (item.kind == Item::commit && d.journal->staged() &&
        equal_var(d.journal->staged()->commit(), item.bytes)) {
      ASSERT_TRUE(d.journal->merge_staged().ok());
      taken_in(d, done);
      return;
    }
    auto p = d.journal->process(item.bytes, trust_);
    if (item.epoch > g.epoch()) {
      ASSERT_FALSE(p.ok());
      ++early;
      return;  // stays in the mailbox
    }
    if (item.epoch < d.joined_at || (item.kind != Item::message && item.epoch < g.epoch()) ||
        item.epoch + kRetainedEpochs < g.epoch()) {
      ASSERT_FALSE(p.ok());
      ++too_old;
      return done();
    }
    if (item.kind == Item::commit && !p.ok()) {
      // It refers to a proposal that is still on its way.
      ASSERT_EQ(g.last_rule(), Rule::proposal_unknown_reference) << name_of(g.last_rule());
      ++early;
      return;
    }
    ASSERT_TRUE(p.ok()) << to_text(p.error()) << " " << name_of(g.last_rule());
    if (auto* c = std::get_if<ReceivedCommit>(&*p)) {
      if (c->effect().removes_me) {
        d.removed = true;
        d.mailbox.clear();
        ++removals;
        return;
      }
      ASSERT_TRUE(d.journal->merge(std::move(*c)).ok());
      taken_in(d, done);
      return;
    }
    opened += item.kind == Item::message;
    if (taken_in(d, done) && item.kind == Item::message && rng_.below(6) == 0) {
      EXPECT_FALSE(d.journal->process(item.bytes, trust_).ok()) << "opened twice";
      ++repeated;
    }
  }

  /// What was taken in is on disk before it is acknowledged; a crash before that and it comes
  /// again.
  template <class Done>
  bool taken_in(Device& d, Done done) {
    if (rng_.below(12) == 0) {
      crash(d);
      return false;
    }
    d.write();
    note_epoch(d);
    done();
    return true;
  }

  /// Back from the disk, sometimes with a torn last write of something that nobody has seen yet.
  void crash(Device& d) {
    ++crashes;
    if (rng_.below(3) == 0) {
      const auto delta = d.journal->delta();
      const View bytes = delta.reveal("a test's disk");
      append(d.disk, bytes.first(bytes.empty() ? 0 : rng_.below(bytes.size())));
    }
    auto opened_again = GroupJournal::open(d.disk);
    ASSERT_TRUE(opened_again.ok()) << to_text(opened_again.error());
    d.journal.emplace(std::move(opened_again->journal));
    if (opened_again->ignored > 0) {
      ++torn;
      d.disk = to_bytes(d.journal->snapshot().reveal("a test's disk"));
    }
  }

  void note_epoch(const Device& d) {
    const Group& g = d.journal->group();
    const auto [it, first] = authenticators_.emplace(g.epoch(), g.epoch_authenticator());
    EXPECT_EQ(it->second, g.epoch_authenticator()) << "epoch " << g.epoch();
    EXPECT_EQ(g.compare(g.epoch(), it->second), Agreement::same);
  }

  Suite suite_;
  eq::testing::SeededRandom rng_;
  const Trust trust_ = testing::trust_outsiders();
  std::deque<Device> devices_;
  std::uint64_t epoch_ = 0;  // the server's
  std::map<std::uint64_t, Hash> authenticators_;
};

class NetworkSimulation : public ::testing::TestWithParam<Suite> {};
INSTANTIATE_TEST_SUITE_P(Suites, NetworkSimulation, ::testing::ValuesIn(testing::all_suites()),
                         [](const auto& i) { return "suite" + std::to_string(i.param.code); });

TEST_P(NetworkSimulation, LateLostAndRepeatedHandshakesAndCrashesSplitNobodyOff_MLS_2) {
  const char* given = std::getenv("EQUIPOISE_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20261124;
  const char* wanted = std::getenv("EQUIPOISE_STEPS");
  const int steps = wanted ? std::atoi(wanted) : 3000;
  Net net(GetParam(), seed);
  for (int i = 0; i < steps && !HasFatalFailure(); ++i) net.step();
  if (!HasFatalFailure()) net.calm_down();
  std::printf(
      "seed %llu, suite %d: %d steps, epoch %llu, %zu members, %zu sent, %zu opened, %zu too early, %zu too old, %zu again, "
      "%zu lost races, %zu crashes (%zu torn), %zu joins, %zu removals\n",
      static_cast<unsigned long long>(seed), static_cast<int>(GetParam().code), steps,
      static_cast<unsigned long long>(net.epoch()), net.members(), net.sent, net.opened, net.early,
      net.too_old, net.repeated, net.lost_races, net.crashes, net.torn, net.joins, net.removals);
  EXPECT_GT(net.epoch(), 10u);
  EXPECT_GT(net.opened, 50u);
  EXPECT_GT(net.lost_races, 0u);
  EXPECT_GT(net.early, 0u);
}

}  // namespace
}  // namespace eq::mls
