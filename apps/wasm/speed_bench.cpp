// How fast the engine runs here, for the same program native and as WebAssembly: suite 0x0003, and
// as yardstick one Ed25519 verification of 64 bytes by the same libsodium in the same process.
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

#include "eq/mls/testing.h"

namespace {

using namespace eq;
using namespace eq::mls;
using eq::mls::testing::kNow;
using eq::mls::testing::Person;

constexpr Suite kSuite = Suite::x25519_chacha20poly1305_sha256_ed25519;
const Trust kTrust{eq::mls::testing::trust_all()};

/// Microseconds of one call: the best of five runs, so that other work on the machine shows least.
double best_us(int calls, const std::function<void()>& once) {
  double best = 1e300;
  for (int run = 0; run < 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) once();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count() / calls);
  }
  return best;
}

void print_row(const char* name, double us, double yardstick_us) {
  std::printf("%-20s %10.1f us %8.2f V\n", name, us, us / yardstick_us);
}

/// `n` members who all joined by one commit, as the first and the last of them hold the group.
struct Pair {
  explicit Pair(int n) : rng(static_cast<std::uint64_t>(n)) {
    const Person ana(kSuite, "Ana", rng);
    first.emplace(ana.create(Bytes(16, 1), rng));
    std::vector<CommitInput> adds;
    std::optional<KeyPackageSecrets> joiner;
    for (int i = 1; i < n; ++i) {
      joiner.emplace(Person(kSuite, std::to_string(i), rng).key_package(rng));
      adds.push_back(AddMember{joiner->key_package});
    }
    auto staged = first->stage_commit(adds, {}, kTrust, kNow, rng).take();
    last.emplace(Group::join(*staged.welcome(), *joiner, std::nullopt, kTrust).take());
    EQ_ASSERT(first->merge(std::move(staged)).ok());
  }
  eq::testing::SeededRandom rng;
  std::optional<Group> first, last;
};

}  // namespace

int main() {
  eq::testing::SeededRandom rng(1);
  const auto key = crypto::SigningKey::generate(rng);
  const Bytes message(64, 7);
  const auto signature = key.sign(message);
  const double v =
      best_us(200, [&] { EQ_ASSERT(crypto::verify(key.verify_key(), message, signature)); });
  print_row("ed25519_verify", v, v);

  for (const auto& [name, bytes, calls] : {std::tuple{"roundtrip_64", std::size_t{64}, 100},
                                           {"roundtrip_64k", std::size_t{65536}, 20}}) {
    Pair two(2);
    const Bytes plain(bytes, 7);
    print_row(
        name,
        best_us(calls,
                [&] {
                  EQ_ASSERT(
                      two.last->process(two.first->protect({}, plain, 0, two.rng).value(), kTrust)
                          .ok());
                }),
        v);
  }

  // All commits are for the same epoch, each under the next key of the sender's handshake ratchet.
  constexpr int kCalls = 10;
  Pair hundred(100);
  std::vector<Bytes> commits;
  for (int i = 0; i < 5 * kCalls; ++i)
    commits.push_back(hundred.first->stage_commit({UpdateSelf{}}, {}, kTrust, kNow, hundred.rng)
                          .value()
                          .commit());
  std::size_t next = 0;
  print_row(
      "process_update_100",
      best_us(kCalls, [&] { EQ_ASSERT(hundred.last->process(commits[next++], kTrust).ok()); }), v);
}
