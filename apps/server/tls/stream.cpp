#include "apps/server/tls/stream.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ip/address.hpp>

namespace eq::server {

void Stream::name(const Peer& peer) {
  boost::system::error_code is_a_name;
  boost::asio::ip::make_address(peer.host, is_a_name);
  if (is_a_name) SSL_set_tlsext_host_name(tls_->native_handle(), peer.host.c_str());
}

std::string Stream::disbelief(const Peer& peer) const {
  if (!tls_) return {};
  const long result = SSL_get_verify_result(const_cast<Tls&>(*tls_).native_handle());
  switch (result) {
    case X509_V_OK: return {};
    case X509_V_ERR_APPLICATION_VERIFICATION:
      return "The server at " + peer.host +
             " shows another key than its address names. Nothing was sent. Ask its operator for the "
             "address again, over a way you trust";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "The certificate of " + peer.host +
             " has expired. Nothing was sent. Its operator must renew it; check your clock, too";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "The certificate of " + peer.host +
             " is not valid yet. Nothing was sent. Check your clock";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "The server that answered has a certificate for another name than " + peer.host +
             ". Nothing was sent. Check the address";
    default:
      return "Nobody whom this machine trusts vouches for the certificate of " + peer.host + " (" +
             X509_verify_cert_error_string(result) +
             "). Nothing was sent. In a private network take the address with its key, https://HOST:PORT#KEY";
  }
}

}  // namespace eq::server
