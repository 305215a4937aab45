// What the operator does about accounts.  Logs, orders and what is preserved under them stay.
#include "parties/platform/users.h"

#include "parties/platform/step.h"

namespace eq::platform {
using wire::Code;

namespace {

Result<std::uint32_t, wire::Code> count(const Step& step, Table table, View prefix) {
  std::uint32_t n = 0;
  TRY(coded(step.store.scan(table, prefix, end_of(prefix), [&](View, View) {
    ++n;
    return true;
  })));
  return n;
}

/// Of all conversations that it was in, when it received what; of those that it is in, how many.
Result<std::uint32_t, wire::Code> conversations_of(const Step& step, View account) {
  std::uint32_t n = 0;
  for (const auto& stored :
       TRY(coded(rows_in(step.store, Table::subscriptions, account, end_of(account), SIZE_MAX)))) {
    const View conv = View(stored.key).subspan(AccountId::kSize);
    n += TRY(step.has(Table::members, key_of({conv, account}))) ? 1 : 0;
  }
  return n;
}

Result<User, wire::Code> user(const Step& step, const AccountId& account) {
  const auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, account.bytes));
  REQUIRE_OR(record, Code::internal);
  User u;
  u.account = account;
  u.devices = static_cast<std::uint32_t>(record->device_keys.size());
  u.key_packages = TRY(count(step, Table::key_packages, account.bytes));
  u.conversations = TRY(conversations_of(step, account.bytes));
  u.waiting = TRY(count(step, Table::inbox, account.bytes));
  const auto first =
      TRY(coded(rows_in(step.store, Table::inbox, account.bytes, end_of(account.bytes), 1)));
  if (!first.empty()) u.oldest = TRY(coded(decode<DeliveryRow>(first[0].value), Code::internal)).at;
  const auto standing = TRY(step.find<StandingRow>(Table::standings, account.bytes));
  if (standing) u.suspended = standing->since;
  return u;
}

Result<void, wire::Code> suspend(Step& step, const AccountId& account) {
  REQUIRE_OR(TRY(step.has(Table::accounts, account.bytes)), Code::unknown);
  REQUIRE_OR(!TRY(step.has(Table::standings, account.bytes)), Code::conflict);
  return step.save(Table::standings, account.bytes, StandingRow{Standing::suspended, step.now, {}});
}

Result<void, wire::Code> resume(Step& step, const AccountId& account) {
  REQUIRE_OR(TRY(step.has(Table::accounts, account.bytes)), Code::unknown);
  REQUIRE_OR(TRY(step.has(Table::standings, account.bytes)), Code::conflict);
  return coded(step.store.erase(Table::standings, account.bytes));
}

/// Out of every conversation; when it was in which stays as long as ordered access reaches it.
Result<void, wire::Code> leave_all(Step& step, const AccountId& account) {
  const Time at = TRY(step.conversation_time());
  for (const auto& stored : TRY(coded(rows_in(step.store, Table::subscriptions, account.bytes,
                                              end_of(account.bytes), SIZE_MAX)))) {
    const View conv = View(stored.key).subspan(AccountId::kSize);
    const Bytes member = key_of({conv, account.bytes});
    TRY(coded(step.store.erase(Table::members, member)));
    if (step.remembered)
      step.remembered->members.forget(TRY(coded(ConversationId::from(conv), Code::internal)));
    TRY(coded(step.store.erase(Table::former, member)));
    auto row = TRY(coded(decode<SubscriptionRow>(stored.value), Code::internal));
    for (auto& interval : row.intervals)
      if (!interval.until) interval.until = at;
    row.spans.clear();
    TRY(step.save(Table::subscriptions, stored.key, row));
  }
  return {};
}

Result<void, wire::Code> erase(Step& step, const AccountId& account) {
  auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, account.bytes));
  REQUIRE_OR(record, Code::unknown);
  TRY(leave_all(step, account));
  for (const Table table :
       {Table::key_packages, Table::inbox, Table::cursors, Table::voucher_numbers, Table::matches})
    for (const auto& key :
         TRY(coded(keys_in(step.store, table, account.bytes, end_of(account.bytes), SIZE_MAX))))
      TRY(coded(step.store.erase(table, key)));
  TRY(coded(step.store.erase(Table::accounts, account.bytes)));
  return step.save(Table::standings, account.bytes,
                   StandingRow{Standing::erased, step.now, std::move(record->device_keys)});
}

constexpr bool only_reads(wire::Verb verb) {
  using enum wire::Verb;
  return verb == mailbox_fetch || verb == mailbox_ack || verb == match_evaluate ||
         verb == vouchers_openings || verb == past_ask || verb == accounts_check;
}

}  // namespace

Result<void, wire::Code> check_standing(const Step& step, const AccountId& account,
                                        wire::Verb verb) {
  const auto row = TRY(step.find<StandingRow>(Table::standings, account.bytes));
  REQUIRE_OR(!row || row->standing != Standing::erased, Code::erased);
  REQUIRE_OR(!row || only_reads(verb), Code::suspended);
  return {};
}

Result<std::size_t, wire::Code> forget_erased(Step& step, std::size_t limit) {
  std::vector<std::pair<Bytes, StandingRow>> due;
  TRY(coded(step.store.scan(
      Table::standings, {}, end_of(Bytes(AccountId::kSize, 0xff)), [&](View key, View value) {
        auto row = decode<StandingRow>(value);
        if (row.ok() && row->standing == Standing::erased && row->since + kAccess_ms < step.now)
          due.emplace_back(to_bytes(key), std::move(row).take());
        return due.size() < limit;
      })));
  for (const auto& [account, row] : due) {
    for (const auto& device : row.devices)
      TRY(coded(step.store.erase(Table::devices, device.bytes)));
    for (const auto& key :
         TRY(coded(keys_in(step.store, Table::subscriptions, account, end_of(account), SIZE_MAX))))
      TRY(coded(step.store.erase(Table::subscriptions, key)));
    TRY(coded(step.store.erase(Table::standings, account)));
  }
  return due.size();
}

Result<void, wire::Code> Platform::operate(Time now, Random& rng, const Act& act) {
  Code why = Code::unavailable;
  const auto done = step(now, rng, [&](Step& s) -> Status {
    const auto acted = act(s);
    if (acted.ok()) return ok();
    why = acted.error();
    return Err::refused;
  });
  if (!done.ok()) return why;
  return {};
}

Result<std::vector<wire::Invitation>, wire::Code> Platform::invite(std::uint32_t invited,
                                                                   std::uint32_t days, Time now,
                                                                   Random& rng) {
  std::vector<wire::Invitation> made;
  TRY(operate(now, rng, [&](Step& s) -> Result<void, Code> {
    REQUIRE_OR(invited > 0 && days > 0, Code::malformed);
    REQUIRE_OR(days <= kInvitationDaysMax && invited <= kInvitationsMax, Code::too_large);
    const Bytes today = be32_key(day_of(now).n);
    const auto good = TRY(coded(
        keys_in(s.store, Table::invitations, today, end_of(Bytes(4, 0xff)), kInvitationsMax)));
    REQUIRE_OR(good.size() + invited <= kInvitationsMax, Code::too_large);
    for (std::uint32_t i = 0; i < invited; ++i) {
      made.push_back({day_of(now) + days, rng.array<16>()});
      TRY(s.mark(Table::invitations, invitation_key(made.back())));
    }
    return {};
  }));
  return made;
}

Result<Users, wire::Code> Platform::users(const std::optional<AccountId>& after, Time now,
                                          Random& rng) {
  Users page;
  TRY(operate(now, rng, [&](Step& s) -> Result<void, Code> {
    const Bytes from = after ? key_of({after->bytes, Array<1>{}}) : Bytes();
    const Bytes end = end_of(Bytes(AccountId::kSize, 0xff));
    const auto keys = TRY(coded(keys_in(s.store, Table::accounts, from, end, kUsersAtOnce + 1)));
    for (const auto& key : keys) {
      if (page.users.size() == kUsersAtOnce) {
        page.more = true;
        break;
      }
      page.users.push_back(TRY(user(s, TRY(coded(AccountId::from(key), Code::internal)))));
    }
    return {};
  }));
  return page;
}

Result<void, wire::Code> Platform::act_on(const AccountId& account, UserAct act, Time now,
                                          Random& rng) {
  return operate(now, rng, [&](Step& s) -> Result<void, Code> {
    switch (act) {
      case UserAct::suspend: return suspend(s, account);
      case UserAct::resume: return resume(s, account);
      case UserAct::erase: return erase(s, account);
    }
    return Code::malformed;
  });
}

}  // namespace eq::platform
