// `equipoise bench ROOM [--growth] [--json]`
#include <iostream>

#include "apps/equipoise/command.h"
#include "bench/frame.h"
#include "bench/growth.h"

namespace eq::app {
namespace {

void add_bench(CLI::App& root) {
  auto* command = root.add_subcommand("bench", "Measure a room against a primitive in the same process");
  auto room = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false), growth = std::make_shared<bool>(false);
  std::string known;
  for (const auto& r : bench::rooms()) known += (known.empty() ? "" : ", ") + r;
  command->add_option("room", *room, "One of: " + known)->required();
  command->add_flag("--json", *json, "Print one JSON object");
  command->add_flag("--growth", *growth, "How cost grows with size, with the exponent (mls)");
  command->callback([room, json, growth, known] {
    const auto print = [&](const auto& report) { std::cout << (*json ? report->json() + "\n" : report->table()); };
    if (*growth) {
      const auto report = bench::growth(*room);
      if (!report) throw Failure{"There is no growth bench for " + *room, "Leave --growth out.", 2};
      return print(report);
    }
    const auto report = bench::run(*room);
    if (!report) throw Failure{"There is no bench for " + *room, "Known rooms: " + known + ".", 2};
    print(report);
  });
}

const Commands commands(90, add_bench);

}  // namespace
}  // namespace eq::app
