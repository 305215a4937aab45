#include "eq/gate/dealt.h"

// The first byte chooses among the ceremony's decoders; what decodes has exactly one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq::gate;
  if (size == 0) return 0;
  const eq::View in(data + 1, size - 1);
  switch (data[0] % 5) {
    case 0: {
      const DealingTerms terms{"r", eq::Day{1}, {}, {}, 2, {2, 3}};
      const auto dealing = Dealing::decode(in, terms);
      if (!dealing.ok()) break;
      EQ_ASSERT(eq::equal_var(dealing->encode(), in));
      EQ_ASSERT(!check_points_var(*dealing, terms, {}).ok() || !dealing->f[0].is_identity());
      break;
    }
    case 1: {
      const auto body = DealtBody::decode(in);
      if (body.ok()) EQ_ASSERT(eq::equal_var(body->encode(), in));
      break;
    }
    case 2: {
      const auto complaint = eq::decode<Complaint>(in);
      if (complaint.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*complaint), in));
      break;
    }
    case 3: {
      const auto answer = eq::decode<Answer>(in);
      if (answer.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*answer), in));
      break;
    }
    default: {
      const auto shares = eq::decode<DayShares>(in);
      if (shares.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*shares), in));
      break;
    }
  }
  return 0;
}
