// Whether what answers at an address is the realm's server.
#pragma once

#include <string>

#include "eq/wire/realm.h"

namespace eq::app {

enum class ServerSeen { same_realm, silent };
/// What answers at that address is this realm's server, or nothing does.  Throws Failure for
/// another realm's, for a realm file that differs from the server's, and for what is no server.
ServerSeen check_server(const std::string& url, const wire::Realm& realm);

}  // namespace eq::app
