// Internal: what the sources of the HTTP server share of Boost.  Nothing else includes this.
#pragma once

#include <atomic>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "apps/server/http.h"
#include "apps/server/request_head.h"

namespace eq::server {

using Stream = boost::beast::tcp_stream;
using Counter = std::shared_ptr<std::atomic<std::size_t>>;

/// Serve one connection until it ends.  `slot` is its place among the connections, given back when
/// it ends; `bodies` counts the bytes of bodies held by all of them.
void run_session(Stream stream, std::shared_ptr<const HttpOptions> options,
                 std::shared_ptr<void> slot, Counter bodies);

/// Take a connection over after its upgrade request was read.
void run_socket(Stream stream, const RequestHead& request,
                std::shared_ptr<const HttpOptions> options, std::shared_ptr<void> slot);

}  // namespace eq::server
