#include "journeys/adversary/run.h"

#include "journeys/adversary/move.h"
#include "journeys/adversary/oracles.h"

namespace eq::adversary {
namespace {

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
  for (auto& s : out) s = rng.below(UINT64_MAX);
  return out;
}

Run run(std::uint64_t seed, Seats held, const Steps& steps) {
  Run out{seed, held, steps, {}, {}, std::nullopt};
  World w(seed, held);
  const auto moves = moves_for(held);
  for (const std::uint64_t step : steps) {
    Dice dice(step);
    w.town.rng = testing::SeededRandom(step + 1);
    const Move& move = choose(moves, dice);
    const bool effect = move.act(w, dice);
    auto& [tried, done] = w.tally.moves[move.name];
    ++tried, done += effect;
    if (effect) out.names.push_back(move.name);
    look(w);
    if (w.violation) break;
  }
  if (!w.violation) settle_accounts(w);
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
