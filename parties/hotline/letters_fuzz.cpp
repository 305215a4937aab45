// What another hotline may send, and a state read back.
#include "parties/hotline/holder_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  const View in(data, size);
  if (const auto p = decode<hotline::Proposal>(in); p.ok()) EQ_ASSERT(equal_var(encode(*p), in));
  if (const auto c = decode<hotline::Countersignature>(in); c.ok())
    EQ_ASSERT(equal_var(encode(*c), in));
  if (const auto m = decode<hotline::Hello>(in); m.ok()) EQ_ASSERT(equal_var(encode(*m), in));
  if (const auto d = decode<hotline::HolderDealing>(in); d.ok())
    EQ_ASSERT(equal_var(encode(*d), in));
  if (const auto d = decode<wire::ListDispute>(in); d.ok()) EQ_ASSERT(equal_var(encode(*d), in));
  if (const auto a = decode<wire::DisputeAnswer>(in); a.ok()) EQ_ASSERT(equal_var(encode(*a), in));
  (void)hotline::State::load(in);
  return 0;
}
