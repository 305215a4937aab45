// For fuzz targets: a small group, somebody invited to it, and ways to damage what is genuine.
#pragma once

#include "eq/mls/test_insider.h"

namespace eq::mls::testing {

/// Genuine bytes with changes: each four bytes of `edits` are a place (two bytes, modulo the size),
/// what to do there (overwrite, xor, insert, erase, cut off) and a byte.  Fuzzers get through
/// signatures and hashes no other way.
inline Bytes edited(Bytes base, View edits) {
  for (; edits.size() >= 4 && !base.empty(); edits = edits.subspan(4)) {
    const std::size_t at = (edits[0] << 8 | edits[1]) % base.size();
    const auto place = base.begin() + static_cast<std::ptrdiff_t>(at);
    switch (edits[2] % 5) {
      case 0: *place = edits[3]; break;
      case 1: *place ^= edits[3]; break;
      case 2: base.insert(place, edits[3]); break;
      case 3: base.erase(place); break;
      case 4: base.resize(edits[3] < 8 ? at : base.size()); break;
    }
  }
  return base;
}

/// Ana, Ben and Cem are members; Dora is invited and has not joined.
struct FuzzScene {
  static constexpr Suite kSuite = Suite::x25519_chacha20poly1305_sha256_ed25519;
  eq::testing::SeededRandom rng{5};
  Trust trust{trust_all()};
  Person ana{kSuite, "Ana", rng}, ben{kSuite, "Ben", rng}, cem{kSuite, "Cem", rng},
      dora{kSuite, "Dora", rng};
  Bytes insider, victim;  // saved states of Ana and Ben
  KeyPackageSecrets invited = dora.key_package(rng);
  Bytes staged, welcome, group_info;

  FuzzScene() {
    Group a = ana.create(Bytes(16, 1), rng);
    const auto kb = ben.key_package(rng), kc = cem.key_package(rng);
    auto first =
        a.stage_commit({AddMember{kb.key_package}, AddMember{kc.key_package}}, {}, trust, kNow, rng)
            .take();
    Group b = Group::join(*first.welcome(), kb, std::nullopt, trust).take();
    EQ_ASSERT(a.merge(std::move(first)).ok());
    insider = a.save();
    const StagedCommit next =
        a.stage_commit({AddMember{invited.key_package}}, {}, trust, kNow, rng).take();
    staged = next.save();
    welcome = *next.welcome();
    group_info = a.group_info(TreeDelivery::in_welcome);
    victim = b.save();
  }
};

}  // namespace eq::mls::testing
