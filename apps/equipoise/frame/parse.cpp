#include "apps/equipoise/frame/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "eq/base/shown.h"

namespace eq::app {
namespace {

/// The command path as typed so far, for messages.
std::string path_of(const CLI::App* at) {
  std::string path = at->get_name();
  for (const CLI::App* up = at->get_parent(); up; up = up->get_parent())
    path = up->get_name() + " " + path;
  return path;
}

/// CLI11 reports a mistyped command as a missing one; say which word it was.
void check_command_words(const CLI::App& root, int argc, const char* const* argv) {
  const CLI::App* at = &root;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    const std::string word = argv[i];
    if (at->get_require_subcommand_min() == 0) return;  // this word may be an argument
    const auto next =
        at->get_subcommands([&](const CLI::App* sub) { return sub->check_name(word); });
    if (next.empty())
      throw Failure{"There is no command \"" + word + "\"", "See: " + path_of(at) + " --help", 2};
    at = next.front();
  }
}

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

CLI::Option* lay_out(const Option& o, CLI::App& app) {
  CLI::Option* made = std::visit(
      Overload{[&](const Place& place) {
                 return std::visit(
                     Overload{[&](const TakeWord& take) {
                                return app.add_option_function<std::string>(o.name, take, o.help);
                              },
                              [&](auto* value) { return app.add_option(o.name, *value, o.help); }},
                     place);
               },
               [&](const Set& set) {
                 return std::visit(
                     Overload{[&](bool* value) { return app.add_flag(o.name, *value, o.help); },
                              [&](const std::function<void()>& act) {
                                return app.add_flag_callback(o.name, act, o.help);
                              }},
                     set);
               }},
      o.place);
  if (o.is_required) made->required();
  if (o.has_default) made->capture_default_str();
  if (o.range) made->check(CLI::Range(o.range->first, o.range->second));
  if (!o.words.empty()) made->check(CLI::IsMember(o.words));
  if (o.existing == Option::Existing::file) made->check(CLI::ExistingFile);
  if (o.existing == Option::Existing::folder) made->check(CLI::ExistingDirectory);
  if (o.count) made->expected(*o.count);
  if (o.takes_one_word) made->allow_extra_args(false);
  return made;
}

/// The lines under "Example", each with the whole command before it.
std::string example_of(const Command& command, const std::string& path) {
  std::string out = "Example:\n";
  for (std::size_t at = 0; at <= command.example().size();) {
    const std::size_t end = std::min(command.example().find('\n', at), command.example().size());
    out += "  " + path + (end == at ? "" : " ") + command.example().substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out + command.more();
}

void check_exactly_one(const Command& command, const CLI::App& app) {
  for (const auto& names : command.one_of()) {
    const auto given = std::count_if(names.begin(), names.end(),
                                     [&](const std::string& name) { return app.count(name) > 0; });
    if (given == 1) continue;
    std::string list;
    for (const auto& name : names)
      list += (list.empty() ? "" : name == names.back() ? " and " : ", ") + name;
    throw Failure{"Give exactly one of " + list, "See: " + path_of(&app) + " --help", 2};
  }
}

enum class Mode { act, check };

void lay_out(const Command& command, CLI::App& app, const std::string& path, Mode mode) {
  if (command.shared_options()) app.fallthrough();
  for (const auto& o : command.options()) lay_out(o, app);
  for (const auto& o : command.options()) {
    CLI::Option* made = app.get_option(o.name.substr(0, o.name.find(',')));
    for (const auto& other : o.needed) made->needs(app.get_option(other));
    for (const auto& other : o.excluded) made->excludes(app.get_option(other));
  }
  for (const auto& below : command.below()) {
    lay_out(below, *app.add_subcommand(below.name(), below.help()), path + " " + below.name(),
            mode);
  }
  if (!command.act()) {
    app.require_subcommand(1);
    return;
  }
  app.footer(example_of(command, path));
  app.require_subcommand(0, command.below().empty() ? 0 : 1);
  app.callback([&command, &app, mode] {
    if (!app.get_subcommands().empty()) return;
    check_exactly_one(command, app);
    if (mode == Mode::act) command.act()();
  });
}

/// Throws what CLI11 throws, and Failure.
void parse(const Program& program, CLI::App& root, int argc, const char* const* argv, Mode mode) {
  root.set_version_flag("--version", program.version);
  root.require_subcommand(1);
  for (const auto& section : program.sections) {
    for (const auto& command : section.commands) {
      CLI::App* app = root.add_subcommand(command.name(), command.help())->group(section.who);
      lay_out(command, *app, program.name + " " + command.name(), mode);
    }
  }
  check_command_words(root, argc, argv);
  root.parse(argc, argv);
}

std::string say(const Failure& f) {
  return harmless(view(f.what)) + (f.what.ends_with('.') ? "" : ".") +
         (f.remedy.empty() ? "" : " " + harmless(view(f.remedy)));
}

std::string say(const CLI::ParseError& e, const CLI::App& root) {
  const CLI::App* at = &root;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return harmless(view(e.what())) + ". See: " + path_of(at) + " --help";
}

}  // namespace

int run(const Program& program, int argc, const char* const* argv) {
  CLI::App root{program.help, program.name};
  const auto failed = [&](const std::string& words, int exit_code) {
    std::cerr << program.name << ": " << words << "\n";
    return exit_code;
  };
  try {
    parse(program, root, argc, argv, Mode::act);
  } catch (const CLI::Success& e) {  // help or version was asked for
    return root.exit(e);
  } catch (const CLI::ParseError& e) {
    return failed(say(e, root), 2);
  } catch (const Failure& f) {
    return failed(say(f), f.exit_code);
  } catch (const std::exception& e) {
    return failed("unexpected: " + harmless(view(e.what())), 1);
  }
  return 0;
}

std::optional<std::string> fault_of(const Program& program, int argc, const char* const* argv) {
  CLI::App root{program.help, program.name};
  try {
    parse(program, root, argc, argv, Mode::check);
  } catch (const CLI::ParseError& e) {
    return say(e, root);
  } catch (const Failure& f) {
    return say(f);
  }
  return std::nullopt;
}

}  // namespace eq::app
