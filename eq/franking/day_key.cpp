#include "eq/franking/day_key.h"

#include "eq/crypto/hash.h"

namespace eq::franking {

namespace {
constexpr std::string_view kDerive = "eqp-day-key-v1";
constexpr std::string_view kCertify = "eqp-day-key-cert-v1";
Array<1> role_byte(Role r) { return {static_cast<std::uint8_t>(r)}; }
}  // namespace

crypto::SigningKey derive_day_key(const Secret<32>& master, Role role, Day day) {
  const Bytes info = concat({view(kDerive), role_byte(role), be32(day.n)});
  return crypto::SigningKey::from_seed(
      crypto::hkdf<32>({}, master.reveal("derive a day key"), info));
}

DayKeyCertificate certify_day_key(const crypto::SigningKey& long_term, Role role, Day day,
                                  const crypto::VerifyKey& day_key) {
  return {role, day, day_key,
          long_term.sign({view(kCertify), role_byte(role), be32(day.n), day_key.bytes})};
}

Status verify(const DayKeyCertificate& c, const crypto::VerifyKey& long_term) {
  const bool genuine = crypto::verify(
      long_term, {view(kCertify), role_byte(c.role), be32(c.day.n), c.key.bytes}, c.signature);
  return genuine ? ok() : Status(Err::forged);
}

DayKeys::DayKeys(const crypto::VerifyKey& issuer, const crypto::VerifyKey& delivery)
    : issuer_(issuer), delivery_(delivery) {}

Status DayKeys::add(const DayKeyCertificate& certificate) {
  TRY(verify(certificate, certificate.role == Role::issuer ? issuer_ : delivery_));
  const auto [at, is_new] = known_.try_emplace({certificate.role, certificate.day}, certificate);
  if (!is_new && at->second.key != certificate.key) return Err::refused;
  return ok();
}

std::optional<crypto::VerifyKey> DayKeys::find(Role role, Day day) const {
  const auto at = known_.find({role, day});
  if (at == known_.end()) return std::nullopt;
  return at->second.key;
}

std::vector<DayKeyCertificate> DayKeys::certificates() const {
  std::vector<DayKeyCertificate> all;
  for (const auto& [key, certificate] : known_) all.push_back(certificate);
  return all;
}

void DayKeys::prune(Day first) {
  std::erase_if(known_, [&](const auto& entry) { return entry.first.second < first; });
}

}  // namespace eq::franking
