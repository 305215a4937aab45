// Proofs of a directory from a stranger: whatever they say, nothing is proven of a root that the
// stranger did not choose.
#include "eq/keytrans/epoch.h"
#include "eq/keytrans/versions.h"

using namespace eq;
using namespace eq::keytrans;

namespace {
template <class T>
void read(View v) {
  if (const auto value = decode<T>(v); value.ok()) EQ_ASSERT(encode(*value) == to_bytes(v));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View v(data, size);
  read<LookUp>(v);
  read<OwnerCheck>(v);
  read<Absence>(v);
  read<Growth>(v);
  const crypto::Digest root = crypto::sha256(view("nobody has a tree with this root"));
  const Label label = crypto::sha256(v);
  if (const auto absence = decode<Absence>(v); absence.ok())
    EQ_ASSERT(!verify_absent(root, label, *absence).ok());
  if (const auto growth = decode<Growth>(v); growth.ok()) {
    EQ_ASSERT(!verify_growth(empty_root(), root, *growth).ok());
    EQ_ASSERT(
        !check_next(before_all(), {1, root, empty_root(), growth->added.size()}, *growth).ok());
  }
  if (const auto look_up = decode<LookUp>(v); look_up.ok())
    EQ_ASSERT(!verify_newest({crypto::Point::generator(), root}, AccountId{label}, *look_up).ok());
  return 0;
}
