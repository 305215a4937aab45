#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/approve.h"
#include "eq/order/tally.h"
#include "eq/tlog/logged.h"

namespace {
template <class T>
void one_encoding(eq::View in) {
  const auto t = eq::decode<T>(in);
  if (t.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*t), in));
}
}  // namespace

// The first byte chooses the format; what decodes has exactly one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const eq::View in(data + 1, size - 1);
  switch (data[0] % 11) {
    case 0: one_encoding<eq::order::OrderEntry>(in); break;
    case 1: one_encoding<eq::order::IntentEntry>(in); break;
    case 2: one_encoding<eq::order::ReceiptEntry>(in); break;
    case 3: one_encoding<eq::order::EpochEntry>(in); break;
    case 4: one_encoding<eq::order::OrderFile>(in); break;
    case 5: one_encoding<eq::order::Notice>(in); break;
    case 6: one_encoding<eq::order::ActEntry>(in); break;
    case 7: one_encoding<eq::order::AnswerEntry>(in); break;
    case 8: one_encoding<eq::order::TallyEntry>(in); break;
    case 9: one_encoding<eq::order::DayCount>(in); break;
    default: (void)eq::order::parse_form(eq::to_string(in)); break;
  }
  return 0;
}
