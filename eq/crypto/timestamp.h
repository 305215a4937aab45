// Time stamps of a time-stamping authority (RFC 3161): asked for with bytes, checked offline.
#pragma once

#include <string>

#include "eq/base/foreign_text.h"
#include "eq/base/time.h"
#include "eq/crypto/hash.h"

namespace eq::crypto {

constexpr std::size_t kTimestampSizeMax = 64 * 1024;      // bytes of a TimeStampResp
constexpr std::size_t kAuthoritiesSizeMax = 1024 * 1024;  // bytes of PEM

/// Without OpenSSL there are none: every function below then answers Err::unsupported.
bool timestamps_are_available();

/// A DER TimeStampReq for a SHA-256 digest, with nonce, asking for the signer's certificate.
Result<Bytes> timestamp_request(const Digest& message, std::uint64_t nonce);

struct Timestamp {
  Time at;         // genTime, to the second
  ForeignText by;  // subject of the certificate that signed, one line; a stranger's text
};

/// A DER TimeStampResp as the answer to this very request: granted, same digest and nonce, signed
/// with SHA-2 by a certificate for time stamping that chains to one of `authorities` (PEM) and was
/// valid at the stamped time. Revocation is not asked about: that would need a network.
/// @return Err::malformed, Err::too_large, or Err::forged for whatever does not verify.  Promises
///     CRY-14.
Result<Timestamp> verify_timestamp_reply(View response, View request, View authorities);
/// The same without the request: the nonce is not compared.
Result<Timestamp> verify_timestamp(View response, const Digest& message, View authorities);

}  // namespace eq::crypto
