// What the adversary can make with the keys it holds: log entries and letters of every kind, with
// any content.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// The keys it holds, one for each office.
std::vector<const crypto::Signer*> held_keys(const World& world);

/// An entry for the order log: of any kind, of any date, about any order; signed by a key that is
/// held, or not at all.
std::optional<Bytes> forge_entry(World& world, Dice& dice);
/// Hand an entry in at the front door, in the name of an office that is held.  @return whether the
/// service took it
bool hand_in(World& world, Dice& dice, const Bytes& entry, std::vector<Bytes> blobs = {});
/// A letter of any kind to any office.  @return whether it was posted
bool post_forged_letter(World& world, Dice& dice);

}  // namespace eq::adversary
