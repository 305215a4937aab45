#include "eq/gate/envelope.h"
#include "eq/gate/ratchet.h"
#include "eq/gate/release.h"

// The first byte chooses among the decoders of a day and its releases; what decodes has exactly one
// encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq::gate;
  if (size == 0) return 0;
  const eq::View in(data + 1, size - 1);
  switch (data[0] % 6) {
    case 0: {
      const auto object = EpochObject::decode(in);
      if (object.ok()) EQ_ASSERT(eq::equal_var(object->encode(), in));
      break;
    }
    case 1: {
      const auto release = eq::decode<Release>(in);
      if (release.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*release), in));
      break;
    }
    case 2: {
      const auto proof = eq::decode<RootProof>(in);
      if (proof.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*proof), in));
      break;
    }
    case 3: {
      const auto fields = eq::decode<AccessFields>(in);
      if (fields.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*fields), in));
      break;
    }
    case 4: {
      const auto reader = eq::decode<AccessReader>(in);
      if (reader.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*reader), in));
      break;
    }
    default: {
      const auto parts = EnvelopeParts::decode(in);
      if (parts.ok()) EQ_ASSERT(eq::equal_var(parts->encode(), in) && !parts->c1.is_identity());
      break;
    }
  }
  return 0;
}
