// The notice to the person concerned, sealed when the order is made and found later by the client
// itself.  spec/order.md section 5.
//
// Inner seal: to the account's own key.  Outer seal: to the key of the disclosure month, whose
// private half is published when the month begins.  Nobody asks the server for a notice.
#pragma once

#include "eq/crypto/hpke.h"
#include "eq/gate/tag.h"
#include "eq/order/application.h"

namespace eq::order {

struct Month {
  std::uint16_t year = 1970;
  std::uint8_t month = 1;  // 1..12
  auto operator<=>(const Month&) const = default;
  EQ_FIELDS(year, month)
};
std::string to_text(Month m);  // "2026-12"
Result<Month> parse_month(std::string_view s);
Month month_of(Day d);
/// @param m  of a year up to 9999 (asserted)
Day first_day_of(Month m);
Month operator+(Month m, unsigned months);

/// What the person learns, and can check: the commitment in the log opens to their own account.
struct Notice {
  std::uint32_t number = 0;
  AccountId account;
  Array<32> blind{};  // s_w
  OrderScope scope;
  EQ_FIELDS(number, account, blind, scope)
};

/// The month's key as an order names it.
struct DisclosureKey {
  Month month;
  Array<32> public_key{};
  auto operator<=>(const DisclosureKey&) const = default;
  EQ_FIELDS(month, public_key)
};

/// The notice of an order entry, and the same again for whoever knows the seed: custodians
/// recompute it, so a false notice cannot be sealed (ORD-R15).  What the log publishes when the
/// month's key comes opens it for the person concerned and for nobody else.
/// @param account_key  the account's published X25519 key   @param seed  secret until disclosure
/// Err::malformed if a key is not one.
Result<Bytes> seal_notice(const Notice& notice, View account_key, const DisclosureKey& month,
                          const Secret<32>& seed);
/// Peel the outer layer and try the account's key.  Err::forged if the notice is somebody else's;
/// otherwise the caller still compares the commitment (matches()).
Result<Notice> open_notice(const DisclosureKey& month, View month_private_key,
                           View account_private_key, View notice);
/// Does this notice open the commitment of the order it speaks of?
bool matches(const Notice& notice, const gate::Point& commitment);
/// What a receipt of this order and account says for the day whose object has this identifier.
crypto::Digest release_of(const Notice& notice, const crypto::Digest& wid, std::string_view realm);

}  // namespace eq::order
