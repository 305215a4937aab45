// `equipoise server check-config`, and which commands take settings from elsewhere.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/parse.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/operator/config_file.h"
#include "apps/equipoise/operator/serve_options.h"

namespace eq::app {
namespace {

/// As if `equipoise serve` were given the file, but for doing it.
void check(const std::string& file) {
  std::vector<std::string> words{"equipoise", "serve"};
  const auto given = config_file_words(file, serve_command());
  words.insert(words.end(), given.begin(), given.end());
  const bool has_home =
      std::ranges::any_of(given, [](const auto& word) { return word.starts_with("--home="); });
  if (!has_home) words.emplace_back("--home=.");  // which the command line may name
  std::vector<const char*> argv;
  for (const auto& word : words) argv.push_back(word.c_str());
  ServeOptions options;
  Command serve("serve", "", "");
  add_serve_options(serve, options);
  serve.action([] {});
  std::vector<Section> sections;
  sections.push_back({"Operators", {std::move(serve)}});
  const Program program{"equipoise", "", "", std::move(sections)};
  if (const auto fault = fault_of(program, static_cast<int>(argv.size()), argv.data()))
    throw Failure{file + ": " + *fault, "", 2};
  try {
    options.check();
  } catch (const Failure& fault) {
    throw Failure{file + ": " + fault.what, fault.remedy, 2};
  }
  print(false, {},
        file + " is well: " + std::to_string(given.size()) +
            (given.size() == 1 ? " setting." : " settings."));
}

}  // namespace

void add_check_config(Command& server) {
  Command& c =
      server.add("check-config", "Look at a file of settings for `equipoise serve`", "server.toml");
  const auto file = std::make_shared<std::string>();
  c.option("file", file.get(), "TOML file").required();
  c.action([file] { check(*file); });
}

std::vector<std::string> add_settings(const std::vector<std::string>& words) {
  if (words.size() >= 2 && words[1] == "serve") return with_settings(words, 2, serve_command());
  if (words.size() < 3 || words[1] != "server" || words[2] != "doctor") return words;
  const Command server = server_command();
  for (const auto& command : server.below())
    if (command.name() == words[2]) return with_settings(words, 3, command);
  return words;
}

}  // namespace eq::app
