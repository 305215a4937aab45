// Internal to the clients of HTTP and WebSocket: where a name led.
#pragma once

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>

#include "apps/server/server_address.h"

namespace eq::server {

/// In clear only on this machine: "localhost" is what the machine's own table says.
inline bool may_be_reached(const ServerAddress& address,
                           const boost::asio::ip::tcp::resolver::results_type& found) {
  return address.way != ServerAddress::Way::this_machine ||
         std::ranges::all_of(
             found, [](const auto& where) { return where.endpoint().address().is_loopback(); });
}

}  // namespace eq::server
