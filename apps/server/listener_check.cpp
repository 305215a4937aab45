#include "apps/server/listener_check.h"

#include <boost/asio/ip/address.hpp>

namespace eq::server {

std::string fault_of(const Listener& listener) {
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(listener.address, ec);
  if (ec) return listener.address + " is not an IP address. Use one like 127.0.0.1 or ::1";
  for (const auto& b : listener.balancers) {
    boost::asio::ip::make_address(b, ec);
    if (ec) return "The balancer " + b + " is not an IP address. Use one like 10.0.0.7";
  }
  if (std::holds_alternative<OnThisMachine>(listener.way) && !address.is_loopback())
    return "On " + listener.address +
           " everything would go over the network in clear. Give --tls-certificate and --tls-key, or --in-clear if "
           "something before it ends TLS";
  std::string why;
  if (const auto* files = std::get_if<TlsFiles>(&listener.way)) (void)tls_for(*files, why);
  return why;
}

ShownKey::ShownKey(const Listener& listener) {
  const auto* files = std::get_if<TlsFiles>(&listener.way);
  if (!files) return;
  files_ = *files;
  key_ = pin_of(*files);
}

std::string ShownKey::read_again() {
  const auto before = key_;
  if (files_) key_ = pin_of(*files_);
  if (!before || !key_ || *before == *key_) return {};
  return "it has another key. Whoever joined at an address that ends in #" + hex(*before) +
         " is cut off and must join again at the one that ends in #" + hex(*key_) +
         ", or the certificate must have the key of before";
}

}  // namespace eq::server
