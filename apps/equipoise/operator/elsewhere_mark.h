// A home whose store is a database says so, so that nobody begins with an empty file beside it.
#pragma once

#include <optional>
#include <string>

#include "apps/server/postgres/address.h"

namespace eq::app {

/// Where the server keeps its store, as its operator says.  Throws Failure (2) if that contradicts
/// what the home holds.
void check_place(const std::string& home, const std::optional<server::postgres::Address>& store);
/// It serves from a database.
void mark_elsewhere(const std::string& home);
/// Throws Failure (2) if the store is a database: this command is for files.
void demand_file(const std::string& home);

}  // namespace eq::app
