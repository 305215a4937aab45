// What a balancer says first about a connection that it passes on: the PROXY protocol, versions 1
// and 2 (haproxy.org/download/2.8/doc/proxy-protocol.txt).
#pragma once

#include <optional>
#include <string>

#include "apps/server/peer_address.h"
#include "eq/base/result.h"

namespace eq::server {

/// Taken byte by byte, because what follows it is another's.
class ProxyHeader {
 public:
  /// @return true when it is whole; Err::malformed if it is none.
  Result<bool> take(char c);
  /// Whom the balancer speaks for; nullopt for its own checks (UNKNOWN, LOCAL).
  const std::optional<PeerAddress>& source() const { return source_; }

 private:
  Result<bool> take_text();
  Result<bool> take_binary();

  std::string seen_;
  std::optional<PeerAddress> source_;
};

}  // namespace eq::server
