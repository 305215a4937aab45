// `equipoise bench ROOM [--growth] [--json]`
#include <iostream>

#include "apps/equipoise/measure/commands.h"
#include "bench/frame.h"
#include "bench/growth.h"

namespace eq::app {
namespace {

struct Options {
  std::string room;
  bool json = false, growth = false;
};

std::string known_rooms() {
  std::string known;
  for (const auto& r : bench::rooms()) known += (known.empty() ? "" : ", ") + r;
  return known;
}

void measure(const Options& options) {
  const auto print = [&](const auto& report) {
    std::cout << (options.json ? report->json() + "\n" : report->table());
  };
  if (options.growth) {
    const auto report = bench::growth(options.room);
    if (!report)
      throw Failure{"There is no growth bench for " + options.room, "Leave --growth out.", 2};
    return print(report);
  }
  const auto report = bench::run(options.room);
  if (!report)
    throw Failure{"There is no bench for " + options.room, "Known rooms: " + known_rooms() + ".",
                  2};
  print(report);
}

}  // namespace

Command bench_command() {
  Command c("bench", "Measure a room against a primitive in the same process", "gate --json");
  const auto o = std::make_shared<Options>();
  c.option("room", &o->room, "One of: " + known_rooms()).required();
  c.json_flag(o->json);
  c.flag("--growth", &o->growth, "How cost grows with size, with the exponent (mls)");
  c.action([o] { measure(*o); });
  return c;
}

}  // namespace eq::app
