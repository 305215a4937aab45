#include "eq/franking/logged_day_keys.h"

namespace eq::franking {

void DayKeyEvent::encode(Writer& w) const {
  put(w, holder);
  put(w, std::string(kPurpose));
  w.opaque(eq::encode(certificate));
}

Result<DayKeyEvent> DayKeyEvent::decode(Reader& r) {
  DayKeyEvent event;
  event.holder = TRY(get<std::string>(r));
  REQUIRE_OR(TRY(get<std::string>(r)) == kPurpose, Err::malformed);
  event.certificate = TRY(eq::decode<DayKeyCertificate>(TRY(r.opaque())));
  return event;
}

Status LoggedDayKeys::add(const tlog::Logged<DayKeyEvent>& event, const crypto::VerifyKey& owner) {
  const auto& certificate = event->certificate;
  TRY(verify(certificate, owner));
  const auto [at, is_new] = known_.try_emplace({certificate.role, certificate.day}, certificate);
  REQUIRE_OR(is_new || at->second.key == certificate.key, Err::refused);
  return ok();
}

std::optional<crypto::VerifyKey> LoggedDayKeys::find(Role role, Day day) const {
  const auto at = known_.find({role, day});
  if (at == known_.end()) return std::nullopt;
  return at->second.key;
}

std::vector<DayKeyCertificate> LoggedDayKeys::certificates() const {
  std::vector<DayKeyCertificate> all;
  for (const auto& [key, certificate] : known_) all.push_back(certificate);
  return all;
}

void LoggedDayKeys::prune(Day first) {
  std::erase_if(known_, [&](const auto& entry) { return entry.first.second < first; });
}

void LoggedDayKeys::encode(Writer& w) const {
  put(w, certificates());
  w.u64(log_read_);
}

Result<LoggedDayKeys> LoggedDayKeys::decode(Reader& r) {
  LoggedDayKeys keys;
  for (auto& c : TRY(get<std::vector<DayKeyCertificate>>(r))) {
    const std::pair key(c.role, c.day);
    // one encoding
    REQUIRE_OR(keys.known_.empty() || keys.known_.rbegin()->first < key, Err::malformed);
    keys.known_.emplace(key, c);
  }
  keys.log_read_ = TRY(r.u64());
  return keys;
}

}  // namespace eq::franking
