#include "eq/wire/day_key.h"

namespace eq::wire {

std::string day_key_path(franking::Role role, Day day) {
  return std::string("/day-key/") + (role == franking::Role::issuer ? "issuer/" : "delivery/") + std::to_string(day.n);
}

Result<franking::DayKeyCertificate> fetch_day_key(Transport& server, franking::Role role, Day day) {
  auto certificate = TRY(decode<franking::DayKeyCertificate>(TRY(server.get(day_key_path(role, day)))));
  REQUIRE_OR(certificate.role == role && certificate.day == day, Err::forged);
  return certificate;
}

}  // namespace eq::wire
