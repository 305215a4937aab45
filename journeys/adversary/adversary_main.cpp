// adversary [--seats A+B] [--seed N] [--worlds N] [--seconds N] [--steps N] [--shrink N]
//
// Lives worlds from consecutive seeds, each under the next set of parties, and prints what
// happened.  Without --seed it begins at a fresh one, which it prints.  Exit 1 with the shortest
// run found if a promise did not hold; 3 if nothing happened in a world; 4 if the program itself
// stopped in one.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "journeys/adversary/run.h"

namespace {

using namespace eq::adversary;

struct Options {
  std::vector<Seats> seats = Seats::singles_and_pairs();
  std::uint64_t seed = std::random_device{}() % 1'000'000'000;
  std::size_t worlds = SIZE_MAX, steps = 40;
  double seconds = 30;
  unsigned shrink = 100;  // worlds that may be lived to shorten a run
};

std::optional<Options> parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const auto number = [&] { return std::strtoull(argv[i + 1], nullptr, 10); };
    if (name == "--seats") {
      const auto seats = Seats::parse(argv[i + 1]);
      if (!seats) return std::nullopt;
      o.seats = {*seats};
    } else if (name == "--seed")
      o.seed = number();
    else if (name == "--worlds")
      o.worlds = number(), o.seconds = 1e9;
    else if (name == "--steps")
      o.steps = number();
    else if (name == "--shrink")
      o.shrink = static_cast<unsigned>(number());
    else if (name == "--seconds")
      o.seconds = std::strtod(argv[i + 1], nullptr);
    else
      return std::nullopt;
  }
  return argc % 2 == 1 ? std::optional(o) : std::nullopt;
}

/// What to say if the program itself stops: that is a violation too, for no party's program may.
char g_now[200];
void say_where() { (void)!::write(STDOUT_FILENO, g_now, std::strlen(g_now)); }
extern "C" void on_abort(int) {
  say_where();
  ::_exit(4);
}
/// Of the sanitizers, where it is built with them.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

std::string command(std::uint64_t seed, Seats held, std::size_t steps) {
  return "adversary --seats " + held.text() + " --seed " + std::to_string(seed) +
         " --worlds 1 --steps " + std::to_string(steps);
}

void print(const Tally& t) {
  std::printf(
      "said %u, shown %u, sealed %u, reports %u, cases %u; orders %u, acts %u, days %u, released %u, opened %u, packages %u, notices %u; "
      "lists %u (read %u), vouchers %u\n",
      t.said, t.shown, t.sealed, t.reports, t.cases, t.orders, t.acts, t.days, t.released, t.opened,
      t.packages, t.notices, t.lists, t.looked_up, t.vouchers);
  for (const auto& [name, n] : t.moves)
    std::printf("  %-32s tried %6u, had an effect %6u\n", name.c_str(), n.first, n.second);
}

}  // namespace

int main(int argc, char** argv) {
  const auto o = parse(argc, argv);
  if (!o) {
    std::fprintf(
        stderr,
        "adversary [--seats service+agency] [--seed N] [--worlds N] [--seconds N] [--steps N] [--shrink N]\n");
    return 2;
  }
  std::signal(SIGABRT, on_abort);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(say_where);
  std::printf("from seed %llu\n", static_cast<unsigned long long>(o->seed));
  std::fflush(stdout);
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Tally sum;
  std::size_t worlds = 0, idle = 0;
  for (std::uint64_t seed = o->seed; worlds < o->worlds && seconds() < o->seconds;
       ++seed, ++worlds) {
    const Seats held = o->seats[seed % o->seats.size()];
    std::snprintf(g_now, sizeof g_now, "found after %zu worlds\n  program: it stopped; %s\n",
                  worlds + 1, command(seed, held, o->steps).c_str());
    const Run r = run(seed, held, steps_of(seed, o->steps));
    sum.add(r.tally);
    if (r.idle) std::printf("nothing happened: %s\n", command(seed, held, o->steps).c_str());
    idle += r.idle;
    if (!r.violation) continue;
    std::printf("found after %zu worlds; again by: %s\n%s", worlds + 1,
                command(seed, held, o->steps).c_str(), to_text(r).c_str());
    if (o->shrink > 0) std::printf("shortened:\n%s", to_text(shrink(r, o->shrink)).c_str());
    return 1;
  }
  std::printf("%zu worlds in %.0f s (%.1f a second), %zu steps each; nothing found\n", worlds,
              seconds(), static_cast<double>(worlds) / seconds(), o->steps);
  print(sum);
  return idle > 0 ? 3 : 0;
}
