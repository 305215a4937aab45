#include "apps/server/postgres/address.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

namespace eq::server::postgres {
namespace {
constexpr std::string_view kOwnSocket = "/var/run/postgresql";  // Debian's, and nobody's variable

using Fault = Address::Fault;

/// What a name may hold.  A password with an unquoted "@", "/" or "?" lands in the name of the host
/// or the database, with an "@" behind: so none is ever shown.
bool is_plain(std::string_view name, std::string_view more) {
  return std::ranges::all_of(name, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != more.npos;
  });
}

bool is_number(std::string_view port) {
  return std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
}

/// One of "a,b,c".
bool is_on_this_machine(std::string_view host) {
  return host.starts_with('/') || host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool are_on_this_machine(std::string_view hosts) {
  for (;;) {
    const auto comma = hosts.find(',');
    if (!is_on_this_machine(hosts.substr(0, comma))) return false;
    if (comma == hosts.npos) return true;
    hosts.remove_prefix(comma + 1);
  }
}

struct Free {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
}  // namespace

Result<Address, Fault> Address::parse(const std::string& uri) {
  const Fault unreadable{"--store is no address of a PostgreSQL database",
                         "Write it like postgresql://equipoise@db.example/equipoise; in a password "
                         "write @ as %40, / as %2F, ? as %3F, % as %25."};
  if (!uri.starts_with("postgresql://") && !uri.starts_with("postgres://")) return unreadable;
  char* said = nullptr;  // quotes the address
  const std::unique_ptr<PQconninfoOption, Free> options(PQconninfoParse(uri.c_str(), &said));
  PQfreemem(said);
  if (!options) return unreadable;
  Address address;
  std::string host, database;
  bool says_tls = false;
  for (const auto* o = options.get(); o->keyword != nullptr; ++o) {
    if (o->val == nullptr || *o->val == '\0') continue;
    const std::string_view name = o->keyword, value = o->val;
    if (name == "host") host = value;
    if (name == "dbname") database = value;
    if (name == "sslmode") says_tls = true;
    if (name == "port" && !is_plain(value, ",")) return unreadable;
    if (name == "port" && !is_number(value.substr(0, value.find(',')))) return unreadable;
    address.settings_.emplace_back(name, value);
  }
  if (database.empty())
    return Fault{"--store names no database",
                 "Write it behind the host, like postgresql://equipoise@db.example/equipoise."};
  if (!is_plain(database, "_-.") || !is_plain(host, ".-_:,/")) return unreadable;
  if (host.empty()) address.settings_.emplace_back("host", host = kOwnSocket);
  // Whoever answers on another machine must show a certificate, unless somebody said otherwise.
  if (!says_tls && !are_on_this_machine(host))
    address.settings_.emplace_back("sslmode", "verify-full");
  address.shown_ = "The database " + database + " at " + host;
  return address;
}

}  // namespace eq::server::postgres
