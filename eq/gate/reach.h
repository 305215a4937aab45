// How far an opening reaches, and so what may be called sealed.
//
// An opener tries these leaves and these steps of a chain and no others; a recipient marks nothing
// beyond as sealed.  Both ask here, so what is marked is what an order on the sender would open.
// Promise GAT-14.
#pragma once

#include <cstdint>

namespace eq::gate {

/// Leaves at which an opener tries an envelope, whatever anybody says of the ratchet tree's size.
/// A conversation has no more members, and a new member takes the first blank leaf, so honest ones
/// all lie below.
constexpr std::uint32_t kLeavesTried = 256;
/// An opener asks for so many locators of a chain at once, and stops at the first stretch of which
/// nothing is there.
constexpr std::uint32_t kStretch = 256;
/// Messages of one sender in one conversation, MLS epoch and day that are followed.
constexpr std::uint32_t kChainLength = 390 * kStretch;

constexpr bool reaches_leaf(std::uint32_t leaf) { return leaf < kLeavesTried; }
/// Whether an opener that has found every message below `next` comes as far as `index`: no whole
/// stretch lies between.
constexpr bool reaches_index(std::uint32_t next, std::uint32_t index) {
  return index < kChainLength && (index < next || index - next < kStretch);
}

}  // namespace eq::gate
