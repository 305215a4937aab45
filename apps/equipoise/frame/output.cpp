#include "apps/equipoise/frame/output.h"
#include "apps/equipoise/frame/printed.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "eq/base/shown.h"

namespace eq::app {
namespace {
bool printed_object = false;  // one command runs in one process
}  // namespace

bool has_printed_object() { return printed_object; }

void print(bool json, const nlohmann::ordered_json& object, const std::string& text) {
  if (json) {
    printed_object = true;
    std::cout << object.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace)
              << std::endl;
  } else if (!text.empty()) {
    std::cout << harmless(view(text)) << (text.ends_with('\n') ? "" : "\n") << std::flush;
  }
}

std::size_t screen_columns() {
  winsize size{};
  return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace eq::app
