// adversary [--seats A+B] [--seed N] [--worlds N] [--seconds N] [--steps N]
//
// Lives worlds from consecutive seeds, each under the next set of parties, and prints what happened.  Exit 1 with the
// shortest run found if a promise did not hold.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "journeys/adversary/run.h"

namespace {

using namespace eq::adversary;

struct Options {
  std::vector<Seats> seats = Seats::singles_and_pairs();
  std::uint64_t seed = 1;
  std::size_t worlds = SIZE_MAX, steps = 60;
  double seconds = 30;
};

std::optional<Options> parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--seats") {
      const auto seats = Seats::parse(argv[i + 1]);
      if (!seats) return std::nullopt;
      o.seats = {*seats};
    } else if (name == "--seed") o.seed = std::strtoull(argv[i + 1], nullptr, 10);
    else if (name == "--worlds") o.worlds = std::strtoull(argv[i + 1], nullptr, 10), o.seconds = 1e9;
    else if (name == "--steps") o.steps = std::strtoull(argv[i + 1], nullptr, 10);
    else if (name == "--seconds") o.seconds = std::strtod(argv[i + 1], nullptr);
    else return std::nullopt;
  }
  return argc % 2 == 1 ? std::optional(o) : std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const auto o = parse(argc, argv);
  if (!o) {
    std::fprintf(stderr, "adversary [--seats service+agency] [--seed N] [--worlds N] [--seconds N] [--steps N]\n");
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  Tally sum;
  std::size_t worlds = 0, idle = 0;
  for (std::uint64_t seed = o->seed; worlds < o->worlds && seconds() < o->seconds; ++seed, ++worlds) {
    const Run r = run(seed, o->seats[seed % o->seats.size()], steps_of(seed, o->steps));
    sum.add(r.tally);
    idle += r.tally.shown == 0;
    if (!r.violation) continue;
    std::printf("found after %zu worlds\n%s", worlds + 1, to_text(r).c_str());
    std::printf("shortened:\n%s", to_text(shrink(r, 150)).c_str());
    return 1;
  }
  std::printf("%zu worlds in %.0f s (%.1f a second), %zu steps each; nothing found\n", worlds, seconds(), static_cast<double>(worlds) / seconds(), o->steps);
  std::printf("said %u, shown %u, sealed %u, orders %u, days %u, released %u, opened %u, reports %u, acts %u, lists %u (read %u)\n", sum.said, sum.shown,
              sum.sealed, sum.orders, sum.days, sum.released, sum.opened, sum.reports, sum.acts, sum.lists, sum.looked_up);
  for (const auto& [name, n] : sum.moves) std::printf("  %-32s tried %6u, had an effect %6u\n", name.c_str(), n.first, n.second);
  return idle > worlds / 10 ? 3 : 0;
}
