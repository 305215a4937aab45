// What a command that listens is told about its port.
#pragma once

#include <memory>

#include "apps/equipoise/frame/command.h"
#include "apps/server/http.h"

namespace eq::app {

struct Listening {
  std::string address = "127.0.0.1", certificate, key;
  int port = -1;  // none was named
  bool in_clear = false;
  std::vector<std::string> balancers;

  /// Throws Failure if a certificate comes without its key, or the other way round.
  /// @param usual  the port if none was named
  server::Listener listener(std::uint16_t usual) const;
};

/// Puts its options below a command; they must live as long as its action.
/// @param usual  the port if none is named, in words
void add_listening(Command& command, Listening& listening, const std::string& usual);

/// The line that says where it serves, and under TLS the address for those who pin its key.
std::string where(const server::Listener& listener, std::uint16_t port);

}  // namespace eq::app
