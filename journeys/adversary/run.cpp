#include "journeys/adversary/run.h"

#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "journeys/adversary/oracles.h"
#include "journeys/adversary/people_life.h"

namespace eq::adversary {
namespace {

constexpr std::uint64_t kLater = UINT64_C(1) << 63;
constexpr std::size_t kLast = 6;  // steps weeks later

const Move& choose(const std::vector<const Move*>& moves, Dice& dice) {
  std::size_t sum = 0;
  for (const Move* m : moves) sum += m->weight;
  std::size_t at = dice.below(sum);
  for (const Move* m : moves) {
    if (at < m->weight) return *m;
    at -= m->weight;
  }
  return *moves.back();
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

void take(World& w, const std::vector<const Move*>& moves, std::uint64_t step, Run& out) {
  Dice dice(step);
  w.town.rng = testing::SeededRandom(step + 1);
  const Move& move = choose(moves, dice);
  const bool effect = move.act(w, dice);
  auto& [tried, done] = w.tally.moves[move.name];
  ++tried, done += effect;
  if (effect) out.names.push_back(move.name);
  look(w);
}

/// People who know each other already, the object of the first day, and two orders for days to come.
void begin_to_live(World& w) {
  publish_days(w, w.town.first_day());
  Dice dice(w.seed);
  for (int i = 0; i < 2; ++i) {
    const std::size_t person = dice.one_in(3) ? kMallory : dice.below(w.people.size());
    const Day first = w.town.first_day() + 1;
    (void)apply(w, w.people[person]->id(), first, first + static_cast<std::uint32_t>(dice.below(4)), dice.one_in(2));
  }
  work_at_desks(w);
  work_at_desks(w);
  for (const auto& with : {std::vector<std::size_t>{1, 2}, {1, kMallory}})
    if (begin(w, 0, with))
      for (const std::size_t i : with) read_post(w, i);
}

/// What may happen weeks later: acts, and nothing that takes days.
std::vector<const Move*> later_moves(const std::vector<const Move*>& moves) {
  std::vector<const Move*> out;
  for (const Move* m : moves)
    if (!m->by.none()) out.push_back(m);
  return out;
}

}  // namespace

Run run(std::uint64_t seed, Seats held, const Steps& steps) {
  Run out{seed, held, steps, {}, {}, false, std::nullopt};
  World w(seed, held);
  begin_to_live(w);
  const auto moves = moves_for(held), later = later_moves(moves);
  const auto last = std::partition_point(steps.begin(), steps.end(), [](std::uint64_t s) { return (s & kLater) == 0; });
  for (auto s = steps.begin(); s != last && !w.violation; ++s) take(w, moves, *s, out);
  out.idle = !w.violation && w.tally.shown + w.tally.orders + w.tally.lists == 0 && !steps.empty();
  if (!w.violation) settle_accounts(w);
  if (!w.violation) grow_old(w);
  for (auto s = last; s != steps.end() && !w.violation && !later.empty(); ++s) take(w, later, *s, out);
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
      fewer.insert(fewer.end(), best.steps.begin() + static_cast<std::ptrdiff_t>(std::min(at + chunk, best.steps.size())), best.steps.end());
      --tries;
      Run again = run(best.seed, best.held, fewer);
      if (again.violation && again.violation->oracle == found.violation->oracle) best = std::move(again);
      else at += chunk;
    }
  }
  return best;
}

std::string to_text(const Run& r) {
  std::string out = "seed " + std::to_string(r.seed) + ", the adversary holds: " + r.held.text() + "\n";
  for (const auto& n : r.names) out += "  " + n + "\n";
  if (r.violation) out += "  " + r.violation->oracle + ": " + r.violation->what + "\n";
  return out;
}

}  // namespace eq::adversary
