#include "apps/server/server_address.h"

#include <algorithm>

namespace eq::server {
namespace {

bool take(std::string_view& s, std::string_view prefix) {
  if (!s.starts_with(prefix)) return false;
  s.remove_prefix(prefix.size());
  return true;
}

bool is_here(std::string_view host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

std::optional<ServerAddress::Way> take_way(std::string_view& rest) {
  if (take(rest, "https://")) return ServerAddress::Way::tls;
  if (take(rest, "http://")) return ServerAddress::Way::this_machine;
  if (take(rest, "http-in-clear://")) return ServerAddress::Way::clear;
  return std::nullopt;
}

bool is_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) { return c > ' ' && c < 0x7f; }) &&
         host.find_first_of("/@?\"<>\\") == host.npos;
}

/// The host and the port of "HOST:PORT", "[HOST]:PORT", "HOST".
bool split(std::string_view authority, ServerAddress& to) {
  const auto colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
  std::string_view host = authority.substr(0, has_port ? colon : authority.size());
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  to.peer.host = std::string(host);
  to.port = has_port                            ? authority.substr(colon + 1)
            : to.way == ServerAddress::Way::tls ? "443"
                                                : "80";
  return is_host(host) && !to.port.empty() && to.port.size() <= 5 &&
         to.port.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Result<ServerAddress, AddressFault> parse_server_address(const std::string& url,
                                                         const std::string& whose) {
  const AddressFault no_address{"\"" + url + "\" is not a " + whose + "'s address",
                                "Write it as https://HOST:PORT, or http://127.0.0.1:PORT on this "
                                "machine."};
  std::string_view rest = url;
  const auto way = take_way(rest);
  REQUIRE_OR(way, no_address);
  ServerAddress a;
  a.way = *way;
  if (const auto hash = rest.find('#'); hash != rest.npos) {
    const auto key = from_hex(rest.substr(hash + 1));
    REQUIRE_OR(*way == ServerAddress::Way::tls && key.ok() && key->size() == KeyPin{}.size(),
               (AddressFault{"What stands after the # of \"" + url + "\" is no key",
                             "It is 64 hexadecimal digits after https://HOST:PORT. Ask the "
                             "server's operator for the address again."}));
    a.peer.pin.emplace();
    std::ranges::copy(*key, a.peer.pin->begin());
    rest = rest.substr(0, hash);
  }
  const auto slash = rest.find('/');
  if (slash != rest.npos) a.path = rest.substr(slash);
  while (a.path.ends_with('/')) a.path.pop_back();
  REQUIRE_OR(split(rest.substr(0, slash), a), no_address);
  REQUIRE_OR(*way != ServerAddress::Way::this_machine || is_here(a.peer.host),
             (AddressFault{"To " + a.peer.host + " http:// would go over the network in clear",
                           "Write https://HOST:PORT. If something else protects the way, say so: "
                           "http-in-clear://HOST:PORT."}));
  return a;
}

}  // namespace eq::server
