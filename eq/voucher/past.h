// What came of a picture once sent?  Its sender finds out alone, after a time, without the
// service's word. spec/voucher.md section 8; docs/adr/0022-the-voucher-is-asked-about-again.md.
//
// The question is the old voucher's elements Q, which the holders of the key multiply once more.
// With their proven parts the sender has alpha Q, and compares it with the S that it once made:
// equal means that the voucher opened.  Since the service's receipt covers the elements, nobody can
// ask about another picture than one that a voucher was sent for.
#pragma once

#include "eq/voucher/holders.h"
#include "eq/voucher/receipt.h"

namespace eq::voucher {

/// What holders are asked.  It names neither account nor picture.
struct PastQuestion {
  Receipt receipt;
  Elements elements{};
  bool operator==(const PastQuestion&) const = default;
  EQ_FIELDS(receipt, elements)
};

/// From when a past voucher may be asked about.  @param days  the notice_days of a head that names
/// its table
inline Time may_be_asked_from(const Receipt& receipt, std::uint16_t days) {
  return receipt.at + days * kDay_ms;
}

/// May this be answered?  @return Err::forged unless the service's receipt covers these elements;
/// Err::malformed if they are no points; Err::refused before its time.  Promise VOU-11.
Status check_past(const PastQuestion& question, const crypto::VerifyKey& service,
                  std::uint16_t days, Time now);

/// What a past voucher said of its picture.
enum class PastMatch : std::uint8_t {
  none = 1,          // not on that list
  listed = 2,        // on that list: it counted
  not_compared = 3,  // a synthetic voucher: the picture was not asked about
};
constexpr bool is_valid(PastMatch m) {
  return m >= PastMatch::none && m <= PastMatch::not_compared;
}

/// @param evaluated  alpha * element for each, from combine_var: proven, so that no word of the
///     service's or of fewer holders than the threshold is believed.  Promise VOU-12.
PastMatch match_of(const Stub& stub, std::span<const crypto::Point> evaluated);

}  // namespace eq::voucher
