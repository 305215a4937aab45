#include "eq/order/succession.h"

namespace {

using namespace eq;
using namespace eq::order;

/// Each file has exactly one encoding.
template <class File>
Result<File> read(View in) {
  auto file = decode<File>(in);
  if (file.ok()) EQ_ASSERT(equal_var(encode(*file), in));
  return file;
}
template <class File>
void only_read(View in) {
  (void)read<File>(in);
}

}  // namespace

// The files that custodians carry; a stranger's record verifies nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const View in(data + 1, size - 1);
  switch (data[0] % 9) {
    case 0: only_read<Circle>(in); break;
    case 1: only_read<Dealing>(in); break;
    case 2: only_read<Confirmation>(in); break;
    case 3: only_read<NoncePromise>(in); break;
    case 4: only_read<HandoverRequest>(in); break;
    case 5: only_read<HandoverShare>(in); break;
    case 6: only_read<Handover>(in); break;
    case 7: only_read<SuccessionEntry>(in); break;
    default:
      if (const auto r = read<CeremonyRecord>(in); r.ok()) (void)verify(*r);
  }
  return 0;
}
