#include "apps/equipoise/frame/listening.h"

namespace eq::app {

server::Listener Listening::listener(std::uint16_t usual) const {
  if (certificate.empty() != key.empty())
    throw Failure{"A certificate needs its key, and a key its certificate",
                  "Give both --tls-certificate and --tls-key.", 2};
  server::Listener l{address, port < 0 ? usual : static_cast<std::uint16_t>(port), {}, balancers};
  if (!certificate.empty())
    l.way = server::TlsFiles{certificate, key};
  else if (in_clear)
    l.way = server::InClear{};
  return l;
}

void add_listening(Command& command, Listening& l, const std::string& usual) {
  command
      .option("--port", &l.port, "Port to listen on instead of " + usual + "; 0 takes any free one")
      .between(0, 65535);
  command.option("--address", &l.address, "Address to listen on").shows_default();
  command.option("--tls-certificate", &l.certificate,
                 "PEM file of the certificate's chain; read again on SIGHUP");
  command.option("--tls-key", &l.key, "PEM file of its key, which not everybody may read");
  command.flag("--in-clear", &l.in_clear,
               "Without TLS on any address, because something before it ends TLS");
  command
      .option("--balancer", &l.balancers,
              "Address of a balancer that says by the PROXY protocol for whom it connects")
      .one_at_a_time();
}

std::string where(const server::Listener& listener, std::uint16_t port) {
  const auto url = server::url_of(listener, port);
  const auto* files = std::get_if<server::TlsFiles>(&listener.way);
  const auto pin = files ? server::pin_of(*files) : std::nullopt;
  return url + (pin ? "\nFor clients of a private network: https://HOST:" + std::to_string(port) +
                          "#" + hex(*pin)
                    : "");
}

}  // namespace eq::app
