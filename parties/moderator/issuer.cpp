// Tokens and the day keys that sign them.
#include "eq/wire/day_key.h"
#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {

namespace {

/// KeyEvent::purpose of a published private day key: u8 role, u32 day, the 32-byte seed.
constexpr std::string_view kPublishedPurpose = "day-key-private";

crypto::SigningKey day_key(const State& state, Day day) {
  return franking::derive_day_key(state.day_master, franking::Role::issuer, day);
}

Status log_key_event(State& state, Environment& environment, std::string_view purpose, Bytes data) {
  const wire::KeyEvent event{environment.realm.moderator.name, std::string(purpose),
                             std::move(data)};
  const wire::LogEntry entry{wire::LogEntryKind::key_event, encode(event)};
  TRY(ask(state, environment,
          wire::LogAppend{wire::LogName::orders, std::nullopt, encode(entry), {}}));
  return ok();
}

/// How many tokens a day this account may have.
std::uint32_t tokens_per_day(const State& state, const AccountId& account, Time now) {
  std::uint32_t least = kTokensPerDay;
  for (const auto& [number, limit] : state.limits)
    if (limit.of == account && now < limit.until) least = std::min(least, limit.per_day);
  return least;
}

}  // namespace

Status announce_day_keys(State& state, Environment& environment, Turn& turn) {
  const Day today = day_of(environment.now);
  for (std::uint32_t ahead = 0; ahead <= kAnnounced_days; ++ahead) {
    const Day day = today + ahead;
    if (state.day_keys.contains(day)) continue;
    const auto certificate = franking::certify_day_key(state.signing, franking::Role::issuer, day,
                                                       day_key(state, day).verify_key());
    TRY(log_key_event(state, environment, wire::kDayKeyPurpose, encode(certificate)));
    state.day_keys[day] = false;
    turn.day_keys_announced++;
  }
  for (auto& [day, published] : state.day_keys) {
    if (published || today < day + franking::kDayKeyPublished_days) continue;
    // From here on anybody can make messages of that day: reports of it ended two weeks ago.
    const auto key = day_key(state, day);
    TRY(log_key_event(
        state, environment, kPublishedPurpose,
        concat({Array<1>{static_cast<std::uint8_t>(franking::Role::issuer)}, be32(day.n),
                key.seed().reveal("published 60 days later, for deniability")})));
    published = true;
    turn.day_keys_published++;
  }
  return ok();
}

Status give_tokens(State& state, Environment& environment, const wire::Letter& letter, Turn& turn) {
  const auto request = TRY(decode<wire::TokenRequest>(letter.body));
  REQUIRE_OR(request.days >= 1 && request.days <= kTokenDaysAhead && request.per_day >= 1,
             Err::malformed);
  const auto record = TRY(account(state, environment, request.account));
  REQUIRE_OR(record.has_device(letter.from), Err::forged);
  state.devices[letter.from] = request.account;
  const std::uint32_t per_day = tokens_per_day(state, request.account, environment.now);
  REQUIRE_OR(per_day > 0, Err::refused);

  wire::TokensGranted granted;
  const Day today = day_of(environment.now);
  std::size_t tokens = 0;
  for (std::uint32_t i = 0; i < request.days; ++i) {
    const Day day = request.first + i;
    if (day < today || today + kTokenDaysAhead < day) continue;
    std::uint32_t& issued = state.issued[{day, request.account}];
    const std::uint32_t n = std::min<std::uint32_t>(std::min(request.per_day, kTokensPerRequest),
                                                    per_day - std::min(per_day, issued));
    if (n == 0) continue;
    const auto batch =
        TRY(franking::issue(day_key(state, day), day, request.account, n, environment.rng));
    granted.batches.push_back(
        to_bytes(franking::encode_batch(batch).reveal("sealed to its account")));
    issued += n;
    tokens += n;
  }
  REQUIRE_OR(tokens > 0, Err::exhausted);
  TRY(write_to(state, environment, record, wire::LetterKind::tokens, encode(granted)));
  turn.accounts_served++;
  turn.tokens_issued += tokens;
  return ok();
}

}  // namespace eq::moderator
