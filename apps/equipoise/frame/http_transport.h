// The server as parties see it from a process of their own: wire::Transport over HTTP.
#pragma once

#include <memory>
#include <string>

#include "eq/wire/transport.h"

namespace eq::app {

/// @param url  http://HOST:PORT.  Throws Failure if it is not such a URL.  Connects at the first
///     call. A server that cannot be reached is Err::unavailable (last_code() ==
///     Code::unavailable).
std::unique_ptr<wire::Transport> http_transport(const std::string& url);

}  // namespace eq::app
