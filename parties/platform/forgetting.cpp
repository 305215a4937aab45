// Forgetting: every table that grows with use has its time, and forget() keeps to it.
//
// What is dated by its key goes from the oldest on.  Logs of conversations, inboxes, desks and
// subscriptions are in the order of their owners; they are looked through owner after owner, so
// many at a time.
#include <algorithm>

#include "eq/franking/payload.h"
#include "eq/mls/framing.h"
#include "eq/wire/auth.h"
#include "eq/wire/position.h"
#include "parties/platform/key_directory.h"
#include "parties/platform/tally.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::size_t kSweptAtOnce = 256;
constexpr std::size_t kReadAtOnce = 256;  // rows of a conversation's log
// Members and who left within thirty days.  Of a conversation with more nobody is asked.
constexpr std::size_t kReadersMax = 4 * wire::kMembersMax;
constexpr std::size_t kBlobsAtOnce = 16;  // each up to 31 MiB: what a commit has to hold

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

/// With all that is kept of it.
Status forget_message(Store& store, const Row& date) {
  const auto m = TRY(parse_date(date.key));
  const Bytes key = key_of({m.conv.bytes, m.seq});
  TRY(store.erase(Table::message_dates, date.key));
  TRY(store.erase(Table::envelopes, key_of({m.conv.bytes, be64(m.at.ms), m.seq})));
  TRY(store.erase(Table::conversation_log, key_of({m.conv.bytes, date.value})));
  const auto bytes = store.get(Table::messages, key);
  if (!bytes.ok()) return bytes.error() == Err::missing ? ok() : Status(bytes.error());
  const auto row = TRY(decode<MessageRow>(*bytes));
  TRY(store.erase(Table::seen, key_of({m.conv.bytes, crypto::sha256(row.message)})));
  if (const auto loc = locator_of(row.message); loc.ok())
    TRY(store.erase(Table::locators, key_of({m.conv.bytes, *loc, m.seq})));
  return store.erase(Table::messages, key);
}

Result<std::size_t> forget_undelivered(Store& store, View end, std::size_t limit) {
  const auto due = TRY(rows_in(store, Table::message_dates, {}, end, limit));
  for (const auto& date : due) TRY(forget_message(store, date));
  return due.size();
}

/// What of a conversation's log somebody has still to fetch.
struct Unread {
  std::uint64_t after = UINT64_MAX;  // all behind it, for its members
  std::vector<Span> parts;           // and these, for who left
  bool has(std::uint64_t position) const {
    return position > after || std::ranges::any_of(parts, [&](const Span& s) {
             return s.from <= position && position <= s.until;
           });
  }
};

/// @param looked  goes up by one for each who can read
/// @return all, if there are too many to ask: it goes when its time is over
Result<Unread, wire::Code> unread_in(const Step& step, const ConversationId& conv,
                                     std::size_t& looked) {
  std::vector<Bytes> readers;
  for (const Table table : {Table::members, Table::former})
    for (auto& key : TRY(coded(keys_in(step.store, table, conv.bytes, end_of(conv.bytes),
                                       kReadersMax + 1 - readers.size()))))
      readers.push_back(std::move(key));
  looked += readers.size();
  if (readers.size() > kReadersMax) return Unread{.after = 0, .parts = {}};
  Unread unread;
  for (const auto& key : readers) {
    const auto account = TRY(coded(AccountId::from(View(key).subspan(conv.kSize)), Code::internal));
    const auto row =
        TRY(step.find<SubscriptionRow>(Table::subscriptions, key_of({account.bytes, conv.bytes})));
    REQUIRE_OR(row, Code::internal);
    const std::uint64_t next = TRY(acknowledged_by_all(step, account)) + 1;
    for (const Span& span : row->spans) {
      const std::uint64_t from = std::max(span.from, next);
      if (span.until == UINT64_MAX)
        unread.after = std::min(unread.after, from - 1);
      else if (from <= span.until)
        unread.parts.push_back({from, span.until});
    }
  }
  return unread;
}

/// Of one conversation, messages before `end` that everybody has, up to the first that a member
/// has not.
/// @param next  where to go on
Result<std::size_t, wire::Code> forget_read_in(Step& step, const ConversationId& conv, Time end,
                                               std::size_t limit, std::size_t& looked,
                                               Bytes& next) {
  const auto rows = TRY(coded(rows_in(step.store, Table::conversation_log, next,
                                      key_of({conv.bytes, be64(wire::position_at(end))}), limit)));
  next = rows.size() < limit ? end_of(conv.bytes) : key_of({rows.back().key, Array<1>{}});
  std::optional<Unread> unread;
  std::size_t n = 0;
  for (const auto& stored : rows) {
    ++looked;
    const auto row = TRY(coded(decode<DeliveryRow>(stored.value), Code::internal));
    if (row.kind != wire::DeliveryKind::message || row.at >= end) continue;
    if (!unread) unread = TRY(unread_in(step, conv, looked));
    const auto position = TRY(coded(decode<std::uint64_t>(View(stored.key).last(8))));
    if (position > unread->after) {  // and so is everything behind it
      next = end_of(conv.bytes);
      break;
    }
    if (unread->has(position)) continue;
    TRY(coded(forget_message(step.store, {key_of({be64(row.at.ms), conv.bytes, be64(row.ref)}),
                                          to_bytes(be64(position))})));
    ++n;
  }
  return n;
}

/// Messages that everybody has, conversation after conversation from `next` on, looking at so many
/// rows and readers; and then from the first conversation again.
Result<std::size_t, wire::Code> forget_read(Step& step, std::size_t limit, Bytes& next) {
  const Time end = step.now - kAccess_ms;
  std::size_t n = 0;
  for (std::size_t looked = 0; looked < limit; ++looked) {
    const auto first = TRY(coded(keys_in(step.store, Table::conversation_log, next,
                                         end_of(Bytes(ConversationId::kSize, 0xff)), 1)));
    if (first.empty()) {
      next.clear();
      return n;
    }
    const View conv = View(first[0]).first(ConversationId::kSize);
    next = first[0];
    n += TRY(forget_read_in(step, TRY(coded(ConversationId::from(conv), Code::internal)), end,
                            std::min(limit - looked, kReadAtOnce), looked, next));
  }
  return n;
}

Result<std::size_t> forget_before(Store& store, Table table, View end, std::size_t limit) {
  const auto keys = TRY(keys_in(store, table, {}, end, limit));
  for (const auto& key : keys) TRY(store.erase(table, key));
  return keys.size();
}

/// Attachments, commits with their rows of the log, and Welcomes.
Result<std::size_t> forget_blobs(Store& store, View end, std::size_t limit) {
  const auto due = TRY(rows_in(store, Table::blob_dates, {}, end, limit));
  for (const auto& date : due) {
    const View dated = View(date.key).subspan(std::min(date.key.size(), sizeof(std::uint64_t)));
    TRY(store.erase(Table::blob_dates, date.key));
    TRY(store.erase(dated.size() == wire::BlobId::kSize ? Table::blobs : Table::handshakes, dated));
    if (!date.value.empty())
      TRY(store.erase(Table::conversation_log,
                      key_of({dated.first(ConversationId::kSize), date.value})));
  }
  return due.size();
}

/// Rows of one owner, in order of arrival, that nobody fetched.
template <class StoredRow>
Result<std::size_t> forget_unfetched(Store& store, Table table, View owner, Time now,
                                     std::size_t limit) {
  std::vector<Bytes> due;
  TRY(store.scan(table, owner, end_of(owner), [&](View key, View value) {
    const auto row = decode<StoredRow>(value);
    if (!row.ok() || now <= row->at + kUnfetched_ms || due.size() >= limit) return false;
    due.push_back(to_bytes(key));
    return true;
  }));
  for (const auto& key : due) TRY(store.erase(table, key));
  return due.size();
}

/// When an account received what ordered access no longer reaches, and what it read of logs and has
/// fetched, or never did.
Result<std::size_t, wire::Code> forget_subscriptions(Step& step, const AccountId& account,
                                                     std::size_t limit) {
  const std::uint64_t fetched = TRY(acknowledged_by_all(step, account));
  std::size_t n = 0;
  for (const Row& stored : TRY(coded(rows_in(step.store, Table::subscriptions, account.bytes,
                                             end_of(account.bytes), limit)))) {
    auto row = TRY(coded(decode<SubscriptionRow>(stored.value), Code::internal));
    const std::size_t gone =
        std::erase_if(
            row.intervals,
            [&](const Interval& i) { return i.until && *i.until + kUndelivered_ms < step.now; }) +
        std::erase_if(row.spans, [&](const Span& s) {
          return s.until <= fetched || wire::time_of(s.until) + kUnfetched_ms < step.now;
        });
    if (gone == 0) continue;
    n += gone;
    if (!row.intervals.empty() || !row.spans.empty()) {
      TRY(step.save(Table::subscriptions, stored.key, row));
      continue;
    }
    TRY(coded(step.store.erase(Table::subscriptions, stored.key)));
    const View conv = View(stored.key).subspan(AccountId::kSize);
    TRY(coded(step.store.erase(Table::former, key_of({conv, account.bytes}))));
  }
  return n;
}

/// Some accounts from a random one on, so that each has its turn and nobody must remember whose it
/// was last.
Result<std::size_t, wire::Code> sweep_accounts(Step& step, std::size_t limit) {
  Store& store = step.store;
  const auto from = step.rng.array<32>();
  const Bytes end = end_of(Bytes(from.size(), 0xff));
  const std::size_t most = std::min(limit, kSweptAtOnce);
  auto accounts = TRY(coded(keys_in(store, Table::accounts, from, end, most)));
  for (auto& first : TRY(coded(keys_in(store, Table::accounts, {}, from, most - accounts.size()))))
    accounts.push_back(std::move(first));
  std::size_t n = 0;
  for (const auto& key : accounts) {
    if (n >= limit) break;
    const auto account = TRY(coded(AccountId::from(key), Code::internal));
    n += TRY(drop_acknowledged(step, account, limit - n));
    n += TRY(coded(forget_unfetched<DeliveryRow>(store, Table::inbox, key, step.now,
                                                 limit - std::min(n, limit))));
    n += TRY(forget_subscriptions(step, account, limit));
  }
  return n;
}

Result<std::size_t> forget_letters(Store& store, Time now, std::size_t limit) {
  std::size_t n = 0;
  for (const auto& office : TRY(keys_in(store, Table::desks, {}, end_of(Bytes(32, 0xff)), limit)))
    n +=
        TRY(forget_unfetched<DeskRow>(store, Table::desk, office, now, limit - std::min(n, limit)));
  return n;
}

Result<std::size_t, wire::Code> forget_of(Forgetting what, Step& step, std::size_t limit,
                                          Bytes& next_read) {
  Store& store = step.store;
  const Time now = step.now;
  const Bytes undelivered = to_bytes(be64((now - kUndelivered_ms).ms));
  switch (what) {
    case Forgetting::undelivered: return coded(forget_undelivered(store, undelivered, limit));
    case Forgetting::read: return forget_read(step, limit, next_read);
    case Forgetting::nonces: {
      const Bytes end = to_bytes(be64((now - 2 * wire::kRequestSkew_ms).ms));
      return coded(forget_before(store, Table::nonces, end, limit));
    }
    case Forgetting::quotas:
      return coded(forget_before(store, Table::quotas, be32_key(day_of(now).n), limit));
    case Forgetting::invitations:
      return coded(forget_before(store, Table::invitations, be32_key(day_of(now).n), limit));
    case Forgetting::blobs:
      return coded(forget_blobs(store, undelivered, std::min(limit, kBlobsAtOnce)));
    case Forgetting::accounts: return sweep_accounts(step, limit);
    case Forgetting::erased: return forget_erased(step, limit);
    case Forgetting::letters: return coded(forget_letters(store, now, limit));
    case Forgetting::done: break;
  }
  return std::size_t{0};
}
}  // namespace

Status Platform::step(Time now, Random& rng, const std::function<Status(Step&)>& act) {
  TRY(store_.begin_step());
  Reply nobody;
  Step step{keys_, realm_, store_, now, rng, nobody, book_, registration_, &remembered_};
  const auto done = act(step);
  TRY(done.ok() ? store_.keep_step() : store_.undo_step());
  return done;
}

Status Platform::announce(Time now, Random& rng) {
  TRY(step(now, rng, [&](Step& s) {
    return announce_day_keys(s, day_of(now)).ok() ? ok() : Status(Err::unavailable);
  }));
  return step(now, rng,
              [&](Step& s) { return tend_directory(s).ok() ? ok() : Status(Err::unavailable); });
}

Status Platform::tend(Time now, Random& rng) {
  Status all = announce(now, rng);
  for (const auto& filing : TRY(preserved_filings(store_))) {
    const auto tended = step(now, rng, [&](Step& s) {
      return tend_preservation(s, filing).ok() ? ok() : Status(Err::unavailable);
    });
    if (!tended.ok()) all = tended;
  }
  return all;
}

Result<Forgetting> Platform::forget(Forgetting what, Time now, std::size_t limit, Random& rng) {
  if (what == Forgetting::done) return what;
  std::size_t n = 0;
  TRY(step(now, rng, [&](Step& s) -> Status {
    const auto forgotten = forget_of(what, s, limit, next_read_);
    REQUIRE_OR(forgotten.ok(), Err::unavailable);
    n = *forgotten;
    return ok();
  }));
  const bool is_full = n >= (what == Forgetting::blobs ? std::min(limit, kBlobsAtOnce) : limit);
  return is_full ? what : static_cast<Forgetting>(static_cast<std::uint8_t>(what) + 1);
}

}  // namespace eq::platform
