// Where a PostgreSQL database is, as an operator writes it: postgresql://USER@HOST/DATABASE.
//
// It may hold a password, which no sentence and no log ever shows; nor does one show what libpq
// says, which may quote the address.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eq/base/result.h"

namespace eq::server::postgres {

class Address {
 public:
  struct Fault {
    std::string what, remedy;  // neither quotes the address
  };
  /// One database on one server, or on several of which one takes writes (target_session_attrs).
  static Result<Address, Fault> parse(const std::string& uri);

  /// For libpq, by its names.
  const std::vector<std::pair<std::string, std::string>>& settings() const { return settings_; }
  /// "The database NAME at HOST", for people.
  const std::string& shown() const { return shown_; }

 private:
  Address() = default;
  std::vector<std::pair<std::string, std::string>> settings_;
  std::string shown_;
};

}  // namespace eq::server::postgres
