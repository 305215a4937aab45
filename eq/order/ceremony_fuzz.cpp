#include "eq/order/handover.h"

// The files that custodians carry: each has exactly one encoding, and a stranger's record verifies nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::order;
  if (size == 0) return 0;
  const View in(data + 1, size - 1);
  const auto one = [&]<class File>(std::type_identity<File>) {
    const auto file = decode<File>(in);
    if (file.ok()) EQ_ASSERT(equal_var(encode(*file), in));
    return file;
  };
  switch (data[0] % 8) {
    case 0: one(std::type_identity<Circle>()); break;
    case 1: one(std::type_identity<Dealing>()); break;
    case 2: one(std::type_identity<Confirmation>()); break;
    case 3: one(std::type_identity<NoncePromise>()); break;
    case 4: one(std::type_identity<HandoverRequest>()); break;
    case 5: one(std::type_identity<HandoverShare>()); break;
    case 6: one(std::type_identity<Handover>()); break;
    default:
      if (const auto r = one(std::type_identity<CeremonyRecord>()); r.ok()) (void)verify(*r);
  }
  return 0;
}
