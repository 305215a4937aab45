// Before a server appends anything, the witness is asked whether it has seen more than the store
// holds.
#pragma once

#include <string>

#include "apps/server/service.h"
#include "parties/platform/platform.h"

namespace eq::server {

/// @return empty, or why the server must not start.  A witness that is silent keeps nobody from
/// starting but one whose store was restored.
std::string ask_witness_at_start(const ServiceOptions& options, const platform::Platform& platform);

}  // namespace eq::server
