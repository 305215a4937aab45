#include "apps/server/troubles.h"

#include <vector>

namespace eq::server {

void Troubles::note(std::string_view kind) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = since_.find(kind);
    if (known != since_.end()) {
      ++known->second;
      return;
    }
    since_.emplace(kind, 0);
  }
  say_(std::string(kind));
}

void Troubles::summarise() {
  std::vector<std::string> lines;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [kind, count] : since_)
      if (count > 0)
        lines.push_back(kind + ": " + std::to_string(count) + " times more in the last minute");
    std::erase_if(since_, [](const auto& s) { return s.second == 0; });
    for (auto& [kind, count] : since_) count = 0;
  }
  for (const auto& line : lines) say_(line);
}

}  // namespace eq::server
