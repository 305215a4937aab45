// `equipoise bench ROOM [--json]`
#include <iostream>

#include "apps/equipoise/command.h"
#include "bench/frame.h"

namespace eq::app {
namespace {

void add_bench(CLI::App& root) {
  auto* command = root.add_subcommand("bench", "Measure a room against a primitive in the same process");
  auto room = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  std::string known;
  for (const auto& r : bench::rooms()) known += (known.empty() ? "" : ", ") + r;
  command->add_option("room", *room, "One of: " + known)->required();
  command->add_flag("--json", *json, "Print one JSON object");
  command->callback([room, json, known] {
    const auto report = bench::run(*room);
    if (!report) throw Failure{"There is no bench for " + *room, "Known rooms: " + known + ".", 2};
    std::cout << (*json ? report->json() + "\n" : report->table());
  });
}

const Commands commands(90, add_bench);

}  // namespace
}  // namespace eq::app
