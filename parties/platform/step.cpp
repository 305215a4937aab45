#include "parties/platform/step.h"

#include <algorithm>

#include "eq/wire/auth.h"
#include "eq/wire/position.h"

namespace eq::platform {

Result<bool, wire::Code> Step::has(Table table, View key) const {
  const auto row = store.get(table, key);
  if (row.ok()) return true;
  if (row.error() == Err::missing) return false;
  return wire::Code::unavailable;
}

Result<Time, wire::Code> Step::conversation_time() const {
  const auto counted = TRY(find<Time>(Table::last_tally, {}));
  return counted ? std::max(now, *counted + 1) : now;
}

Result<bool, wire::Code> Step::published(std::uint64_t index) const {
  const auto head = TRY(find<HeadRow>(Table::heads, log_key(wire::LogName::orders)));
  return head && index < head->published_size;
}

Result<std::uint64_t, wire::Code> Step::next(Table table, View key) {
  const std::uint64_t n = TRY(find<std::uint64_t>(table, key)).value_or(0) + 1;
  TRY(save(table, key, n));
  return n;
}

Result<Time, wire::Code> Step::vouched_time() const {
  const auto newest = store.last(Table::nonces, {}, end_of({}));
  if (!newest.ok())
    return newest.error() == Err::missing ? Result<Time, wire::Code>(Time{})
                                          : wire::Code::unavailable;
  Reader key(newest->key);
  return std::min(now,
                  TRY(coded(eq::get<Time>(key), wire::Code::internal)) + wire::kRequestSkew_ms);
}

Result<std::uint64_t, wire::Code> Step::next_position() {
  const std::uint64_t before = TRY(find<std::uint64_t>(Table::positions, {})).value_or(0);
  const std::uint64_t position = std::max(wire::position_at(TRY(vouched_time())), before + 1);
  TRY(save(Table::positions, {}, position));
  return position;
}

Result<void, wire::Code> Step::deliver(const AccountId& account, std::uint64_t position,
                                       const DeliveryRow& row) {
  TRY(save(Table::inbox, key_of({account.bytes, be64(position)}), row));
  reply.wake.push_back(account);
  return {};
}

Result<std::uint64_t, wire::Code> Step::post(ConversationRow& conversation,
                                             const std::vector<AccountId>& members,
                                             const DeliveryRow& row) {
  conversation.last = TRY(next_position());
  TRY(save(Table::conversation_log, key_of({row.conv.bytes, be64(conversation.last)}), row));
  if (remembered) remembered->news.written(row.conv);
  reply.wake.insert(reply.wake.end(), members.begin(), members.end());
  return conversation.last;
}

Result<void, wire::Code> Step::spend(const AccountId& account, wire::Verb verb,
                                     std::uint32_t per_day) {
  const Bytes key = key_of({be32(day_of(now).n), account.bytes, encode(verb)});
  const std::uint32_t used = TRY(find<std::uint32_t>(Table::quotas, key)).value_or(0);
  REQUIRE_OR(used < per_day, wire::Code::rate_limited);
  return save(Table::quotas, key, used + 1);
}

Result<void, wire::Code> Step::spend_bytes(View whose, std::size_t size, std::uint64_t per_day) {
  const Bytes key = key_of({be32(day_of(now).n), whose, Bytes{0xff}});  // no verb has this number
  const std::uint64_t used = TRY(find<std::uint64_t>(Table::quotas, key)).value_or(0);
  REQUIRE_OR(used + size <= per_day, wire::Code::rate_limited);
  return save(Table::quotas, key, used + size);
}

Result<void, wire::Code> Step::spend_in(const ConversationId& conv, View kind, std::size_t size,
                                        std::uint64_t per_day) {
  constexpr std::uint64_t kOfOneAccount = 8;  // conversations that are filled to the brim in a day
  TRY(spend_bytes(key_of({conv.bytes, kind}), size, per_day));
  const auto began = TRY(find<AccountId>(Table::begun_by, conv.bytes));
  if (!began) return {};  // before this was kept
  return spend_bytes(key_of({began->bytes, view("began"), kind}), size, kOfOneAccount * per_day);
}

}  // namespace eq::platform
