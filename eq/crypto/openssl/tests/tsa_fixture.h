// A time-stamping authority of our own, for tests: a root, a certificate for time stamping, and any
// time one likes.
#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <memory>

#include "eq/base/bytes.h"
#include "eq/base/time.h"

namespace eq::crypto::testing {

class TestTsa {
 public:
  explicit TestTsa(Time from, const EVP_MD* digest = EVP_sha256())
      : digest_(digest), root_key_(EVP_EC_gen("P-256")), key_(EVP_EC_gen("P-256")) {
    root_ = certificate("Root of the test", root_key_, nullptr, from, nullptr);
    certificate_ = certificate("Clock of the test", key_, root_, from, "critical,timeStamping");
  }
  TestTsa(const TestTsa&) = delete;
  ~TestTsa() {
    X509_free(certificate_);
    X509_free(root_);
    EVP_PKEY_free(key_);
    EVP_PKEY_free(root_key_);
  }

  Bytes root_pem() const {
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, root_);
    char* data = nullptr;
    const long n = BIO_get_mem_data(out, &data);
    Bytes pem(data, data + n);
    BIO_free(out);
    return pem;
  }

  /// A DER TimeStampResp; a refusal if the request asks for what we do not do.
  Bytes reply(View request, Time at) const {
    TS_RESP_CTX* c = TS_RESP_CTX_new();
    ASN1_OBJECT* policy = OBJ_txt2obj("1.2.3.4.1", 1);
    TS_RESP_CTX_set_signer_cert(c, certificate_);
    TS_RESP_CTX_set_signer_key(c, key_);
    TS_RESP_CTX_set_signer_digest(c, digest_);
    TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256());
    TS_RESP_CTX_set_def_policy(c, policy);
    TS_RESP_CTX_add_md(c, EVP_sha256());
    TS_RESP_CTX_set_serial_cb(c, serial, nullptr);
    Time when = at;
    TS_RESP_CTX_set_time_cb(c, clock, &when);
    BIO* in = BIO_new_mem_buf(request.data(), static_cast<int>(request.size()));
    TS_RESP* response = TS_RESP_create_response(c, in);
    unsigned char* der = nullptr;
    const int n = i2d_TS_RESP(response, &der);
    Bytes out(der, der + n);
    OPENSSL_free(der);
    TS_RESP_free(response);
    BIO_free(in);
    ASN1_OBJECT_free(policy);
    TS_RESP_CTX_free(c);
    return out;
  }

 private:
  static ASN1_INTEGER* serial(TS_RESP_CTX*, void*) {
    ASN1_INTEGER* n = ASN1_INTEGER_new();
    ASN1_INTEGER_set_uint64(n, 7);
    return n;
  }
  static int clock(TS_RESP_CTX*, void* at, long* seconds, long* micros) {
    *seconds = static_cast<long>(static_cast<const Time*>(at)->ms / kSecond_ms);
    *micros = 0;
    return 1;
  }

  /// Valid for a year from `from`; its own issuer unless there is one.
  X509* certificate(const char* name, EVP_PKEY* key, X509* issuer, Time from,
                    const char* usage) const {
    X509* c = X509_new();
    X509_set_version(c, 2);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(c), issuer ? 2 : 1);
    const auto seconds = static_cast<time_t>(from.ms / kSecond_ms);
    ASN1_TIME_set(X509_getm_notBefore(c), seconds);
    ASN1_TIME_set(X509_getm_notAfter(c), seconds + 365 * 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(c, X509_get_subject_name(issuer ? issuer : c));
    X509_set_pubkey(c, key);
    X509V3_CTX at;
    X509V3_set_ctx(&at, issuer ? issuer : c, c, nullptr, nullptr, 0);
    const auto add = [&](int nid, const char* value) {
      X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, &at, nid, value);
      X509_add_ext(c, e, -1);
      X509_EXTENSION_free(e);
    };
    add(NID_basic_constraints, issuer ? "critical,CA:FALSE" : "critical,CA:TRUE");
    if (usage) add(NID_ext_key_usage, usage);
    X509_sign(c, root_key_, EVP_sha256());
    return c;
  }

  const EVP_MD* digest_;
  EVP_PKEY *root_key_, *key_;
  X509 *root_ = nullptr, *certificate_ = nullptr;
};

}  // namespace eq::crypto::testing
