// Internal: what the sources of the HTTP server share of Boost.  Nothing else includes this.
#pragma once

#include <boost/asio/strand.hpp>

#include "apps/server/http.h"
#include "apps/server/request_head.h"
#include "apps/server/tls/stream.h"

namespace eq::server {

/// Serve one connection until it ends, after its handshake if it is to be under TLS.
void run_session(Stream stream, std::shared_ptr<const HttpOptions> options, PeerAddress from,
                 std::shared_ptr<Place> place);

/// Take a connection over after its upgrade request was read.
void run_socket(Stream stream, const RequestHead& request,
                std::shared_ptr<const HttpOptions> options, std::shared_ptr<Place> place);

}  // namespace eq::server
