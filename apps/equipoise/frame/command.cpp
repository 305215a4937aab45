#include "apps/equipoise/frame/command.h"

namespace eq::app {

Option& Command::option(std::string name, Place place, std::string help) {
  return options_.emplace_back(Option{std::move(name), std::move(help), std::move(place)});
}

Option& Command::flag(std::string name, Set set, std::string help) {
  return options_.emplace_back(Option{std::move(name), std::move(help), std::move(set)});
}

std::shared_ptr<PartyOptions> Command::party_options() {
  auto options = std::make_shared<PartyOptions>();
  option("--home", &options->home, "The party's home directory").required();
  json_flag(options->json);
  return options;
}

}  // namespace eq::app
