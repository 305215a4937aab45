// Why a greeting under TLS failed.
#pragma once

#include <boost/system/error_code.hpp>

namespace eq::server {

/// Whether what came back was no TLS at all.
bool met_no_tls(const boost::system::error_code& greeting);

}  // namespace eq::server
