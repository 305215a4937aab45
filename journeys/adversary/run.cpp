#include "journeys/adversary/run.h"

#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "journeys/adversary/oracles.h"
#include "journeys/adversary/people_life.h"

namespace eq::adversary {
namespace {

constexpr std::uint64_t kLater = UINT64_C(1) << 63;
constexpr std::size_t kLast = 6;  // steps weeks later

/// What may be chosen in one world, and how often.
class Choice {
 public:
  void add(const Move* move, unsigned weight) {
    moves_.emplace_back(move, weight);
    sum_ += weight;
  }
  bool empty() const { return moves_.empty(); }
  /// A few of the moves become favourites: whoever wants something tries the same again and again,
  /// and what it takes for something rare comes together in some worlds instead of seldom in each.
  void prefer(Dice& dice, std::size_t favourites, unsigned times) {
    for (std::size_t i = 0; i < favourites && !empty(); ++i) {
      auto& [move, weight] = dice.pick(moves_);
      sum_ += weight * (times - 1);
      weight *= times;
    }
  }
  void add_all(const Choice& other) {
    for (const auto& [move, weight] : other.moves_) add(move, weight);
  }
  const Move& by(Dice& dice) const {
    std::size_t at = dice.below(sum_);
    for (const auto& [move, weight] : moves_) {
      if (at < weight) return *move;
      at -= weight;
    }
    return *moves_.back().first;
  }

 private:
  std::vector<std::pair<const Move*, unsigned>> moves_;
  std::size_t sum_ = 0;
};

/// In one step in so many somebody acts between two things that an office does.
constexpr std::size_t kMeanwhile = 8;
constexpr unsigned kFavoured = 6;

struct Choices {
  Choice usual, meanwhile, later;
};
/// The favourites are this world's.
Choices choices(std::uint64_t seed, Seats held) {
  Dice dice(seed ^ UINT64_C(0xfa70));
  Choice life, evil;
  for (const Move* m : moves_for(held)) (m->by.none() ? life : evil).add(m, m->weight);
  life.prefer(dice, 2, 3);
  evil.prefer(dice, 2, kFavoured);
  Choices out{life, evil, evil};
  out.usual.add_all(evil);
  for (const Move& m : sudden_moves()) out.meanwhile.add(&m, m.weight);
  return out;
}

}  // namespace

Steps steps_of(std::uint64_t seed, std::size_t length) {
  testing::SeededRandom rng(seed ^ UINT64_C(0x9e3779b97f4a7c15));
  Steps out(length);
  for (auto& s : out) s = rng.below(UINT64_MAX) & ~kLater;
  for (std::size_t i = 0; i < std::min(kLast, length); ++i) out[length - 1 - i] |= kLater;
  return out;
}

namespace {

void act(World& world, const Move& move, Dice& dice, Run& out) {
  const bool effect = move.act(world, dice);
  auto& [tried, done] = world.tally.moves[move.name];
  ++tried, done += effect;
  if (effect) out.names.push_back(move.name);
}

void take(World& world, const Choice& usual, const Choice& meanwhile, std::uint64_t step,
          Run& out) {
  Dice dice(step), other(step ^ UINT64_C(0x0e77));
  world.town.rng = testing::SeededRandom(step + 1);
  bool busy = false;  // nothing comes between what comes between
  world.between = [&] {
    if (busy || !other.one_in(kMeanwhile)) return;
    busy = true;
    act(world, meanwhile.by(other), other, out);
    busy = false;
  };
  act(world, usual.by(dice), dice, out);
  world.between = nullptr;
  look(world);
}

/// People who know each other already, two orders for the first days, and the first day's object.
void begin_to_live(World& world) {
  Dice dice(world.seed);
  for (int i = 0; i < 2; ++i) {
    const std::size_t person = dice.one_in(3) ? kMallory : dice.below(world.people.size());
    const Day first = world.town.first_day() + static_cast<std::uint32_t>(dice.below(2));
    (void)apply(world, world.people[person]->id(), first,
                first + static_cast<std::uint32_t>(dice.below(5)), dice.one_in(3));
  }
  work_at_desks(world);
  work_at_desks(world);
  publish_days(world, world.town.first_day());
  for (const auto& with : {std::vector<std::size_t>{1, 2}, {1, kMallory}})
    if (begin(world, 0, with))
      for (const std::size_t i : with) read_post(world, i);
}

}  // namespace

Run run(std::uint64_t seed, Seats held, const Steps& steps) {
  Run out{seed, held, steps, {}, {}, false, std::nullopt};
  World w(seed, held);
  begin_to_live(w);
  const auto may = choices(seed, held);
  const auto last = std::partition_point(steps.begin(), steps.end(),
                                         [](std::uint64_t s) { return (s & kLater) == 0; });
  for (auto s = steps.begin(); s != last && !w.violation; ++s)
    take(w, may.usual, may.meanwhile, *s, out);
  // Somebody who only ever hands in what the log does not take has done something.
  const bool moved =
      std::ranges::any_of(w.tally.moves, [](const auto& move) { return move.second.second > 0; });
  out.idle = !w.violation && !moved && !steps.empty();
  if (!w.violation) settle_accounts(w);
  if (!w.violation) grow_old(w);
  // Weeks later: acts, and nothing that takes days.
  for (auto s = last; s != steps.end() && !w.violation && !may.later.empty(); ++s)
    take(w, may.later, may.meanwhile, *s, out);
  if (!w.violation) look_back(w);
  out.tally = w.tally;
  out.violation = w.violation;
  return out;
}

Run shrink(const Run& found, unsigned tries) {
  Run best = found;
  for (std::size_t chunk = best.steps.size() / 2; chunk > 0 && tries > 0; chunk /= 2) {
    for (std::size_t at = 0; at < best.steps.size() && tries > 0;) {
      Steps fewer(best.steps.begin(), best.steps.begin() + static_cast<std::ptrdiff_t>(at));
      fewer.insert(
          fewer.end(),
          best.steps.begin() + static_cast<std::ptrdiff_t>(std::min(at + chunk, best.steps.size())),
          best.steps.end());
      --tries;
      Run again = run(best.seed, best.held, fewer);
      if (again.violation && again.violation->oracle == found.violation->oracle)
        best = std::move(again);
      else
        at += chunk;
    }
  }
  return best;
}

std::string to_text(const Run& r) {
  std::string out =
      "seed " + std::to_string(r.seed) + ", the adversary holds: " + r.held.text() + "\n";
  for (const auto& n : r.names) out += "  " + n + "\n";
  if (r.violation) out += "  " + r.violation->oracle + ": " + r.violation->what + "\n";
  return out;
}

}  // namespace eq::adversary
