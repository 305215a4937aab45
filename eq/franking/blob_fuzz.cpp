#include "eq/franking/commit.h"

// What a sender who holds ck could seal: the fuzz input is the plaintext below the AEAD.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::franking;
  if (size > kMaxPlaintext + 64) return 0;
  const Header header;
  const Commitment cf;
  const Secret<32> ck;
  const auto okm = crypto::hkdf({}, ck.reveal("fuzz"), view("eqp-frank-v1"), 64);
  const Bytes b = crypto::aead_seal(crypto::Aead::chacha20_poly1305, okm.reveal("fuzz").first(32),
                                    Bytes(12), concat({encode(header), cf.bytes}), {data, size});
  EQ_ASSERT(!open(header, cf, b, ck).ok());  // nobody finds content for an all-zero commitment
  return 0;
}
