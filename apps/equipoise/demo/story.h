// The demo's narrator: steps with an id, a verdict and figures; sentences for a layperson.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace eq::app::demo {

enum class Voice { spoken, silent };  // silent: --headless

enum class Prompt { dollar, none };

class Story {
 public:
  explicit Story(Voice voice) : voice_(voice) {}

  void chapter(const std::string& title);
  void say(const std::string& sentence);
  /// A command as someone would type it, or an address to open.
  void show_command(const std::string& command, Prompt prompt = Prompt::dollar);
  /// For anything over a second: one line, rewritten in place on a terminal.
  void progress(const std::string& what, unsigned seconds);

  /// Run `body`; the step holds if it returns true and throws nothing.  Figures go into `detail`.
  void step(const std::string& id, const std::string& claim,
            const std::function<bool(nlohmann::ordered_json& detail)>& body);

  bool all_hold() const;
  nlohmann::ordered_json json() const;

 private:
  void end_progress();
  Voice voice_;
  bool in_progress_ = false;
  nlohmann::ordered_json steps_ = nlohmann::ordered_json::array();
};

}  // namespace eq::app::demo
