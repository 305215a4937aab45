// `equipoise bench ROOM|all [--growth] [--json]`
#include <iostream>

#include "apps/equipoise/measure/commands.h"
#include "bench/frame.h"
#include "bench/growth.h"

namespace eq::app {
namespace {

struct Options {
  std::string room;
  bool json = false, growth = false;
  bench::Effort effort = bench::Effort::measured;
};

std::string known_rooms() {
  std::string known;
  for (const auto& r : bench::rooms()) known += (known.empty() ? "" : ", ") + r;
  return known;
}

void measure_all(const Options& options) {
  std::string out;
  for (const auto& room : bench::rooms()) {
    const auto report = bench::run(room, options.effort);
    if (options.json)
      out += (out.empty() ? "[" : ",\n") + report->json();
    else
      std::cout << report->table() << std::endl;
  }
  if (options.json) std::cout << out << "]\n";
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
  if (options.room == "all") return measure_all(options);
  const auto report = bench::run(options.room, options.effort);
  if (!report)
    throw Failure{"There is no bench for " + options.room, "Known rooms: " + known_rooms() + ".",
                  2};
  print(report);
}

}  // namespace

Command bench_command() {
  Command c("bench", "Measure a room against a primitive in the same process", "gate --json");
  const auto o = std::make_shared<Options>();
  c.option("room", &o->room, "One of: " + known_rooms() + "; or all").required();
  c.json_flag(o->json);
  c.flag("--growth", &o->growth, "How cost grows with size, with the exponent (mls)");
  c.flag(
       "--once", [o] { o->effort = bench::Effort::once; },
       "Each operation a single time, to see that it works; the figures say nothing")
      .excludes("--growth");
  c.action([o] { measure(*o); });
  return c;
}

}  // namespace eq::app
