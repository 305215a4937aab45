#include "apps/server/copy_order.h"

#include <atomic>
#include <filesystem>

namespace eq::server {
namespace {
constexpr std::string_view kCopied = "copied ";

/// A server forgets when it starts what earlier ones left (large_file.h), so it may count anew.
std::string next_name() {
  static std::atomic<unsigned> orders{0};
  return "copy-of-order-" + std::to_string(++orders) + ".sqlite";
}
}  // namespace

Control::Answer copy_as_ordered(Engine& engine, const std::string& home) {
  const std::string name = next_name(), path = home + "/" + name;
  std::promise<std::string> promise;
  auto told = promise.get_future();
  engine.copy(path, [&](const std::string& why) { promise.set_value(why); });
  const std::string why = told.get();
  if (!why.empty()) return {why};
  // It would remember what the server forgets.
  return {std::string(kCopied) + name, [path] {
            std::error_code ec;
            std::filesystem::remove(path, ec);
          }};
}

std::optional<std::string> copy_named_by(const std::string& answer) {
  if (!answer.starts_with(kCopied)) return std::nullopt;
  return answer.substr(kCopied.size());
}

}  // namespace eq::server
