// Many members, random acts, lost and reordered messages, restarts; all from one printed seed
// (EQUIPOISE_SEED to repeat one).  After every epoch everybody must agree.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "eq/mls/group.h"
#include "eq/mls/testing.h"

namespace eq::mls {
namespace {

using testing::kNow;
using testing::Person;

/// Everybody knows every external PSK.
class AllPsks final : public PskStore {
 public:
  std::optional<SecretBytes> find(const PskId& id) const override {
    if (id.type != PskType::external) return std::nullopt;
    return SecretBytes::from(crypto::sha256(id.psk_id));
  }
};
const AllPsks kPsks;
const Trust kTrust = [] {
  Trust t = testing::trust_outsiders();  // some join by external commit
  t.psks = &kPsks;
  return t;
}();

class World {
 public:
  World(Suite suite, std::uint64_t seed) : suite_(suite), rng_(seed) {
    people_.emplace_back(suite, "0", rng_);
    groups_.emplace(0, people_[0].create(Bytes(16, 1), rng_));
  }

  void step() {
    const auto act = rng_.below(10);
    if (act < 4 && !proposed_)
      chat();
    else if (act < 6)
      propose();
    else
      commit();
    if (rng_.below(8) == 0) restart();
  }

  std::size_t members() const { return groups_.size(); }
  std::uint64_t epoch() const { return groups_.begin()->second.epoch(); }
  std::size_t chats = 0, commits = 0, joins = 0, removals = 0, lost_races = 0, restarts = 0,
              externals = 0, psks = 0, readds = 0;

 private:
  std::size_t any() {
    auto it = groups_.begin();
    std::advance(it, static_cast<long>(rng_.below(groups_.size())));
    return it->first;
  }

  /// A few messages of one sender, delivered to everyone in a shuffled order with some lost or
  /// repeated.
  void chat() {
    const auto from = any();
    std::vector<std::pair<Bytes, std::string>> sent;
    for (std::uint64_t i = 0, n = 1 + rng_.below(5); i < n; ++i) {
      const std::string words = std::to_string(++chats);
      sent.emplace_back(groups_.at(from).protect({}, view(words), rng_.below(64), rng_).value(),
                        words);
    }
    for (auto& [who, g] : groups_) {
      if (who == from) continue;
      auto order = sent;
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng_.below(i)]);
      for (const auto& [bytes, words] : order) {
        if (rng_.below(10) == 0) continue;
        const auto p = g.process(bytes, kTrust);
        ASSERT_TRUE(p.ok()) << to_text(p.error());
        EXPECT_EQ(to_string(std::get<ApplicationMessage>(*p).plaintext), words);
        if (rng_.below(10) == 0) {
          EXPECT_EQ(g.process(bytes, kTrust).error(), Err::stale);
        }
      }
    }
  }

  CommitOptions some_form() {
    CommitOptions o;
    o.handshake = rng_.below(2) ? WireFormat::private_message : WireFormat::public_message;
    o.path = rng_.below(3) ? Path::always : Path::if_required;
    return o;
  }

  /// Everybody hears of it, or a lost message would make a later commit unreadable to some.
  void propose() {
    const auto from = any();
    Group& g = groups_.at(from);
    CommitInput input = UpdateSelf{};
    if (rng_.below(3) == 0 && groups_.size() > 2)
      input = RemoveMember{groups_.at(any()).own_leaf()};
    const auto m = g.propose(input, some_form(), kTrust, kNow, rng_);
    ASSERT_TRUE(m.ok()) << static_cast<int>(g.last_rule());
    proposed_ = true;
    for (auto& [who, other] : groups_) {
      if (who == from) continue;
      ASSERT_TRUE(other.process(*m, kTrust).ok()) << static_cast<int>(other.last_rule());
    }
  }

  std::vector<CommitInput> some_inputs(Group& g) {
    std::vector<CommitInput> inputs;
    if (groups_.size() < 24)
      for (std::uint64_t n = rng_.below(4); n > 0; --n) {
        newcomers_.push_back(people_.size());
        people_.emplace_back(suite_, std::to_string(people_.size()), rng_);
        packages_.push_back(people_.back().key_package(rng_));
        inputs.push_back(AddMember{packages_.back().key_package});
      }
    // somebody who was removed comes back
    if (groups_.size() < 24 && !gone_.empty() && rng_.below(2) == 0) {
      newcomers_.push_back(gone_.back());
      gone_.pop_back();
      packages_.push_back(people_[newcomers_.back()].key_package(rng_));
      inputs.push_back(AddMember{packages_.back().key_package});
      ++readds;
    }
    if (rng_.below(4) == 0) {
      inputs.push_back(InjectPsk{PskId::external(be64(rng_.below(9)))});
      ++psks;
    }
    if (groups_.size() > 3 && rng_.below(3) == 0) {
      const LeafIndex leaf = groups_.at(any()).own_leaf();
      if (leaf != g.own_leaf()) inputs.push_back(RemoveMember{leaf});
    }
    return inputs;
  }

  void commit() {
    newcomers_.clear();
    packages_.clear();
    if (rng_.below(12) == 0 && groups_.size() < 24) return external();
    const auto from = any();
    Group& g = groups_.at(from);
    const auto inputs = some_inputs(g);
    auto staged =
        g.stage_commit(inputs, testing::with_pending(g, inputs, some_form()), kTrust, kNow, rng_);
    ASSERT_TRUE(staged.ok()) << static_cast<int>(g.last_rule());
    // Sometimes somebody else tries at the same time and comes second.
    std::optional<StagedCommit> rival;
    const auto other = any();
    if (other != from && rng_.below(4) == 0)
      rival = groups_.at(other).stage_commit({}, some_form(), kTrust, kNow, rng_).take();
    if (rng_.below(6) == 0) staged = StagedCommit::load(staged->save());

    deliver(from, staged->commit());
    if (rival) {
      ++lost_races;
      if (groups_.contains(other)) {
        EXPECT_EQ(groups_.at(other).merge(std::move(*rival)).error(), Err::stale);
      }
    }
    const std::optional<Bytes> welcome = staged->welcome();
    ASSERT_TRUE(g.merge(std::move(*staged)).ok());
    for (std::size_t i = 0; i < newcomers_.size(); ++i) {
      auto joined = Group::join(*welcome, packages_[i], std::nullopt, kTrust);
      ASSERT_TRUE(joined.ok()) << to_text(joined.error());
      groups_.emplace(newcomers_[i], std::move(joined).take());
      ++joins;
    }
    ++commits;
    expect_agreement();
  }

  void external() {
    people_.emplace_back(suite_, std::to_string(people_.size()), rng_);
    const Person& p = people_.back();
    auto joined = Group::join_external(groups_.at(any()).group_info(TreeDelivery::in_welcome),
                                       p.key, p.credential, testing::options_now(), std::nullopt,
                                       std::nullopt, kTrust, rng_);
    ASSERT_TRUE(joined.ok()) << to_text(joined.error());
    deliver(SIZE_MAX, joined->commit);
    groups_.emplace(people_.size() - 1, std::move(joined->group));
    ++externals;
    expect_agreement();
  }

  void deliver(std::size_t from, const Bytes& commit) {
    proposed_ = false;
    std::vector<std::size_t> gone;
    for (auto& [who, g] : groups_) {
      if (who == from) continue;
      auto p = g.process(commit, kTrust);
      ASSERT_TRUE(p.ok()) << to_text(p.error()) << " rule " << static_cast<int>(g.last_rule());
      auto& c = std::get<ReceivedCommit>(*p);
      if (c.effect().removes_me) gone.push_back(who);
      ASSERT_TRUE(g.merge(std::move(c)).ok());
    }
    for (auto who : gone) {
      groups_.erase(who);
      gone_.push_back(who);
    }
    removals += gone.size();
  }

  void restart() {
    Group& g = groups_.at(any());
    auto again = Group::load(g.save());
    ASSERT_TRUE(again.ok());
    g = std::move(again).take();
    ++restarts;
  }

  void expect_agreement() {
    const Group& first = groups_.begin()->second;
    const auto members = first.members();
    EXPECT_EQ(members.size(), groups_.size());
    for (auto& [who, g] : groups_) {
      EXPECT_EQ(g.epoch(), first.epoch());
      EXPECT_EQ(g.epoch_authenticator(), first.epoch_authenticator());
      EXPECT_EQ(g.members().size(), members.size());
    }
  }

  Suite suite_;
  bool proposed_ = false;  // then data waits for a commit
  eq::testing::SeededRandom rng_;
  std::deque<Person> people_;
  std::map<std::size_t, Group> groups_;
  std::vector<std::size_t> newcomers_, gone_;
  std::vector<KeyPackageSecrets> packages_;
};

class Simulation : public ::testing::TestWithParam<Suite> {};
INSTANTIATE_TEST_SUITE_P(Suites, Simulation, ::testing::ValuesIn(testing::all_suites()),
                         [](const auto& i) { return "suite" + std::to_string(i.param.code); });

TEST_P(Simulation, AllMembersAgreeAfterEveryEpoch_MLS_2) {
  const char* given = std::getenv("EQUIPOISE_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20261123;
  World w(GetParam(), seed);
  const char* wanted = std::getenv("EQUIPOISE_STEPS");  // `make simulate` asks for many
  const int steps = wanted ? std::atoi(wanted) : 400;
  for (int i = 0; i < steps && !HasFatalFailure(); ++i) w.step();
  std::printf(
      "seed %llu, suite %d: %zu messages, %zu commits, %zu joins, %zu external, %zu removed, %zu lost races, "
      "%zu restarts, %zu PSKs, %zu came back, epoch %llu, %zu members\n",
      static_cast<unsigned long long>(seed), static_cast<int>(GetParam().code), w.chats, w.commits,
      w.joins, w.externals, w.removals, w.lost_races, w.restarts, w.psks, w.readds,
      static_cast<unsigned long long>(w.epoch()), w.members());
  EXPECT_GT(w.commits, 30u);
  EXPECT_GT(w.removals, 5u);
}

}  // namespace
}  // namespace eq::mls
