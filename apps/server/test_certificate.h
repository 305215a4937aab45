// For tests: a certificate that vouches for itself, and a client below HTTP.
#pragma once

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "apps/server/tls/files.h"

namespace eq::server::testing {

struct CertificateFor {
  std::string name;                   // "DNS:chat.example" or "IP:127.0.0.1"
  long from_s = -60, until_s = 3600;  // from now
};

/// DIR/NAME.pem and DIR/NAME.key, of a fresh key.
inline TlsFiles make_certificate(const std::filesystem::path& dir, const std::string& file,
                                 const CertificateFor& about) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* x = X509_new();
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), about.from_s);
  X509_gmtime_adj(X509_getm_notAfter(x), about.until_s);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(x));
  X509_set_pubkey(x, key);
  const auto extend = [&](int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, x, x, nullptr, nullptr, 0);
    X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
  };
  extend(NID_subject_alt_name, about.name);
  extend(NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(x, key, EVP_sha256());
  const TlsFiles files{(dir / (file + ".pem")).string(), (dir / (file + ".key")).string()};
  FILE* out = fopen(files.certificate.c_str(), "w");
  PEM_write_X509(out, x);
  fclose(out);
  out = fopen(files.key.c_str(), "w");
  PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  fclose(out);
  ::chmod(files.key.c_str(), 0600);
  X509_free(x);
  EVP_PKEY_free(key);
  return files;
}

/// What a server answers to bytes sent under TLS over a connected socket, up to `size` bytes.
inline std::string ask_under_tls(int fd, const std::string& bytes, std::size_t size) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  std::string got;
  if (SSL_connect(ssl) == 1 && SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size())) > 0) {
    char c;
    while (got.size() < size && SSL_read(ssl, &c, 1) == 1) got += c;
  }
  SSL_free(ssl);
  SSL_CTX_free(context);
  return got;
}

}  // namespace eq::server::testing
