// Without OpenSSL there are no certificates.
#include "eq/crypto/timestamp.h"

namespace eq::crypto {

bool timestamps_are_available() { return false; }
Result<Bytes> timestamp_request(const Digest&, std::uint64_t) { return Err::unsupported; }
Result<Timestamp> verify_timestamp_reply(View, View, View) { return Err::unsupported; }
Result<Timestamp> verify_timestamp(View, const Digest&, View) { return Err::unsupported; }

}  // namespace eq::crypto
