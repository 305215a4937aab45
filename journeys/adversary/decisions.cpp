#include "journeys/adversary/decisions.h"

#include "journeys/offices.h"

namespace eq::adversary {
namespace {

/// What the court decides of an order that waits for its word, if it gives it.
bool say_the_word(World& world, std::uint32_t number) {
  auto h = world.environment(kCourt);
  court::State& s = *world.town.court;
  const Truth::Order& o = world.truth.orders.at(number);
  if (o.emergency && !o.confirmed) return court::confirm(s, h, world.town.judge, number).ok();
  if (o.held && !o.stopped)
    return court::lift(s, h, world.town.judge, number).ok() ||
           court::resume(s, h, world.town.judge, number).ok();
  return o.foreign && !o.cleared && court::clear(s, h, world.town.judge, number).ok();
}

}  // namespace

bool decide(World& world, Dice& dice) {
  if (world.truth.orders.empty()) return false;
  const std::uint32_t number = dice.pick(world.truth.orders).first;
  auto court = world.environment(kCourt);
  court::State& s = *world.town.court;
  bool done = dice.one_in(2) && say_the_word(world, number);
  if (!done) switch (dice.below(10)) {
      case 0: done = court::end_early(s, court, world.town.judge, number).ok(); break;
      case 1: done = court::lapse(s, court, world.town.judge, number).ok(); break;
      case 2: done = court::lift(s, court, world.town.judge, number).ok(); break;
      case 3: done = court::confirm(s, court, world.town.judge, number).ok(); break;
      case 4: done = court::review(s, court, world.town.judge, number).ok(); break;
      case 5: done = court::resume(s, court, world.town.judge, number).ok(); break;
      case 8: done = court::end_early(s, court, world.town.judge, number).ok(); break;
      case 6:
        done = court::object(s, court, world.town.judge, number, order::Ground::press_freedom).ok();
        break;
      case 7: done = court::clear(s, court, world.town.judge, number).ok(); break;
      default: {
        // in office on any day
        const std::size_t i = world.law.changing ? 1 + dice.below(3) : dice.below(3);
        auto custodian = world.environment(kCustodians + i);
        done = custodian::flag(world.town.custodians[i], custodian, number,
                               order::Ground::press_freedom)
                   .ok();
      }
    }
  world.tally.acts += done;
  return done;
}

}  // namespace eq::adversary
