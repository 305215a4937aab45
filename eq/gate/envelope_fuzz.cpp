#include "eq/gate/envelope.h"
#include "eq/gate/ratchet.h"
#include "eq/gate/share.h"

// The first byte chooses among the small decoders; what decodes has exactly one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const eq::View in(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0: {
      const auto parts = eq::gate::EnvelopeParts::decode(in);
      if (parts.ok()) EQ_ASSERT(eq::equal_var(parts->encode(), in));
      break;
    }
    case 1: {
      const auto share = eq::decode<eq::gate::DecryptionShare>(in);
      if (share.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*share), in));
      break;
    }
    case 2: {
      const auto fields = eq::decode<eq::gate::AccessFields>(in);
      if (fields.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*fields), in));
      break;
    }
    default: {
      const auto reader = eq::decode<eq::gate::AccessReader>(in);
      if (reader.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*reader), in));
      break;
    }
  }
  return 0;
}
