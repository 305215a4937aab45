// `equipoise bench keytrans` and its --growth: look-ups, owners' checks and epochs of a directory.
#include "bench/frame.h"
#include "bench/growth.h"
#include "eq/crypto/yardstick.h"
#include "eq/keytrans/directory.h"
#include "eq/keytrans/memory_nodes.h"
#include "eq/testing/seeded.h"

namespace eq::keytrans {
namespace {

/// A directory of so many accounts.  Labels of all but one are drawn instead of computed: they are
/// as uniform, and a million VRF outputs take minutes.
class Filled {
 public:
  explicit Filled(std::size_t accounts) {
    Tree tree(nodes_, {});
    EQ_ASSERT(tree.grow(drawn(accounts, 1)).ok());
    directory_.emplace(keys_, nodes_, Epoch{1, tree.root(), empty_root(), accounts}, tree.top());
    for (Version v = 1; v <= 3; ++v) {
      ana_.version = v;
      EQ_ASSERT(directory_->publish({ana_}).ok());
    }
  }
  Known known() const { return directory_->known(); }
  LookUp look_up() const { return directory_->look_up(ana_).take(); }
  OwnerCheck owner_check() const { return directory_->owner_check(ana_.account, 3).take(); }
  const AccountId& ana() const { return ana_.account; }

  /// An epoch of so many changes, as an auditor gets it.  The last thing that is asked.
  struct Change {
    Epoch before, after;
    Growth growth;
  };
  Change change(std::size_t n) {
    const Epoch before = directory_->epoch();
    Tree tree(nodes_, directory_->top());
    Growth growth = tree.grow(drawn(n, before.number + 1)).take();
    const Epoch after{before.number + 1, tree.root(), before.root, before.leaves + n};
    return {before, after, std::move(growth)};
  }

 private:
  std::vector<Leaf> drawn(std::size_t n, std::uint32_t epoch) {
    std::vector<Leaf> leaves(n);
    for (Leaf& l : leaves) l = {rng_.array<32>(), rng_.array<32>(), epoch};
    return leaves;
  }

  eq::testing::SeededRandom rng_{20261130};
  MemoryNodes nodes_;
  DirectoryKeys keys_ = DirectoryKeys::generate(rng_);
  std::optional<Directory> directory_;
  Entry ana_{AccountId{rng_.array<32>()}, 1, Bytes(300, 7)};
};

bench::Report run() {
  constexpr std::size_t kAccounts = 100'000, kChanges = 10'000;
  bench::Report report("keytrans", "one OpenSSL Ed25519 verification");
  report.yardstick(crypto::yardstick_openssl_ed25519_verify());
  Filled filled(kAccounts);
  const LookUp shown = filled.look_up();
  report.row("look_up_make", kAccounts, {}, [&] { (void)filled.look_up(); });
  report.row("look_up_verify", kAccounts, 20,
             [&] { EQ_ASSERT(verify_newest(filled.known(), filled.ana(), shown).ok()); });
  report.figure("look_up_bytes", kAccounts, static_cast<double>(encode(shown).size()), 6000);
  const OwnerCheck check = filled.owner_check();
  report.row("owner_verify", kAccounts, {},
             [&] { EQ_ASSERT(verify_owner(filled.known(), filled.ana(), 3, check).ok()); });
  report.figure("owner_bytes", kAccounts, static_cast<double>(encode(check).size()), {});
  const auto change = filled.change(kChanges);
  report.row("epoch_audit", kChanges, {},
             [&] { EQ_ASSERT(check_next(change.before, change.after, change.growth).ok()); });
  report.figure("epoch_bytes_of_a_change", kChanges,
                static_cast<double>(encode(change.growth).size()) / kChanges, {});
  return report;
}

bench::Growth grow() {
  bench::Growth growth("keytrans");
  for (const std::size_t n : {1'000u, 10'000u, 100'000u, 1'000'000u}) {
    Filled filled(n);
    const LookUp shown = filled.look_up();
    growth.time("look-up made", n, 9, [&] { (void)filled.look_up(); });
    growth.time("look-up verified", n, 9,
                [&] { EQ_ASSERT(verify_newest(filled.known(), filled.ana(), shown).ok()); });
    growth.figure("look-up", "bytes", n, static_cast<double>(encode(shown).size()));
    const auto change = filled.change(10'000);
    growth.time("audit of 10,000 changes", n, 3,
                [&] { EQ_ASSERT(check_next(change.before, change.after, change.growth).ok()); });
  }
  return growth;
}

const bench::Registration kBench("keytrans", run);
const bench::GrowthRegistration kGrowth("keytrans", grow);

}  // namespace
}  // namespace eq::keytrans
