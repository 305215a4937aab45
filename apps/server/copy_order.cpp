#include "apps/server/copy_order.h"

#include <filesystem>

namespace eq::server {

std::string obey(const std::string& order, Engine& engine, const std::string& home) {
  if (order != kCopyOrder) return "This server does not know that order";
  const std::string path = home + "/" + std::string(kStoreCopyFile);
  std::error_code ec;
  std::filesystem::remove(path, ec);  // of somebody who did not take it away
  std::promise<std::string> promise;
  auto told = promise.get_future();
  engine.copy(path, [&](const std::string& why) { promise.set_value(why); });
  const std::string why = told.get();
  return why.empty() ? std::string(kCopied) : why;
}

}  // namespace eq::server
