// A town whose custodians change: of five two leave, the others go on under new numbers and with
// new keys.
#pragma once

#include "journeys/offices.h"
#include "parties/custodian/handover.h"

namespace eq::journeys {

/// What holders of the realm's first quorum key sign as one about a record.
inline order::Handover hand_over(Town& town, const std::vector<custodian::State*>& holders,
                                 const order::CeremonyRecord& next) {
  const order::CustodianKeys before = holders.front()->held.front().keys;
  std::vector<order::NoncePromise> promises;
  for (auto* c : holders) promises.push_back(must(custodian::promise_nonce(*c, before, town.rng)));
  const auto request = must(order::request_handover(before, next, promises));
  std::vector<order::HandoverShare> shares;
  for (auto* c : holders) shares.push_back(must(custodian::sign_handover(*c, request, next)));
  return order::combine_handover(before, request, shares).take();
}

struct Changing {
  explicit Changing(std::uint64_t seed) : town(seed, {}, 5) {}
  custodian::State& leaves() { return town.custodians[0]; }
  custodian::State& stays(std::size_t i) { return town.custodians[1 + i]; }

  /// The ceremony of the three who stay, any two of them, for days from `from` on.
  order::SuccessionEntry hold(Day from) {
    for (std::uint16_t i = 1; i <= 3; ++i) {
      stays(i - 1u).index = i;
      custodian::renew(stays(i - 1u), town.rng);
    }
    const auto record = town.hold_ceremony({&stays(0), &stays(1), &stays(2)}, 2, from);
    return {record, hand_over(town, {&leaves(), &stays(1), &stays(2)}, record)};
  }
  Town town;
};

}  // namespace eq::journeys
