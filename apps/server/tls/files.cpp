#include "apps/server/tls/files.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_context.hpp>

#include "eq/crypto/hash.h"

namespace eq::server {
namespace {
namespace ssl = boost::asio::ssl;

KeyPin digest_of_key(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  const auto digest = crypto::sha256(View(der, size > 0 ? static_cast<std::size_t>(size) : 0));
  OPENSSL_free(der);
  return digest;
}

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// The first in the chain; empty if there is none.
Certificate own_certificate(const TlsFiles& files) {
  BIO* file = BIO_new_file(files.certificate.c_str(), "r");
  X509* certificate = file ? PEM_read_bio_X509(file, nullptr, nullptr, nullptr) : nullptr;
  BIO_free(file);
  return {certificate, X509_free};
}

TlsContext fresh(ssl::context::method method) {
  auto context = std::make_shared<ssl::context>(method);
  SSL_CTX* c = context->native_handle();
  SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
  return context;
}
}  // namespace

TlsContext tls_for(const TlsFiles& files, std::string& why) {
  struct stat about {};
  if (::stat(files.key.c_str(), &about) == 0 && (about.st_mode & S_IROTH)) {
    why = "The TLS key " + files.key +
          " can be read by everybody on this machine. Take that from "
          "them: chmod o-r " +
          files.key;
    return nullptr;
  }
  auto context = fresh(ssl::context::tls_server);
  boost::system::error_code ec;
  context->use_certificate_chain_file(files.certificate, ec);
  if (ec) {
    why = files.certificate + " holds no certificate that can be read (" + ec.message() +
          "). Give the PEM file of the chain, the server's own certificate first";
    return nullptr;
  }
  context->use_private_key_file(files.key, ssl::context::pem, ec);
  if (ec) {
    why = files.key + " holds no private key that goes with " + files.certificate + " (" +
          ec.message() + "). Give the PEM file of the certificate's own key, without a passphrase";
    return nullptr;
  }
  return context;
}

TlsContext tls_towards(const Peer& peer) {
  auto context = fresh(ssl::context::tls_client);
  context->set_verify_mode(ssl::verify_peer);
  if (peer.pin) {
    context->set_verify_callback([pin = *peer.pin](bool, ssl::verify_context& seen) {
      X509_STORE_CTX* store = seen.native_handle();
      if (X509_STORE_CTX_get_error_depth(store) > 0) return true;
      X509* shown = X509_STORE_CTX_get_current_cert(store);
      const bool is_it = shown && equal_var(digest_of_key(shown), pin);
      X509_STORE_CTX_set_error(store, is_it ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
      return is_it;
    });
    return context;
  }
  boost::system::error_code none_there;
  context->set_default_verify_paths(none_there);
  X509_VERIFY_PARAM* param = SSL_CTX_get0_param(context->native_handle());
  boost::asio::ip::make_address(peer.host, none_there);
  const bool is_address = !none_there;
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (is_address)
    X509_VERIFY_PARAM_set1_ip_asc(param, peer.host.c_str());
  else
    X509_VERIFY_PARAM_set1_host(param, peer.host.c_str(), peer.host.size());
  return context;
}

std::optional<KeyPin> pin_of(const TlsFiles& files) {
  const auto certificate = own_certificate(files);
  if (!certificate) return std::nullopt;
  return digest_of_key(certificate.get());
}

std::optional<Time> end_of(const TlsFiles& files) {
  const auto certificate = own_certificate(files);
  const ASN1_TIME* end = certificate ? X509_get0_notAfter(certificate.get()) : nullptr;
  const std::unique_ptr<ASN1_TIME, decltype(&ASN1_STRING_free)> epoch(ASN1_TIME_set(nullptr, 0),
                                                                      ASN1_STRING_free);
  int days = 0, seconds = 0;
  if (!end || !epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), end) != 1 || days < 0)
    return std::nullopt;
  return Time{static_cast<std::uint64_t>(days) * kDay_ms +
              static_cast<std::uint64_t>(seconds) * kSecond_ms};
}

}  // namespace eq::server
