#include "eq/crypto/passphrase.h"

// A key file from a stranger: no crash, and nothing opens.  Costs above the cheapest are not tried,
// to stay fast.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::crypto;
  const View in(data, size);
  if (size >= 14 && (in[6] != 0 || in[7] != 0 || in[8] != 0 || in[9] > 2 || in[10] != 0 ||
                     in[11] != 0 || in[12] != 0))
    return 0;
  const auto key = PassphraseKey::of(view("passphrase"), in);
  if (key.ok()) EQ_ASSERT(!key->open(in).ok());
  return 0;
}
