// Decoding what strangers send: whatever decodes must encode to the same bytes, and no tree may
// make its checks crash.
#include "eq/mls/message.h"
#include "eq/mls/tree_check.h"

using namespace eq;

namespace {
template <class T>
void round_trip(View input) {
  const auto t = decode<T>(input);
  if (t) EQ_ASSERT(equal_var(encode(*t), input));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View input(data, size);
  round_trip<mls::Message>(input);
  const auto frame = mls::read_frame(input);
  if (decode<mls::Message>(input)) EQ_ASSERT(frame.ok());
  round_trip<mls::AuthenticatedContent>(input);
  round_trip<mls::Commit>(input);
  round_trip<mls::Proposal>(input);
  round_trip<mls::LeafNode>(input);
  (void)decode<mls::GroupSecrets>(input).ok();
  if (const auto tree = decode<mls::RatchetTree>(input)) {
    (void)tree->root_hash();
    (void)mls::check_parents(*tree).ok();
    (void)tree->check_all_keys_unique().ok();
  }
  return 0;
}
