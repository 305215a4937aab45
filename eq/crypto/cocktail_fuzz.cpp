#include "eq/crypto/cocktail.h"
#include "eq/crypto/frost.h"

// Whatever decodes has exactly one encoding; a stranger's transcript certifies nothing.
namespace {

using namespace eq;
using namespace eq::crypto;

template <class Suite>
void run(View in) {
  if (const auto m = cocktail::Message<Suite>::decode(in, {2, 3}); m.ok())
    EQ_ASSERT(equal_var(m->encode(), in));
  if (const auto t = cocktail::Transcript<Suite>::decode(in); t.ok()) {
    EQ_ASSERT(equal_var(t->encode(), in));
    EQ_ASSERT(!cocktail::verify_certificate<Suite>(
                   *t, std::vector<cocktail::Signature>(t->session.params.parties))
                   .ok());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const View in(data + 1, size - 1);
  switch (data[0] % 3) {
    case 0: run<cocktail::Ristretto255>(in); break;
    case 1: run<cocktail::Ed25519>(in); break;
    default: {
      const auto s = decode<std::vector<frost::Signer>>(in);
      if (!s.ok()) break;
      EQ_ASSERT(equal_var(encode(*s), in));
      const SharedSigningKey key{
          {1, 2}, EdPoint::generator(), {EdPoint::generator(), EdPoint::generator()}};
      EQ_ASSERT(!frost::verify_share(key, 3, {}, in, *s));
    }
  }
  return 0;
}
