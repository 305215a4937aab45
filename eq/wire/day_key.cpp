#include "eq/wire/day_key.h"

#include "eq/franking/read_day_keys.h"
#include "eq/wire/day_key_owners.h"

namespace eq::wire {
namespace {
/// Older keys than these nobody shows or reports a message by.
constexpr std::uint32_t kDayKeysBack = 60;
}  // namespace

std::string day_key_path(franking::Role role, Day day) {
  return std::string("/day-key/") + (role == franking::Role::issuer ? "issuer/" : "delivery/") +
         std::to_string(day.n);
}

Result<franking::DayKeyCertificate> fetch_day_key(Transport& server, franking::Role role, Day day) {
  auto certificate =
      TRY(decode<franking::DayKeyCertificate>(TRY(server.get(day_key_path(role, day)))));
  REQUIRE_OR(certificate.role == role && certificate.day == day, Err::forged);
  return certificate;
}

Status read_day_keys(Transport& server, const Realm& realm, franking::LoggedDayKeys& keys,
                     std::optional<tlog::Head>& seen, Day first) {
  const auto fetch = log_fetch(server, LogName::orders);
  const auto checkpoint = TRY(tlog::CosignedCheckpoint::verify(
      to_string(TRY(fetch("checkpoint"))), TRY(log_policy(realm, LogName::orders))));
  if (seen && checkpoint.head() == *seen && checkpoint.size() == keys.log_read()) return ok();
  const auto log = tlog::ReplayedLog::fetch(
      fetch, checkpoint, seen ? std::span(&*seen, 1) : std::span<const tlog::Head>());
  if (!log.ok()) return log.error().err;
  seen = checkpoint.head();
  return franking::read_day_keys(*log, day_key_owners(realm), first, keys);
}

Result<crypto::VerifyKey> day_key(Transport& server, const Realm& realm,
                                  franking::LoggedDayKeys& keys, std::optional<tlog::Head>& seen,
                                  franking::Role role, Day day) {
  if (const auto known = keys.find(role, day)) return *known;
  const auto read =
      read_day_keys(server, realm, keys, seen, {day.n < kDayKeysBack ? 0 : day.n - kDayKeysBack});
  REQUIRE_OR(read.ok() || read.error() == Err::missing, read.error());
  if (const auto known = keys.find(role, day)) return *known;
  const auto announced = fetch_day_key(server, role, day);
  REQUIRE_OR(!announced.ok() || !verify(*announced, day_key_owners(realm).of(role)).ok(),
             Err::unavailable);
  return announced.ok() ? Err::missing : announced.error();
}

}  // namespace eq::wire
