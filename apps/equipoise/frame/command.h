// What a command of `equipoise` is, as data: name, help, a worked example, options, action, and the
// commands below it. Only parse.cpp knows how words on a command line become these.
//
//   Command disputes("disputes", "What people dispute", "--home hotline");
//   const auto party = disputes.party_options();
//   disputes.action([party] { show_disputes(*party); });
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/equipoise/frame/failure.h"
#include "apps/equipoise/frame/machine.h"
#include "apps/equipoise/frame/output.h"

namespace eq::app {

/// Takes a word, or throws Failure.
using TakeWord = std::function<void(const std::string& word)>;
/// Where an option's words go.  What it points to must live as long as the command's action, which
/// holds it.
using Place = std::variant<std::string*, std::vector<std::string>*, int*, std::uint16_t*,
                           std::uint32_t*, std::uint64_t*, std::vector<std::uint16_t>*,
                           std::vector<std::uint64_t>*, TakeWord>;
/// What a flag does when it is given.
using Set = std::variant<bool*, std::function<void()>>;

/// An option, "--day"; a second name after a comma; or an argument without a name of its own on the
/// command line, "file".
struct Option {
  std::string name, help;
  std::variant<Place, Set> place;
  bool is_required = false, has_default = false, takes_one_word = false;
  std::optional<std::pair<std::int64_t, std::int64_t>> range{};
  std::vector<std::string> words{};
  enum class Existing { no, file, folder } existing = Existing::no;
  std::optional<int> count{};
  std::vector<std::string> needed{}, excluded{};

  Option& required(bool is = true) { return is_required = is, *this; }
  /// The help names the value that holds if the option is not given.
  Option& shows_default() { return has_default = true, *this; }
  Option& between(std::int64_t least, std::int64_t most) {
    return range.emplace(least, most), *this;
  }
  Option& one_of(std::vector<std::string> allowed) { return words = std::move(allowed), *this; }
  Option& existing_file() { return existing = Existing::file, *this; }
  Option& existing_folder() { return existing = Existing::folder, *this; }
  /// So many words, no fewer and no more.
  Option& exactly(int n) { return count = n, *this; }
  /// May be repeated, each time with one word, so that an argument may follow.
  Option& one_at_a_time() { return takes_one_word = true, *this; }
  /// Of options of the same command.
  Option& needs(std::string other) { return needed.push_back(std::move(other)), *this; }
  Option& excludes(std::string other) { return excluded.push_back(std::move(other)), *this; }
};

/// Options that every command of a party takes.
struct PartyOptions {
  std::string home;
  bool json = false;
};

class Command {
 public:
  /// A command that only has others below it.
  Command(std::string name, std::string help) : name_(std::move(name)), help_(std::move(help)) {}
  /// A command that acts.  @param example  what to write after its name; the help shows it
  Command(std::string name, std::string help, std::string example)
      : name_(std::move(name)), help_(std::move(help)), example_(std::move(example)) {}

  /// The command that is put below this one; the reference holds as long as this one does.
  Command& add(Command below) { return below_.emplace_back(std::move(below)); }
  Command& add(std::string name, std::string help, std::string example) {
    return add(Command(std::move(name), std::move(help), std::move(example)));
  }

  /// The references hold as long as the command does.
  Option& option(std::string name, Place place, std::string help);
  Option& flag(std::string name, Set set, std::string help);
  Option& json_flag(bool& json) { return flag("--json", &json, "Print one JSON object"); }
  /// --home and --json.
  std::shared_ptr<PartyOptions> party_options();
  /// Of these options one must be given, and not two.
  void exactly_one(std::vector<std::string> names) { one_of_.push_back(std::move(names)); }
  /// What its own options say, the commands below it may be told, too.
  void shares_options() { shares_ = true; }
  /// Stands below the help.
  void says_more(std::string text) { more_ = std::move(text); }
  void action(std::function<void()> act) { action_ = std::move(act); }

  const std::string& name() const { return name_; }
  const std::string& help() const { return help_; }
  const std::string& example() const { return example_; }
  const std::string& more() const { return more_; }
  const std::list<Option>& options() const { return options_; }
  const std::list<Command>& below() const { return below_; }
  const std::vector<std::vector<std::string>>& one_of() const { return one_of_; }
  bool shared_options() const { return shares_; }
  const std::function<void()>& act() const { return action_; }

 private:
  std::string name_, help_, example_, more_;
  std::list<Option> options_;
  std::list<Command> below_;
  std::vector<std::vector<std::string>> one_of_;
  bool shares_ = false;
  std::function<void()> action_;
};

/// The commands of those who are one kind of people.
struct Section {
  std::string who;
  std::vector<Command> commands;
};

}  // namespace eq::app
