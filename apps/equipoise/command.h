// The frame every `equipoise` command stands in: registration, clear failures, a party's home,
// and output as text for people or one JSON object for programs.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "eq/base/random.h"
#include "eq/base/result.h"
#include "eq/base/time.h"

namespace eq::app {

/// What a command throws to end: one sentence on what is wrong, one on what to do, an exit code.
/// 1: it could not be done.  2: it was asked wrongly.  3: a rule or a proof refuses it.
struct Failure {
  std::string what;
  std::string remedy;
  int exit_code = 1;
};

/// The value, or a Failure that says what could not be done.
template <class T>
T must(Result<T> r, const std::string& what, const std::string& remedy = "") {
  if (!r.ok()) throw Failure{what + " (" + std::string(to_text(r.error())) + ")", remedy};
  if constexpr (!std::is_void_v<T>) return std::move(r).take();
}

/// What a home's state file holds, or a Failure that says why it cannot be read.
template <class T>
T must_load(Result<T> state, const std::string& dir) {
  if (!state.ok() && state.error() == Err::unsupported)
    throw Failure{dir + "/state was made by another version of this program", "Nothing was changed. Open it with that version, or begin with a new home."};
  return must(std::move(state), dir + "/state is damaged", "Restore the home from a backup.");
}

/// The operating system's randomness.
class SystemRandom final : public Random {
 public:
  void fill(MutView out) override;
};

/// The system clock, shifted by the signed number of milliseconds written in a file, so that days
/// can be simulated without touching the machine.  An empty path means the plain system clock.
class Clock {
 public:
  explicit Clock(std::string file) : file_(std::move(file)) {}
  /// Reads the file anew at every call.  Throws Failure if the file is there but not a number.
  Time now() const;

 private:
  std::string file_;
};

/// Options that every command of a party takes.
struct PartyOptions {
  std::string home;
  bool json = false;
};
/// Adds --home and --json to a command.
std::shared_ptr<PartyOptions> add_party_options(CLI::App& command);

/// Print one JSON object (with --json; in ASCII, so that a terminal shows what a program reads) or the text.  The text passes
/// harmless(); a text of several lines that another party wrote went through shown_block() before.
void print(bool json, const nlohmann::ordered_json& object, const std::string& text);

/// Columns of the terminal; 0 if the output goes elsewhere.
std::size_t screen_columns();

/// A file of commands registers itself: `static const Commands commands(30, add_order);`
/// Lower ranks stand first in the help.
struct Commands {
  Commands(int rank, std::function<void(CLI::App& root)> add);
};
/// Called once by main.
void add_all_commands(CLI::App& root);

}  // namespace eq::app
