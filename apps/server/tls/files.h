// Who a listener is, and whom a client believes.  OpenSSL is seen in this folder and nowhere else
// above eq/crypto.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "eq/base/bytes.h"
#include "eq/base/time.h"

namespace boost::asio::ssl {
class context;
}

namespace eq::server {

/// PEM files: a chain, the server's own certificate first; and its private key.
struct TlsFiles {
  std::string certificate, key;
};

/// SHA-256 of a key as certificates carry it (SubjectPublicKeyInfo, RFC 7469 section 2.4).
using KeyPin = Array<32>;

/// Whom a client means to reach.
struct Peer {
  std::string host;           // a name or an IP address, as the certificate must have it
  std::optional<KeyPin> pin;  // then this key and nothing else: no name, no authority, no date
};

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// For a listener: TLS 1.2 or 1.3, no tickets, no renegotiation.  @return nullptr with sentences in
/// `why`: a file that cannot be read or is none, a key that is another's or open to everybody.
TlsContext tls_for(const TlsFiles& files, std::string& why);
/// For a client.  Authorities are the system's, or those that SSL_CERT_FILE names.
TlsContext tls_towards(const Peer& peer);
/// When its certificate ends; nullopt if the file holds none.
std::optional<Time> end_of(const TlsFiles& files);
/// What clients of a private network pin; nullopt if the file holds no certificate.
std::optional<KeyPin> pin_of(const TlsFiles& files);

}  // namespace eq::server
