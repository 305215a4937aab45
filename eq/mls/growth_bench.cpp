// Series of `equipoise bench mls --growth`: cost against members, in groups without blank parents.
#include <deque>

#include "bench/growth.h"
#include "eq/mls/test_large_group.h"

namespace eq::mls {
namespace {

using bench::Growth;
using testing::heap;
using testing::kBenchSuite;
using testing::kNow;
using testing::LargeGroup;
using testing::Person;

const Trust kTrust{testing::trust_all()};

void commits(Growth& growth, std::uint32_t n, std::size_t times) {
  LargeGroup g(n);
  const auto commit = [&](const CommitInput& input) {
    return g.a->stage_commit({input}, {}, kTrust, kNow, g.rng).take();
  };
  growth.time("commit_update", n, times, [&] { (void)commit(UpdateSelf{}); });
  std::deque<Bytes> updates;
  for (std::size_t i = 0; i < times; ++i) updates.push_back(commit(UpdateSelf{}).commit());
  growth.time("process_update", n, times, [&] {
    EQ_ASSERT(g.b->process(updates.front(), kTrust).ok());
    updates.pop_front();
  });
  const auto joiner = Person(kBenchSuite, "joiner", g.rng).key_package(g.rng);
  growth.time("commit_add", n, times, [&] { (void)commit(AddMember{joiner.key_package}); });
  growth.time("commit_remove", n, times, [&] { (void)commit(RemoveMember{n / 2}); });
  const Bytes welcome = *commit(AddMember{joiner.key_package}).welcome();
  growth.time("join", n, std::min<std::size_t>(times, 5),
              [&] { EQ_ASSERT(Group::join(welcome, joiner, std::nullopt, kTrust).ok()); });
  growth.time("message_1k", n, 200, [&] {
    const Bytes m = g.a->protect({}, Bytes(1024), 0, g.rng).value();
    EQ_ASSERT(g.b->process(m, kTrust).ok());
  });
}

void heap_of_a_state(Growth& growth, std::uint32_t n) {
  const Bytes saved = LargeGroup(n).b->save();
  const std::size_t before = heap();
  const auto loaded = std::make_unique<Group>(Group::load(saved).take());
  growth.figure("heap", "bytes", n, static_cast<double>(heap() - before));
}

void create(Growth& growth, std::uint32_t n, std::size_t times) {
  eq::testing::SeededRandom rng(n);
  const Person ana(kBenchSuite, "Ana", rng);
  std::vector<CommitInput> adds;
  for (std::uint32_t i = 1; i < n; ++i)
    adds.push_back(
        AddMember{Person(kBenchSuite, std::to_string(i), rng).key_package(rng).key_package});
  const auto all = [&] {
    Group g = ana.create(Bytes(16, 2), rng);
    EQ_ASSERT(g.stage_commit(adds, {}, kTrust, kNow, rng).ok());
  };
  growth.time("create_add_all/member", n, times, all, n);
}

Growth run() {
  Growth growth("mls");
  for (std::uint32_t n : {2u, 10u, 30u, 100u, 300u, 1000u, 3000u, 10000u}) {
    const std::size_t times = n < 1000 ? 31 : 11;
    commits(growth, n, times);
    create(growth, n, n < 1000 ? 9 : 3);
    heap_of_a_state(growth, n);
  }
  return growth;
}

const bench::GrowthRegistration kRegistered("mls", run);

}  // namespace
}  // namespace eq::mls
