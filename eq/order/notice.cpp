#include "eq/order/notice.h"

#include "eq/crypto/seed_stream.h"
#include "eq/gate/release.h"

namespace eq::order {
namespace {

constexpr crypto::HpkeSuite kSuite{crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305};
constexpr std::string_view kInner = "eqp-order-notice-v1", kOuter = "eqp-order-disclosure-v1";

}  // namespace

std::string to_text(Month m) {
  const std::string month = std::to_string(m.month), year = std::to_string(m.year);
  return year + (month.size() == 1 ? "-0" : "-") + month;
}

Result<Month> parse_month(std::string_view s) {
  const Day d = TRY(parse_day(std::string(s) + "-01"));
  return month_of(d);
}

Month month_of(Day d) {
  const std::string text = eq::to_text(d);  // YYYY-MM-DD
  return {static_cast<std::uint16_t>(std::stoi(text.substr(0, 4))),
          static_cast<std::uint8_t>(std::stoi(text.substr(5, 2)))};
}

Day first_day_of(Month m) { return parse_day(to_text(m) + "-01").take(); }

Month operator+(Month m, unsigned months) {
  const unsigned n = m.year * 12u + m.month - 1u + months;
  return {static_cast<std::uint16_t>(n / 12), static_cast<std::uint8_t>(n % 12 + 1)};
}

Result<Bytes> seal_notice(const Notice& notice, View account_key, const DisclosureKey& month,
                          const Secret<32>& seed) {
  crypto::SeedStream inner_rng(seed, "inner"), outer_rng(seed, "outer");
  const Bytes aad = encode(month.month);
  const auto inner =
      TRY(crypto::hpke_seal(kSuite, account_key, view(kInner), aad, encode(notice), inner_rng));
  const auto outer =
      TRY(crypto::hpke_seal(kSuite, month.public_key, view(kOuter), aad, encode(inner), outer_rng));
  return encode(outer);
}

Result<Notice> open_notice(const DisclosureKey& month, View month_private_key,
                           View account_private_key, View notice) {
  const Bytes aad = encode(month.month);
  const auto outer = TRY(decode<crypto::HpkeCiphertext>(notice));
  const auto inner = TRY(decode<crypto::HpkeCiphertext>(
      TRY(crypto::hpke_open(kSuite, month_private_key, outer, view(kOuter), aad))));
  return decode<Notice>(
      TRY(crypto::hpke_open(kSuite, account_private_key, inner, view(kInner), aad)));
}

bool matches(const Notice& notice, const gate::Point& commitment) {
  const auto blind = gate::Scalar::decode(notice.blind);
  return blind.ok() &&
         gate::commit_order(gate::tag(notice.scope.realm, notice.account), *blind) == commitment;
}

crypto::Digest release_of(const Notice& n, const crypto::Digest& wid, std::string_view realm) {
  return gate::release_digest(n.blind, wid, n.number, gate::tag(realm, n.account));
}

}  // namespace eq::order
