// For this room's benches: groups of any size, and what a state holds.
#pragma once

#include <malloc.h>

#include "eq/mls/group_steps.h"
#include "eq/mls/testing.h"

namespace eq::mls::testing {

constexpr Suite kBenchSuite = Suite::x25519_chacha20poly1305_sha256_ed25519;
inline std::size_t heap() { return mallinfo2().uordblks; }

/// One epoch of a group of `n`, as two of its members hold it.  Every second member has sent a
/// path, so all parents are filled; the two are the last to have done so, in different halves of
/// the tree.
struct LargeGroup {
  explicit LargeGroup(std::uint32_t n) : rng(n) {
    const Bytes group_id(16, 9);
    std::vector<KeyPackageSecrets> people;
    RatchetTree tree;
    for (std::uint32_t i = 0; i < n; ++i) {
      people.push_back(Person(kBenchSuite, std::to_string(i), rng).key_package(rng));
      EQ_ASSERT(tree.add(people.back().key_package.leaf).ok());
    }
    const LeafIndex ia = 0, ib = n - 1;
    PrivateKeys ka, kb;
    auto renew = [&](LeafIndex i) {
      PrivateKeys k;
      k.leaf = i;
      renew_path(kBenchSuite, tree, k, tree.leaf(i)->content(), group_id, people[i].signature_key,
                 rng);
      return k;
    };
    for (LeafIndex i = 2; i + 1 < n; i += 2) renew(i);
    kb = renew(ib);
    ka = renew(ia);
    const HashSecret epoch_secret = rng.secret<kHashSize>();
    auto member = [&](LeafIndex i, PrivateKeys keys) {
      EpochState s;
      s.suite = kBenchSuite;
      s.context = {kMls10, code(kBenchSuite), group_id, 5, {}, Bytes(32, 3), {}};
      s.tree = tree;
      s.keys = std::move(keys);
      s.signer = std::make_shared<const SignatureKey>(people[i].signature_key.clone());
      refresh_context(s);
      install(s, derive_epoch_from_secret(epoch_secret));
      seal_transcript(s);
      return GroupSteps::make(std::move(s));
    };
    a.emplace(member(ia, std::move(ka)));
    b.emplace(member(ib, std::move(kb)));
  }
  eq::testing::SeededRandom rng;
  std::optional<Group> a, b;
};

}  // namespace eq::mls::testing
