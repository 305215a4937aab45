#include "apps/server/postgres/address.h"

#include <arpa/inet.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
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

/// One of "a,b,c".  A name that only begins like an address of this machine is another's.
bool is_on_this_machine(std::string_view host) {
  if (host.starts_with('/') || host == "localhost") return true;
  in_addr four{};
  in6_addr six{};
  const std::string name(host);
  if (::inet_pton(AF_INET, name.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  return ::inet_pton(AF_INET6, name.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool are_on_this_machine(std::string_view hosts) {
  for (;;) {
    const auto comma = hosts.find(',');
    if (!is_on_this_machine(hosts.substr(0, comma))) return false;
    if (comma == hosts.npos) return true;
    hosts.remove_prefix(comma + 1);
  }
}

/// What libpq would take from there leads elsewhere than --store says.
std::string_view leads_elsewhere() {
  for (const char* name : {"PGHOSTADDR", "PGSERVICE"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return name;
  return {};
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
  if (const auto name = leads_elsewhere(); !name.empty())
    return Fault{"The environment variable " + std::string(name) + " names a PostgreSQL server",
                 "Unset it: --store alone says where the database is."};
  Address address;
  std::string host, number, database;
  bool says_tls = false;
  for (const auto* o = options.get(); o->keyword != nullptr; ++o) {
    if (o->val == nullptr || *o->val == '\0') continue;
    const std::string_view name = o->keyword, value = o->val;
    if (name == "service")
      return Fault{"--store names a service, whose file may lead anywhere",
                   "Write the host and the database, like "
                   "postgresql://equipoise@db.example/equipoise."};
    if (name == "host") host = value;
    if (name == "hostaddr") number = value;
    if (name == "dbname") database = value;
    if (name == "sslmode") says_tls = true;
    if (name == "port" && !is_plain(value, ",")) return unreadable;
    if (name == "port" && !is_number(value.substr(0, value.find(',')))) return unreadable;
    address.settings_.emplace_back(name, value);
  }
  if (database.empty())
    return Fault{"--store names no database",
                 "Write it behind the host, like postgresql://equipoise@db.example/equipoise."};
  if (!is_plain(database, "_-.") || !is_plain(host, ".-_:,/") || !is_plain(number, ".:,"))
    return unreadable;
  if (host.empty())
    address.settings_.emplace_back("host", host = number.empty() ? kOwnSocket : number);
  // Whoever answers on another machine must show a certificate, unless somebody said otherwise.
  // A number goes before the name, which is only what the certificate is for.
  const bool is_near = are_on_this_machine(host) && (number.empty() || are_on_this_machine(number));
  if (!says_tls && !is_near) address.settings_.emplace_back("sslmode", "verify-full");
  address.shown_ = "The database " + database + " at " + host;
  return address;
}

}  // namespace eq::server::postgres
