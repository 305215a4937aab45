#include "eq/franking/accept.h"

namespace eq::franking {

namespace {

/// The stamp verifies, is neither too old nor from the future, and continues what we hold.
Status check_stamp(const Arrival& a, const LoggedDayKeys& keys, Time now) {
  const Stamp& s = a.stamp;
  REQUIRE_OR(s.time <= now + kClockSlack_ms, Err::stale);
  REQUIRE_OR(s.time >= now - kReportWindow_ms, Err::stale);
  const auto key = keys.find(Role::delivery, day_of(s.time));
  REQUIRE_OR(key, Err::missing);
  TRY(verify(s, a.conversation, a.data.cf, *key));
  // A link that does not recompute would make a report over both messages fail.  Before the first
  // message all is zero.
  const Stamp before = a.previous.value_or(Stamp{});
  REQUIRE_OR(s.seq > before.seq, Err::stale);
  REQUIRE_OR(s.time >= before.time, Err::forged);  // also across places that we were not shown
  if (s.seq == before.seq + 1)
    REQUIRE_OR(follows(before, s, a.conversation, a.data.cf, a.message_hash), Err::forged);
  return ok();
}

}  // namespace

Record Record::clone() const {
  return {header, cf, f, fk.clone(), sigma2, sender, stamp, message_hash};
}

void SeenKeys::prune(Time now) {
  const Day oldest = day_of(now - kReportWindow_ms - 2 * kDay_ms);
  std::erase_if(seen_, [&](const auto& entry) { return entry.second < oldest; });
}

void SeenKeys::encode(Writer& w) const {
  w.vector([&](Writer& in) {
    for (const auto& [pke, day] : seen_) {
      put(in, pke);
      put(in, day);
    }
  });
}

Result<SeenKeys> SeenKeys::decode(Reader& r) {
  Reader in = TRY(r.vector());
  SeenKeys keys;
  while (!in.empty()) {
    const auto pke = TRY(get<crypto::VerifyKey>(in));
    // Ascending order, so that there is one encoding.
    REQUIRE_OR(keys.seen_.empty() || keys.seen_.rbegin()->first < pke, Err::malformed);
    keys.seen_.emplace(pke, TRY(get<Day>(in)));
  }
  return keys;
}

Result<Record> accept(const Arrival& a, const LoggedDayKeys& keys, SeenKeys& seen, Time now) {
  const Header& header = a.data.header;
  REQUIRE_OR(header.conversation == a.conversation && header.mls_epoch == a.mls_epoch, Err::forged);
  TRY(check_stamp(a, keys, now));
  Opened opened = TRY(open(header, a.data.cf, a.data.b, a.application.ck));
  const Token& token = opened.content.token;
  const std::uint32_t stamped = day_of(a.stamp.time).n;
  // Within a day, so also within the 48 hours that the moderator allows.
  REQUIRE_OR(token.day.n <= stamped + 1 && stamped <= std::uint64_t{token.day.n} + 1, Err::stale);
  const auto issuer = keys.find(Role::issuer, token.day);
  REQUIRE_OR(issuer, Err::missing);
  TRY(check(token, a.sender, *issuer));
  REQUIRE_OR(!seen.contains(token.pke), Err::stale);
  seen.insert(token);
  return Record{header,   a.data.cf, std::move(opened.f), std::move(opened.fk), opened.sigma2,
                a.sender, a.stamp,   a.message_hash};
}

Record keep_own(const Header& header, Sealed sealed, const AccountId& self, const Stamp& stamp,
                const crypto::Digest& message_hash) {
  return {header, sealed.cf, std::move(sealed.f), std::move(sealed.fk), sealed.sigma2,
          self,   stamp,     message_hash};
}

}  // namespace eq::franking
