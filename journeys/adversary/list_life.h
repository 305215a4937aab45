// Certified lists: hotlines publish, devices read, look up and vouch.
#pragma once

#include "journeys/adversary/world.h"
#include "parties/client/vouchers.h"

namespace eq::adversary {

/// One of a few pictures that exist in this town; the first four are listed sooner or later.
client::PictureSeen picture(std::size_t n);
inline constexpr std::size_t kListed = 4;

/// Two hotlines publish the next version, with reports above a threshold or without.
bool publish_list(World& world, bool reporting);
/// A device reads the list in force; it must be one that two hotlines signed, and no superseded
/// one.
bool read_list(World& world, std::size_t person);
/// Somebody who agreed to it sends a picture under a voucher.
bool send_picture(World& world, std::size_t person, std::size_t picture);
/// Hotlines do what waits for them as holders.
void work_as_holders(World& world);

}  // namespace eq::adversary
