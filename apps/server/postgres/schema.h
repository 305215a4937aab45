// The tables of a store in a database: all in the schema "equipoise", a table of two columns for
// each platform::Table, and three of this program's own.  docs/adr/0072-*.md: why not one for all.
#pragma once

#include <string>

#include "apps/server/postgres/connection.h"
#include "parties/platform/store.h"

namespace eq::server::postgres {

/// Makes what is missing, unless something of another program, of another realm or of a newer
/// version lies there; then nothing is changed.
/// @param realm  the digest of the realm whose store it is
/// @return empty, or a sentence that says what is wrong and what to do
std::string prepare_schema(Connection& connection, const Address& address, View realm);

/// equipoise."name".
std::string name_of(platform::Table table);

}  // namespace eq::server::postgres
