// The server as parties see it from a process of their own: wire::Transport over HTTP.
#pragma once

#include <memory>
#include <string>

#include "eq/wire/transport.h"

namespace eq::app {

/// @param url  as apps/server/server_address.h has it.  Throws Failure if it is no such address.
///     Connects at the first call.  A server that cannot be reached is Err::unavailable, and
///     last_code() is Code::unavailable.
std::unique_ptr<wire::Transport> http_transport(const std::string& url);
/// The same for who waits at a keyboard: gives up after so long.
std::unique_ptr<wire::Transport> http_transport(const std::string& url, std::uint64_t limit_ms);

}  // namespace eq::app
