#include <array>

#include "eq/crypto/dleq.h"
#include "eq/crypto/hash_to_group.h"
#include "eq/crypto/multi.h"
#include "eq/crypto/verifiable_sharing.h"
#include "eq/crypto/voprf.h"

// The first byte chooses the decoder; whatever decodes has exactly one encoding and can be used.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::crypto;
  if (size == 0) return 0;
  const View in(data + 1, size - 1);
  switch (data[0] % 5) {
    case 0: {
      const auto p = decode<Point>(in);
      EQ_ASSERT(p.ok() == PublicPoint::decode_var(in).ok());
      if (!p.ok()) break;
      EQ_ASSERT(equal_var(encode(*p), in));
      EQ_ASSERT((*p - *p).is_identity());
      EQ_ASSERT(PublicPoint::decode_var(in)->point() == *p);
      const Scalar x = hash_to_scalar(view("fuzzing"), {in});
      EQ_ASSERT(multi_mul_var(std::array{x, Scalar::from_u64(3)}, std::array{*p, *p}) ==
                x * *p + *p + *p + *p);
      break;
    }
    case 1: {
      const auto s = Scalar::decode(in);
      if (!s.ok()) break;
      EQ_ASSERT(equal_var(s->reveal("fuzzing"), in));
      EQ_ASSERT((*s - *s).is_zero());
      if (!s->is_zero()) EQ_ASSERT(equal_ct(*s * *s->inverse(), Scalar::from_u64(1)));
      break;
    }
    case 2: {
      const auto e = decode<VoprfEvaluation>(in);
      if (e.ok()) EQ_ASSERT(equal_var(encode(*e), in));
      break;
    }
    case 3: {
      const auto p = decode<EdPoint>(in);
      if (!p.ok()) break;
      EQ_ASSERT(equal_var(encode(*p), in));
      EQ_ASSERT(Scalar::from_u64(3) * *p == *p + *p + *p);
      break;
    }
    default: {
      const auto k = decode<SharedKey>(in);
      if (k.ok()) EQ_ASSERT(equal_var(encode(*k), in));
      break;
    }
  }
  return 0;
}
