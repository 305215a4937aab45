// Internal to the clients of HTTP and WebSocket: where a name led.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <system_error>
#include <thread>

#include "apps/server/server_address.h"

namespace eq::server {

struct Found {
  boost::asio::ip::tcp::resolver::results_type where;
  boost::system::error_code fault;
};

/// Takes as long as the machine's resolver does.
inline Found found_at(const std::string& host, const std::string& port) {
  boost::asio::io_context io;
  Found found;
  found.where = boost::asio::ip::tcp::resolver(io).resolve(host, port, found.fault);
  return found;
}

/// Nothing ends a question to the machine's resolver: it is asked on a thread of its own, and left
/// there if it hangs.
/// @param find  outlives the caller
inline Found find_within(std::function<Found()> find, std::chrono::steady_clock::time_point until,
                         const std::atomic<bool>& interrupted) {
  constexpr std::chrono::milliseconds kLook(20);
  auto told = std::make_shared<std::promise<Found>>();
  auto found = told->get_future();
  try {
    std::thread([told, find = std::move(find)] { told->set_value(find()); }).detach();
  } catch (const std::system_error&) {
    return {{}, boost::asio::error::no_memory};
  }
  while (found.wait_for(kLook) != std::future_status::ready) {
    if (interrupted) return {{}, boost::asio::error::operation_aborted};
    if (std::chrono::steady_clock::now() >= until) return {{}, boost::asio::error::timed_out};
  }
  return found.get();
}

/// In clear only on this machine: "localhost" is what the machine's own table says.
inline bool may_be_reached(const ServerAddress& address,
                           const boost::asio::ip::tcp::resolver::results_type& found) {
  return address.way != ServerAddress::Way::this_machine ||
         std::ranges::all_of(
             found, [](const auto& where) { return where.endpoint().address().is_loopback(); });
}

}  // namespace eq::server
