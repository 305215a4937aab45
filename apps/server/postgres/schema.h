// The tables of a store in a database: all in the schema "equipoise", a table of two columns for
// each platform::Table, and three of this program's own.  docs/adr/0072-*.md: why not one for all.
#pragma once

#include <string>

#include "apps/server/postgres/connection.h"
#include "apps/server/store_place.h"
#include "parties/platform/store.h"

namespace eq::server::postgres {

/// What to do with tables that were made in another database, as after pg_restore.
enum class Copied : std::uint8_t { refuse, take };

/// Makes what is missing, unless something of another program, of another realm or of a newer
/// version lies there, or a copy; then nothing is changed.
/// @param realm  the digest of the realm whose store it is
/// @return empty, or a sentence that says what is wrong and what to do
std::string prepare_schema(Connection& connection, const Address& address, View realm,
                           Copied copied = Copied::refuse);
/// From now on it is this database's own, and one that was restored, whoever serves from it.
Answer own_schema(Connection& connection);
/// Restored also if the database does not say.  One that has no tables yet is not.
StorePlace::Kind kind_of(Connection& connection);
/// It is no restored one any more.
Answer keep_as_grown(Connection& connection);

/// equipoise."name".
std::string name_of(platform::Table table);

}  // namespace eq::server::postgres
