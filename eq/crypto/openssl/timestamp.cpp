#include "eq/crypto/timestamp.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "eq/crypto/openssl/ptr.h"

namespace eq::crypto {
namespace {

using Request = openssl::Ptr<TS_REQ, TS_REQ_free>;
using Response = openssl::Ptr<TS_RESP, TS_RESP_free>;
using Imprint = openssl::Ptr<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Algorithm = openssl::Ptr<X509_ALGOR, X509_ALGOR_free>;
using Integer = openssl::Ptr<ASN1_INTEGER, ASN1_INTEGER_free>;
using Moment = openssl::Ptr<ASN1_TIME, ASN1_TIME_free>;
using Bio = openssl::Ptr<BIO, BIO_free_all>;
using Certificate = openssl::Ptr<X509, X509_free>;
using Store = openssl::Ptr<X509_STORE, X509_STORE_free>;
using Check = openssl::Ptr<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;

/// OpenSSL's queue of errors is of the thread: leave nothing of a stranger's file in it.
struct Quiet {
  ~Quiet() { ERR_clear_error(); }
};

Result<Response> decode_response(View der) {
  REQUIRE_OR(der.size() <= kTimestampSizeMax, Err::too_large);
  const unsigned char* at = der.data();
  Response r(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
  REQUIRE_OR(r && at == der.data() + der.size(), Err::malformed);
  return r;
}

Result<Request> decode_request(View der) {
  REQUIRE_OR(der.size() <= kTimestampSizeMax, Err::too_large);
  const unsigned char* at = der.data();
  Request r(d2i_TS_REQ(nullptr, &at, static_cast<long>(der.size())));
  REQUIRE_OR(r && at == der.data() + der.size(), Err::malformed);
  return r;
}

Result<Store> read_authorities(View pem) {
  REQUIRE_OR(!pem.empty() && pem.size() <= kAuthoritiesSizeMax,
             pem.empty() ? Err::malformed : Err::too_large);
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Store store(X509_STORE_new());
  EQ_ASSERT(in && store);
  std::size_t n = 0;
  while (const Certificate c{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)}) {
    EQ_ASSERT(X509_STORE_add_cert(store.get(), c.get()) == 1);
    ++n;
  }
  REQUIRE_OR(n > 0 && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE, Err::malformed);
  ERR_clear_error();
  return store;
}

/// Seconds since 1970, from the difference to it, so that no time zone of the machine has a say.
Result<Time> to_time(const ASN1_GENERALIZEDTIME* t) {
  const Moment epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0, seconds = 0;
  REQUIRE_OR(epoch && t && ASN1_TIME_diff(&days, &seconds, epoch.get(), t) == 1, Err::malformed);
  REQUIRE_OR(days >= 0 && seconds >= 0, Err::malformed);
  return Time{(static_cast<std::uint64_t>(days) * 86400 + static_cast<std::uint64_t>(seconds)) *
              kSecond_ms};
}

bool is_sha2(const X509_ALGOR* a) {
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, a);
  const int nid = OBJ_obj2nid(oid);
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/// One signer, who signed over SHA-2.
bool is_signed_with_sha2(PKCS7* token) {
  STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
  if (signers == nullptr || sk_PKCS7_SIGNER_INFO_num(signers) != 1) return false;
  return is_sha2(sk_PKCS7_SIGNER_INFO_value(signers, 0)->digest_alg);
}

std::string subject_of_signer(PKCS7* token) {
  STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
  if (signers == nullptr) return "";
  std::string out;
  if (sk_X509_num(signers) == 1) {
    const Bio text(BIO_new(BIO_s_mem()));
    EQ_ASSERT(text);
    X509_NAME_print_ex(text.get(), X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                       XN_FLAG_RFC2253);
    char* data = nullptr;
    const long n = BIO_get_mem_data(text.get(), &data);
    if (n > 0) out.assign(data, static_cast<std::size_t>(n));
  }
  sk_X509_free(signers);
  return out;
}

Result<Timestamp> verify(View der, TS_REQ* request, View authorities) {
  const Quiet quiet;
  const Response response = TRY(decode_response(der));
  const Store store = TRY(read_authorities(authorities));
  TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  PKCS7* token = TS_RESP_get_token(response.get());
  REQUIRE_OR(info != nullptr && token != nullptr, Err::forged);  // refused by the authority
  const Time at = TRY(to_time(TS_TST_INFO_get_time(info)));
  REQUIRE_OR(is_signed_with_sha2(token), Err::forged);
  // Certificates are judged at the stamped time, not by the clock of this machine.
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()),
                             static_cast<time_t>(at.ms / kSecond_ms));
  Check check(TS_REQ_to_TS_VERIFY_CTX(request, nullptr));
  EQ_ASSERT(check && X509_STORE_up_ref(store.get()) == 1);
  TS_VERIFY_CTX_set_store(check.get(), store.get());
  TS_VERIFY_CTX_add_flags(check.get(), TS_VFY_SIGNATURE);
  REQUIRE_OR(TS_RESP_verify_response(check.get(), response.get()) == 1, Err::forged);
  return Timestamp{at, subject_of_signer(token)};
}

Result<Request> request_for(const Digest& message) {
  Request request(TS_REQ_new());
  const Imprint imprint(TS_MSG_IMPRINT_new());
  const Algorithm sha256(X509_ALGOR_new());
  EQ_ASSERT(request && imprint && sha256);
  EQ_ASSERT(X509_ALGOR_set0(sha256.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1);
  EQ_ASSERT(TS_MSG_IMPRINT_set_algo(imprint.get(), sha256.get()) == 1);
  Digest copy = message;  // OpenSSL takes it without const
  EQ_ASSERT(TS_MSG_IMPRINT_set_msg(imprint.get(), copy.data(), static_cast<int>(copy.size())) == 1);
  EQ_ASSERT(TS_REQ_set_version(request.get(), 1) == 1);
  EQ_ASSERT(TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1);
  EQ_ASSERT(TS_REQ_set_cert_req(request.get(), 1) == 1);
  return request;
}

}  // namespace

bool timestamps_are_available() { return true; }

Result<Bytes> timestamp_request(const Digest& message, std::uint64_t nonce) {
  const Quiet quiet;
  const Request request = TRY(request_for(message));
  const Integer number(ASN1_INTEGER_new());
  EQ_ASSERT(number && ASN1_INTEGER_set_uint64(number.get(), nonce) == 1);
  EQ_ASSERT(TS_REQ_set_nonce(request.get(), number.get()) == 1);
  unsigned char* der = nullptr;
  const int n = i2d_TS_REQ(request.get(), &der);
  EQ_ASSERT(n > 0);
  Bytes out(der, der + n);
  OPENSSL_free(der);
  return out;
}

Result<Timestamp> verify_timestamp_reply(View response, View request, View authorities) {
  const Quiet quiet;
  const Request asked = TRY(decode_request(request));
  REQUIRE_OR(TS_REQ_get_nonce(asked.get()) != nullptr, Err::malformed);
  return verify(response, asked.get(), authorities);
}

Result<Timestamp> verify_timestamp(View response, const Digest& message, View authorities) {
  const Request asked = TRY(request_for(message));
  return verify(response, asked.get(), authorities);
}

}  // namespace eq::crypto
