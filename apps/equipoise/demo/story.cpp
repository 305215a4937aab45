#include "apps/equipoise/demo/story.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "apps/equipoise/frame/command.h"

namespace eq::app::demo {
namespace {

bool colours() {
  static const bool yes = isatty(1) && !std::getenv("NO_COLOR");
  return yes;
}
std::string styled(const char* code, const std::string& text) {
  return colours() ? std::string("\033[") + code + "m" + text + "\033[0m" : text;
}

/// Fold at 92 columns with a hanging indent.
std::string folded(const std::string& text, const std::string& indent) {
  std::istringstream words(text);
  std::string out, line = indent;
  for (std::string word; words >> word;) {
    if (line.size() > indent.size() && line.size() + 1 + word.size() > 92) {
      out += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return out + line + "\n";
}

}  // namespace

void Story::end_progress() {
  if (in_progress_ && isatty(1)) std::cout << "\r\033[K" << std::flush;
  in_progress_ = false;
}

void Story::chapter(const std::string& title) {
  if (voice_ == Voice::silent) return;
  end_progress();
  std::cout << "\n" << styled("1", title) << "\n" << std::flush;
}

void Story::say(const std::string& sentence) {
  if (voice_ == Voice::silent) return;
  end_progress();
  std::cout << folded(sentence, "  ") << std::flush;
}

void Story::show_command(const std::string& command, Prompt prompt) {
  if (voice_ == Voice::silent) return;
  end_progress();
  std::cout << "    " << styled("36", (prompt == Prompt::dollar ? "$ " : "") + command) << "\n"
            << std::flush;
}

void Story::progress(const std::string& what, unsigned seconds) {
  if (voice_ == Voice::silent) return;
  if (isatty(1))
    std::cout << "\r\033[K    " << what << " … " << seconds << " s" << std::flush;
  else if (seconds == 1 || seconds % 10 == 0)
    std::cout << "    " << what << " … " << seconds << " s\n" << std::flush;
  in_progress_ = true;
}

void Story::step(const std::string& id, const std::string& claim,
                 const std::function<bool(nlohmann::ordered_json& detail)>& body) {
  nlohmann::ordered_json detail = nlohmann::ordered_json::object();
  bool ok = false;
  const auto started = std::chrono::steady_clock::now();
  try {
    ok = body(detail);
  } catch (const Failure& f) {
    detail["failure"] = f.what + (f.remedy.empty() ? "" : " " + f.remedy);
  } catch (const std::exception& e) {
    detail["failure"] = e.what();
  }
  detail["ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(
                     std::chrono::steady_clock::now() - started)
                     .count();
  steps_.push_back({{"id", id}, {"ok", ok}, {"detail", detail}});
  if (voice_ == Voice::silent) return;
  end_progress();
  const std::string mark = ok ? styled("32", "✓") : styled("31;1", "✗ DOES NOT HOLD:");
  std::cout << "  " << mark << " " << folded(claim, "    ").substr(4) << std::flush;
  if (!ok) std::cout << "    " << detail.dump() << "\n" << std::flush;
}

bool Story::all_hold() const {
  for (const auto& s : steps_)
    if (!s["ok"].get<bool>()) return false;
  return !steps_.empty();
}

nlohmann::ordered_json Story::json() const { return {{"steps", steps_}}; }

}  // namespace eq::app::demo
