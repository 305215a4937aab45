// What strangers send: tables, vouchers, what lies in opened ones, and the parts of holders.
#include "eq/crypto/hash.h"
#include "eq/voucher/holders.h"
#include "eq/voucher/opening.h"
#include "eq/voucher/past.h"
#include "eq/voucher/reopened.h"

namespace {
using namespace eq;

template <class T>
void round_trip(View bytes) {
  const auto value = decode<T>(bytes);
  if (value.ok()) EQ_ASSERT(equal_var(encode(*value), bytes));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const View bytes(data + 1, size - 1);
  const voucher::CurveParams params{3, 4};
  switch (data[0] % 10) {
    case 0: {
      const auto table = voucher::Table::decode(bytes);
      if (!table.ok()) break;
      EQ_ASSERT(equal_var(table->encode(), bytes));
      const phash::Token token{static_cast<std::uint8_t>(size), 77};
      EQ_ASSERT(table->slot_of(token) < table->rows());
      (void)table->at(table->slot_of(token)).ok();
      break;
    }
    case 1: round_trip<voucher::Terms>(bytes); break;
    case 2: round_trip<voucher::OpeningEntry>(bytes); break;
    case 3: round_trip<voucher::Partial>(bytes); break;
    case 4: {
      const auto share = voucher::decode_share(bytes, params);
      if (share.ok()) EQ_ASSERT(equal_var(voucher::encode_share(*share).reveal("fuzz"), bytes));
      break;
    }
    case 6: round_trip<voucher::Receipt>(bytes); break;
    case 7: round_trip<voucher::PastQuestion>(bytes); break;
    case 8: round_trip<voucher::Stub>(bytes); break;
    case 9: round_trip<voucher::Evidence>(bytes); break;
    case 5: {
      // Any outer part, as the sender may have put anything there.
      voucher::Voucher v;
      v.outer = to_bytes(bytes);
      const std::vector<crypto::Point> evaluated(voucher::kProbes, crypto::Point::generator());
      (void)voucher::try_open(v, evaluated, params, {}).ok();
      break;
    }
  }
  return 0;
}
