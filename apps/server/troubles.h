// Trouble that is nobody's request: a line in the log when a kind of it begins, and once a minute
// how often it came.  Names no address, account or key.  Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace eq::server {

class Troubles {
 public:
  /// @param say  one line for the log
  explicit Troubles(std::function<void(const std::string& line)> say) : say_(std::move(say)) {}
  void note(std::string_view kind);
  /// Once a minute.
  void summarise();

 private:
  std::function<void(const std::string&)> say_;
  std::mutex mutex_;
  std::map<std::string, std::uint64_t, std::less<>>
      since_;  // the last summary, the first one aside
};

}  // namespace eq::server
