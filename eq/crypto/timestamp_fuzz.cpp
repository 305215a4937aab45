// A stranger's time stamp: an answer or an error, and never a yes.
#include "eq/crypto/openssl/tests/tsa_fixture.h"
#include "eq/crypto/timestamp.h"

using namespace eq;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // whose key is gone
  static const Bytes kRoot = crypto::testing::TestTsa(start_of(Day{20000})).root_pem();
  const View v(data, size);
  EQ_ASSERT(!crypto::verify_timestamp(v, crypto::sha256(v), kRoot).ok());
  EQ_ASSERT(!crypto::verify_timestamp_reply(v, v, kRoot).ok());
  EQ_ASSERT(!crypto::verify_timestamp_reply(v, v, v).ok());
  return 0;
}
