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

/// Messages that everybody has are forgotten after seven days, the others after thirty.  Between
/// the two it goes on from `next`, so many at a time, and then from the oldest again.
Result<std::size_t> forget_messages(Store& store, Time now, std::size_t limit, Bytes& next) {
  const Bytes unread = to_bytes(be64((now - kUndelivered_ms).ms)),
              read = to_bytes(be64((now - kAccess_ms).ms));
  std::vector<Bytes> due = TRY(keys_in(store, Table::message_dates, {}, unread, limit));
  std::size_t visited = 0;
  bool more = false;
  Status inner;
  const Bytes from = std::max(next, unread);
  TRY(store.scan(Table::message_dates, from, read, [&](View key, View) {
    const auto m = parse_date(key);
    inner = m.ok() ? ok() : Status(m.error());
    more = ++visited > limit;
    if (!m.ok() || more) {
      next = to_bytes(key);
      return false;
    }
    const auto left = store.get(Table::pending, key_of({m->conv.bytes, m->seq}));
    if (!left.ok() || equal_var(*left, be32(0))) due.push_back(to_bytes(key));
    return true;
  }));
  TRY(inner);
  if (!more) next.clear();
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

/// Rows of one owner, in order of arrival, from which on each is kept for at least `least_ms`.
template <class StoredRow, class KeptFor>
Result<std::size_t> forget_oldest(Store& store, Table table, View owner, Time now,
                                  std::size_t limit, std::uint64_t least_ms, KeptFor kept_for) {
  std::vector<Bytes> due;
  std::size_t visited = 0;
  TRY(store.scan(table, owner, end_of(owner), [&](View key, View value) {
    const auto row = decode<StoredRow>(value);
    if (!row.ok() || now <= row->at + least_ms) return false;
    if (row->at + kept_for(*row) < now) due.push_back(to_bytes(key));
    return ++visited < limit;
  }));
  for (const auto& key : due) TRY(store.erase(table, key));
  return due.size();
}

/// Deliveries that nobody fetched: messages for a month; what somebody is lost without, longer.
Result<std::size_t> forget_deliveries(Store& store, View account, Time now, std::size_t limit) {
  return forget_oldest<MailboxRow>(
      store, Table::mailbox, account, now, limit, kUndelivered_ms, [](const MailboxRow& row) {
        return row.kind == wire::DeliveryKind::message ? kUndelivered_ms : kUnfetched_ms;
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
Result<std::size_t> sweep_accounts(Step& step, std::size_t limit) {
  Store& store = step.store;
  const auto from = step.rng.array<32>();
  const Bytes end = end_of(Bytes(from.size(), 0xff));
  const std::size_t most = std::min(limit, kSweptAtOnce);
  auto accounts = TRY(keys_in(store, Table::accounts, from, end, most));
  for (auto& first : TRY(keys_in(store, Table::accounts, {}, from, most - accounts.size())))
    accounts.push_back(std::move(first));
  std::size_t n = 0;
  for (const auto& account : accounts) {
    if (n >= limit) break;
    const auto dropped = drop_acknowledged(step, TRY(AccountId::from(account)), limit - n);
    REQUIRE_OR(dropped.ok(), Err::unavailable);
    n += *dropped;
    n += TRY(forget_deliveries(store, account, step.now, limit - std::min(n, limit)));
    n += TRY(forget_subscriptions(store, account, step.now, limit));
  }
  return n;
}

Result<std::size_t> forget_letters(Store& store, Time now, std::size_t limit) {
  std::size_t n = 0;
  for (const auto& office : TRY(keys_in(store, Table::desks, {}, end_of(Bytes(32, 0xff)), limit)))
    n += TRY(forget_oldest<DeskRow>(store, Table::desk, office, now, limit - std::min(n, limit),
                                    kUnfetched_ms, [](const DeskRow&) { return kUnfetched_ms; }));
  return n;
}

Result<std::size_t> forget_all(Step& step, std::size_t limit, Bytes& next_message) {
  Store& store = step.store;
  const Time now = step.now;
  const Bytes unread = to_bytes(be64((now - kUndelivered_ms).ms));
  std::size_t n = TRY(forget_messages(store, now, limit, next_message));
  n += TRY(forget_before(store, Table::nonces, be64((now - 2 * wire::kRequestSkew_ms).ms), limit));
  n += TRY(forget_before(store, Table::quotas, be32(day_of(now).n), limit));
  n += TRY(forget_before(store, Table::blob_dates, unread, limit));
  n += TRY(sweep_accounts(step, limit));
  n += TRY(forget_letters(store, now, limit));
  return n;
}
}  // namespace

Status Platform::step(Time now, Random& rng, const std::function<Status(Step&)>& act) {
  TRY(store_.begin_step());
  Reply nobody;
  Step step{keys_, realm_, store_, now, rng, nobody, book_};
  const auto done = act(step);
  TRY(done.ok() ? store_.keep_step() : store_.undo_step());
  return done;
}

Status Platform::announce(Time now, Random& rng) {
  return step(now, rng, [&](Step& s) {
    return announce_day_keys(s, day_of(now)).ok() ? ok() : Status(Err::unavailable);
  });
}

Result<std::size_t> Platform::purge(Time now, std::size_t limit, Random& rng) {
  Status all = announce(now, rng);
  for (const auto& filing : TRY(preserved_filings(store_))) {
    const auto tended = step(now, rng, [&](Step& s) {
      return tend_preservation(s, filing).ok() ? ok() : Status(Err::unavailable);
    });
    if (!tended.ok()) all = tended;
  }
  std::size_t n = 0;
  TRY(step(now, rng, [&](Step& s) -> Status {
    n = TRY(forget_all(s, limit, next_message_));
    return ok();
  }));
  TRY(all);
  return n;
}

}  // namespace eq::platform
