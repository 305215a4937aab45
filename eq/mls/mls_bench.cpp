// Rows of `equipoise bench mls`.  Yardstick V: one OpenSSL Ed25519 verification of 64 bytes.  Suite
// 0x0003; sizes of group rows are members; groups have full trees (no blank parents).
#include <deque>

#include "bench/frame.h"
#include "bench/threads.h"
#include "eq/crypto/yardstick.h"
#include "eq/mls/test_large_group.h"

namespace eq::mls {
namespace {

using bench::Report;
using testing::heap;
using testing::kNow;
using testing::LargeGroup;
using testing::Person;

constexpr Suite kSuite = testing::kBenchSuite;
const Trust kTrust{testing::trust_all()};

void messages(Report& report) {
  eq::testing::SeededRandom rng(1);
  const Person ana(kSuite, "Ana", rng), ben(kSuite, "Ben", rng);
  Group a = ana.create(Bytes(16, 1), rng);
  const auto kb = ben.key_package(rng);
  auto staged = a.stage_commit({AddMember{kb.key_package}}, {}, kTrust, kNow, rng).take();
  Group b = Group::join(*staged.welcome(), kb, std::nullopt, kTrust).take();
  EQ_ASSERT(a.merge(std::move(staged)).ok());
  struct Size {
    const char* name;
    std::size_t bytes;
    double goal;
  };
  for (auto [name, bytes, goal] : {Size{"roundtrip_64", 64, 0.92},
                                   {"roundtrip_1k", 1024, 1.0},
                                   {"roundtrip_64k", 65536, 4.4}}) {
    const Bytes plain(bytes, 7);
    report.row(name, bytes, goal, [&] {
      const Bytes m = a.protect({}, plain, 0, rng).value();
      EQ_ASSERT(b.process(m, kTrust).ok());
    });
  }
}

/// Rows of one group size; `pool` is how many commits to prepare for process_update.
void group_rows(Report& report, std::uint32_t n, double commit_goal, double process_goal,
                std::size_t pool) {
  auto g = std::make_unique<LargeGroup>(n);
  report.row("commit_update", n, commit_goal,
             [&] { EQ_ASSERT(g->a->stage_commit({UpdateSelf{}}, {}, kTrust, kNow, g->rng).ok()); });

  // Commits of one epoch, each under its own key of A's handshake ratchet, in the order they were
  // made.
  std::deque<Bytes> commits;
  LargeGroup fresh(n);  // the ratchet of the other has moved on
  for (std::size_t i = 0; i < pool; ++i)
    commits.push_back(fresh.a->stage_commit({UpdateSelf{}}, {}, kTrust, kNow, fresh.rng)->commit());
  report.row("process_update", n, process_goal, [&] {
    EQ_ASSERT(!commits.empty() && fresh.b->process(commits.front(), kTrust).ok());
    commits.pop_front();
  });

  // What one state holds, and what merging a commit adds while the past epoch is kept.
  g.reset();
  const Bytes saved = fresh.b->save();
  const std::size_t h0 = heap();
  auto loaded = std::make_unique<Group>(Group::load(saved).take());
  loaded->epoch_authenticator();
  const std::size_t h1 = heap();
  auto staged = loaded->stage_commit({UpdateSelf{}}, {}, kTrust, kNow, fresh.rng).take();
  EQ_ASSERT(loaded->merge(std::move(staged)).ok());
  const std::size_t h2 = heap();
  report.figure("heap_per_member", n, static_cast<double>(h1 - h0) / n, 650);
  report.figure("retained_epoch", n, static_cast<double>(h2 - h1) / static_cast<double>(h1 - h0),
                0.05);
}

void join_row(Report& report, std::uint32_t n) {
  LargeGroup g(n - 1);
  const auto joiner = Person(kSuite, "joiner", g.rng).key_package(g.rng);
  const auto staged =
      g.a->stage_commit({AddMember{joiner.key_package}}, {}, kTrust, kNow, g.rng).take();
  const Bytes welcome = *staged.welcome();
  report.row("join", n, 570,
             [&] { EQ_ASSERT(Group::join(welcome, joiner, std::nullopt, kTrust).ok()); });
  // The rows' clock is the calling thread's: with even shares, what it takes is the time on an idle
  // machine.
  bench::Threads two(2);
  const Trust lent{.credentials = testing::trust_all(), .executor = &two};
  report.row("join_two_threads", n, 300,
             [&] { EQ_ASSERT(Group::join(welcome, joiner, std::nullopt, lent).ok()); });
  report.figure("welcome_bytes", n, static_cast<double>(welcome.size()), std::nullopt);
  report.figure("commit_bytes", n, static_cast<double>(staged.commit().size()), std::nullopt);
}

void create_row(Report& report, std::uint32_t n, double goal) {
  eq::testing::SeededRandom rng(n);
  const Person ana(kSuite, "Ana", rng);
  std::vector<CommitInput> adds;
  for (std::uint32_t i = 0; i < n; ++i)
    adds.push_back(AddMember{Person(kSuite, std::to_string(i), rng).key_package(rng).key_package});
  report.row("create_add_all", n, goal, [&] {
    Group g = ana.create(Bytes(16, 2), rng);
    EQ_ASSERT(g.stage_commit(adds, {}, kTrust, kNow, rng).ok());
  });
}

Report run() {
  Report report("mls", "OpenSSL Ed25519 verification of 64 bytes");
  const auto v = crypto::yardstick_openssl_ed25519_verify();
  report.yardstick(v);
  messages(report);
  report.yardstick(v);
  group_rows(report, 1000, 15, 7, 1200);
  group_rows(report, 10000, 30, 22, 300);
  report.yardstick(v);
  join_row(report, 1000);
  create_row(report, 999, 2300);
  create_row(report, 9999, 25000);
  return report;
}

const bench::Registration kRegistered("mls", run);

}  // namespace
}  // namespace eq::mls
