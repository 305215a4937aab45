// Key packages from a stranger's directory, and their secrets from a damaged store.
#include "eq/mls/key_package.h"
#include "eq/mls/testing.h"

using namespace eq;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View input(data, size);
  const auto kp = mls::key_package_from_message(input);
  if (kp) {
    EQ_ASSERT(equal_var(mls::to_message(*kp), input));
    for (mls::Suite s : mls::testing::all_suites())
      (void)mls::check_key_package(*kp, s, mls::testing::trust_all(), mls::testing::kNow).ok();
    (void)kp->leaf.capabilities();
    (void)kp->leaf.extensions();
    (void)kp->leaf.lifetime();
  }
  (void)decode<mls::KeyPackageSecrets>(input).ok();
  return 0;
}
