// Internal: what http.cpp and socket.cpp share of Boost.Beast.  Nothing else includes this.
#pragma once

#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include "apps/server/http.h"

namespace eq::server {

/// Take a connection over after its upgrade request was read.  `slot` is its place among the
/// connections, given back when it ends.
void run_socket(boost::beast::tcp_stream stream,
                boost::beast::http::request<boost::beast::http::empty_body> request,
                std::shared_ptr<const HttpOptions> options, std::shared_ptr<void> slot);

}  // namespace eq::server
