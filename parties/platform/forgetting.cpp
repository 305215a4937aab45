// Forgetting: every table that grows with use has its time, and purge() keeps to it.
//
// What is dated by its key goes from the oldest on.  Mailboxes, desks and subscriptions are in the
// order of their owners; they are looked through owner after owner, so many at a time.
#include <algorithm>

#include "eq/franking/payload.h"
#include "eq/mls/framing.h"
#include "eq/wire/auth.h"
#include "parties/platform/tally.h"

namespace eq::platform {

namespace {
constexpr std::size_t kSweptAtOnce = 256;
/// Letters that nobody fetched: an office or a person may be away for longer than a chat waits.
constexpr std::uint64_t kUnfetched_ms = 90 * kDay_ms;

struct DatedMessage {
  Time at;
  ConversationId conv;
  Bytes seq;
};

Result<DatedMessage> parse_date(View key) {
  Reader r(key);
  DatedMessage m;
  m.at = TRY(eq::get<Time>(r));
  m.conv = TRY(eq::get<ConversationId>(r));
  m.seq = to_bytes(r.rest());
  return m;
}

Status forget_message(Store& store, View date_key) {
  const auto m = TRY(parse_date(date_key));
  const Bytes key = key_of({m.conv.bytes, m.seq});
  TRY(store.erase(Table::message_dates, date_key));
  TRY(store.erase(Table::envelopes, key_of({m.conv.bytes, be64(m.at.ms), m.seq})));
  TRY(store.erase(Table::pending, key));
  const auto bytes = store.get(Table::messages, key);
  if (!bytes.ok()) return bytes.error() == Err::missing ? ok() : Status(bytes.error());
  const auto row = TRY(decode<MessageRow>(*bytes));
  TRY(store.erase(Table::seen, key_of({m.conv.bytes, crypto::sha256(row.message)})));
  if (const auto loc = locator_of(row.message); loc.ok())
    TRY(store.erase(Table::locators, key_of({m.conv.bytes, *loc, m.seq})));
  return store.erase(Table::messages, key);
}

/// Messages that everybody has are forgotten after seven days, the others after thirty.
Result<std::size_t> forget_messages(Store& store, Time now, std::size_t limit) {
  std::vector<Bytes> due;
  Status inner;
  TRY(store.scan(Table::message_dates, {}, be64((now - kAccess_ms).ms), [&](View key, View) {
    const auto m = parse_date(key);
    if (!m.ok()) {
      inner = m.error();
      return false;
    }
    const auto left = store.get(Table::pending, key_of({m->conv.bytes, m->seq}));
    const bool delivered = !left.ok() || equal_var(*left, be32(0));
    if (delivered || m->at + kUndelivered_ms < now) due.push_back(to_bytes(key));
    return due.size() < limit;
  }));
  TRY(inner);
  for (const auto& key : due) TRY(forget_message(store, key));
  return due.size();
}

Result<std::size_t> forget_before(Store& store, Table table, View end, std::size_t limit) {
  const auto keys = TRY(keys_in(store, table, {}, end, limit));
  for (const auto& key : keys) {
    TRY(store.erase(table, key));
    if (table != Table::blob_dates) continue;
    const View dated = View(key).subspan(std::min(key.size(), sizeof(std::uint64_t)));
    TRY(store.erase(dated.size() == wire::BlobId::kSize ? Table::blobs : Table::handshakes, dated));
  }
  return keys.size();
}

/// Rows of one owner, in order of time, up to the first that is still to be kept.
template <class IsDue>
Result<std::size_t> forget_oldest(Store& store, Table table, View owner, std::size_t limit,
                                  IsDue is_due) {
  std::vector<Bytes> due;
  TRY(store.scan(table, owner, end_of(owner), [&](View key, View value) {
    if (!is_due(value)) return false;
    due.push_back(to_bytes(key));
    return due.size() < limit;
  }));
  for (const auto& key : due) TRY(store.erase(table, key));
  return due.size();
}

/// Deliveries that nobody fetched.
Result<std::size_t> forget_deliveries(Store& store, View account, Time now, std::size_t limit) {
  return forget_oldest(store, Table::mailbox, account, limit, [&](View value) {
    const auto row = decode<MailboxRow>(value);
    if (!row.ok()) return false;
    const bool is_letter = row->kind == wire::DeliveryKind::letter;
    return row->at + (is_letter ? kUnfetched_ms : kUndelivered_ms) < now;
  });
}

/// When an account received what ordered access no longer reaches.
Result<std::size_t> forget_subscriptions(Store& store, View account, Time now, std::size_t limit) {
  std::size_t n = 0;
  for (const Row& stored :
       TRY(rows_in(store, Table::subscriptions, account, end_of(account), limit))) {
    auto row = TRY(decode<SubscriptionRow>(stored.value));
    const std::size_t gone = std::erase_if(row.intervals, [&](const Interval& i) {
      return i.until && *i.until + kUndelivered_ms < now;
    });
    if (gone == 0) continue;
    n += gone;
    if (row.intervals.empty())
      TRY(store.erase(Table::subscriptions, stored.key));
    else
      TRY(store.put(Table::subscriptions, stored.key, encode(row)));
  }
  return n;
}

/// Some accounts from a random one on, so that each has its turn and nobody must remember whose it
/// was last.
Result<std::size_t> sweep_accounts(Store& store, Time now, std::size_t limit, Random& rng) {
  const auto from = rng.array<32>();
  const Bytes end = end_of(Bytes(from.size(), 0xff));
  const std::size_t most = std::min(limit, kSweptAtOnce);
  auto accounts = TRY(keys_in(store, Table::accounts, from, end, most));
  for (auto& first : TRY(keys_in(store, Table::accounts, {}, from, most - accounts.size())))
    accounts.push_back(std::move(first));
  std::size_t n = 0;
  for (const auto& account : accounts) {
    n += TRY(forget_deliveries(store, account, now, limit));
    n += TRY(forget_subscriptions(store, account, now, limit));
  }
  return n;
}

Result<std::size_t> forget_letters(Store& store, Time now, std::size_t limit) {
  std::size_t n = 0;
  for (const auto& office : TRY(keys_in(store, Table::desks, {}, end_of(Bytes(32, 0xff)), limit)))
    n += TRY(forget_oldest(store, Table::desk, office, limit, [&](View value) {
      const auto row = decode<DeskRow>(value);
      return row.ok() && row->at + kUnfetched_ms < now;
    }));
  return n;
}

Result<std::size_t> forget_all(Store& store, Time now, std::size_t limit, Random& rng) {
  const Bytes unread = to_bytes(be64((now - kUndelivered_ms).ms));
  std::size_t n = TRY(forget_messages(store, now, limit));
  n += TRY(forget_before(store, Table::nonces, be64((now - wire::kRequestSkew_ms).ms), limit));
  n += TRY(forget_before(store, Table::quotas, be32(day_of(now).n), limit));
  n += TRY(forget_before(store, Table::blob_dates, unread, limit));
  n += TRY(sweep_accounts(store, now, limit, rng));
  n += TRY(forget_letters(store, now, limit));
  return n;
}
}  // namespace

Result<std::size_t> Platform::purge(Time now, std::size_t limit, Random& rng) {
  TRY(store_.begin_step());
  Reply nobody;
  Step step{keys_, realm_, store_, now, rng, nobody, book_};
  const auto tended = [&]() -> Answer<void> {
    TRY(announce_day_keys(step, day_of(now)));
    return tend_preservations(step);
  }();  // if that fails, nothing is forgotten either
  const auto n =
      tended.ok() ? forget_all(store_, now, limit, rng) : Result<std::size_t>(Err::unavailable);
  TRY(n.ok() ? store_.keep_step() : store_.undo_step());
  return n;
}

}  // namespace eq::platform
