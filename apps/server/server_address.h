// Where a server is, as people write it down:
//
//   https://HOST:PORT/PATH        by a certificate that this machine's authorities vouch for
//   https://HOST:PORT/PATH#KEY    by this key alone, in 64 hexadecimal digits (tls/files.h)
//   http://127.0.0.1:PORT/PATH    in clear, on this machine alone
//   http-in-clear://HOST:PORT     in clear over a network, because somebody said so
#pragma once

#include <string>

#include "apps/server/tls/files.h"
#include "eq/base/result.h"

namespace eq::server {

struct AddressFault {
  std::string what, remedy;  // a sentence each
};

struct ServerAddress {
  enum class Way : std::uint8_t { tls, this_machine, clear };
  Way way = Way::tls;
  Peer peer;
  std::string port;
  std::string path;  // without a slash at its end; empty for none

  /// HOST:PORT as a request names it, an IPv6 address in brackets.
  std::string host() const {
    const bool is_ipv6 = peer.host.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + peer.host + "]" : peer.host) + ":" + port;
  }
};

/// @param whose  "server", "witness": for the sentence
Result<ServerAddress, AddressFault> parse_server_address(const std::string& url,
                                                         const std::string& whose = "server");

}  // namespace eq::server
