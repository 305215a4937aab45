#include "apps/equipoise/frame/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "apps/equipoise/frame/printed.h"
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

/// Whether a word may be an argument of it, and not a command below it.
bool takes_words(const CLI::App& app) {
  return app.get_subcommands({}).empty() ||
         std::ranges::any_of(app.get_options(),
                             [](const CLI::Option* o) { return o->get_positional(); });
}

Failure no_such_command(const std::string& word, const CLI::App& below) {
  return {"There is no command \"" + word + "\"", "See: " + path_of(&below) + " --help", 2};
}

/// CLI11 reports a mistyped command as a missing one; say which word it was.
void check_command_words(const CLI::App& root, int argc, const char* const* argv) {
  const CLI::App* at = &root;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    const std::string word = argv[i];
    const auto next =
        at->get_subcommands([&](const CLI::App* sub) { return sub->check_name(word); });
    if (next.empty() && takes_words(*at)) return;
    if (next.empty()) throw no_such_command(word, *at);
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
  // A shell's variable that is not set: what it stands for must not be done without it.
  if (std::holds_alternative<Place>(o.place) && !made->get_positional())
    made->check([](const std::string& value) {
      return value.empty() ? std::string("its value is empty") : std::string();
    });
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
  // What was not in the form that it should have is said by the sentence itself.
  std::string what = f.what;
  constexpr std::string_view kForm = " (malformed)";
  if (const auto at = what.find(kForm); at != std::string::npos) what.erase(at, kForm.size());
  return harmless(view(what)) + (what.ends_with('.') ? "" : ".") +
         (f.remedy.empty() ? "" : " " + harmless(view(f.remedy)));
}

/// The command that was meant, and those above it.
std::vector<const CLI::App*> path_to(const CLI::App& root) {
  std::vector<const CLI::App*> path{&root};
  while (!path.back()->get_subcommands().empty())
    path.push_back(path.back()->get_subcommands().front());
  return path;
}

/// All that was not given, so that nobody learns of it one by one.
std::string missing_in(const std::vector<const CLI::App*>& path) {
  std::string out;
  for (const CLI::App* app : path)
    for (const CLI::Option* o : app->get_options())
      if (o->get_required() && o->count() == 0) out += (out.empty() ? "" : ", ") + o->get_name();
  return out;
}

std::string no_such_option(const std::string& word, const std::vector<const CLI::App*>& path) {
  const std::string name = word.substr(0, word.find('='));
  std::set<std::string> seen;
  std::string all;
  for (const CLI::App* app : path)
    for (const CLI::Option* o : app->get_options())
      if (o->get_name().starts_with("--") && seen.insert(o->get_name()).second)
        all += (all.empty() ? "" : ", ") + o->get_name();
  return "There is no option " + harmless(view(name)) + " here. Known: " + all + "." +
         (takes_words(*path.back())
              ? " To say a word that begins with a dash, put -- before it, after all options."
              : "");
}

/// Whether options ended before this word: after -- alone there are only words.
enum class Options { go_on, ended };

std::string say(const CLI::ParseError& e, const CLI::App& root, Options options) {
  const auto path = path_to(root);
  const std::string see = " See: " + path_of(path.back()) + " --help";
  // What is missing may be what was misspelt.
  for (const auto& word : root.remaining(true)) {
    if (word == "--") continue;
    if (word.starts_with("--") && options == Options::ended)
      return "After -- alone there are only words, so " + harmless(view(word)) +
             " was taken for one. Write options before it." + see;
    if (word.starts_with("--")) return no_such_option(word, path) + see;
  }
  if (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr) {
    if (const auto names = missing_in(path); !names.empty()) return "Missing: " + names + "." + see;
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr) {
    const auto extra = root.remaining(true);
    if (!extra.empty() && !takes_words(*path.back()))
      return say(no_such_command(extra.front(), *path.back()));
    std::string words;
    for (const auto& word : extra) words += (words.empty() ? "" : " ") + word;
    return "Not understood: " + harmless(view(words)) +
           ". Several words that belong together stand in quotes: \"like these\"." + see;
  }
  return harmless(view(e.what())) + "." + see;
}

/// "equipoise help chat" is "equipoise chat --help".
std::vector<const char*> without_help_word(int argc, const char* const* argv) {
  std::vector<const char*> words(argv, argv + argc);
  if (argc < 2 || std::string_view(argv[1]) != "help") return words;
  words.erase(words.begin() + 1);
  words.push_back("--help");
  return words;
}

}  // namespace

int run(const Program& program, int argc, const char* const* argv) {
  CLI::App root{program.help, program.name};
  auto words = without_help_word(argc, argv);
  const bool as_json = std::ranges::any_of(
      words, [](const char* word) { return std::string_view(word) == "--json"; });
  const auto failed = [&](const std::string& text, int exit_code) {
    // Who reads objects gets one, unless the command has said in its own what came of it.
    if (as_json && !has_printed_object())
      print(true, {{"error", {{"words", text}, {"exit_code", exit_code}}}}, "");
    std::cerr << program.name << ": " << text << "\n";
    return exit_code;
  };
  std::vector<std::string> with_more;  // holds what `words` points to
  try {
    if (program.add_settings) {
      with_more = program.add_settings({words.begin(), words.end()});
      words.clear();
      for (const auto& word : with_more) words.push_back(word.c_str());
    }
    parse(program, root, static_cast<int>(words.size()), words.data(), Mode::act);
  } catch (const CLI::Success& e) {  // help or version was asked for
    return root.exit(e);
  } catch (const CLI::ParseError& e) {
    const bool ended =
        std::ranges::any_of(words, [](const char* word) { return std::string_view(word) == "--"; });
    return failed(say(e, root, ended ? Options::ended : Options::go_on), 2);
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
    return say(e, root, Options::go_on);
  } catch (const Failure& f) {
    return say(f);
  }
  return std::nullopt;
}

}  // namespace eq::app
