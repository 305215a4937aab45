// The public logs: append, serve, have cosigned; lists and cases.
#include <algorithm>

#include "eq/list/query.h"
#include "eq/tlog/fresh.h"
#include "eq/tlog/witness.h"
#include "parties/platform/key_directory.h"
#include "parties/platform/tiles.h"

namespace eq::platform {
using wire::Code;
using wire::LogName;

namespace {
constexpr std::uint32_t kMatchesPerDay = 20000;
/// What an organisation may have kept for ever in a day; a list's filter and table are the largest.
constexpr std::uint64_t kLoggedBytesPerDay = 512 * wire::kMiB;
}  // namespace

Result<std::uint64_t, wire::Code> Step::append(LogName log, const Bytes& entry) {
  if (const auto there = TRY(index_of(log, entry))) return *there;
  Tiles tiles(store, log);
  auto open = TRY(coded(tlog::Log::open(tiles), Code::internal));
  const std::uint64_t index = open.head().size;
  const auto head = TRY(coded(open.append({&entry, 1})));
  HeadRow row = TRY(coded(tiles.head_row(), Code::internal));
  row.signed_note = tlog::sign_checkpoint(head, keys.log_signer(log));
  TRY(coded(tiles.save(row)));
  TRY(save(Table::log_index, key_of({log_key(log), crypto::sha256(entry)}), index));
  if (log == LogName::orders)
    TRY(mark(Table::log_kinds, key_of({View(entry).first(1), be64(index)})));
  TRY(save(Table::log_times, key_of({log_key(log), be64(index)}), now));
  if (std::ranges::find(reply.grown, log) == reply.grown.end()) reply.grown.push_back(log);
  return index;
}

Result<std::uint64_t, wire::Code> Step::append_own(const Bytes& entry) {
  if (const auto there = TRY(index_of(LogName::orders, entry))) return *there;
  TRY(book.check(store, entry));
  return append(LogName::orders, entry);
}

Result<std::optional<std::uint64_t>, wire::Code> Step::index_of(LogName log, View entry) const {
  return find<std::uint64_t>(Table::log_index, key_of({log_key(log), crypto::sha256(entry)}));
}

Result<Bytes, wire::Code> Step::entry(LogName log, std::uint64_t index) const {
  Tiles tiles(store, log);
  const auto open = TRY(coded(tlog::Log::open(tiles), Code::internal));
  return coded(open.entry(index), Code::internal);
}

Result<std::optional<tlog::LogProof>, wire::Code> Step::witnessed(LogName log,
                                                                  std::uint64_t index) const {
  Tiles tiles(store, log);
  const HeadRow row = TRY(coded(tiles.head_row(), Code::internal));
  if (index >= row.published_size) return std::optional<tlog::LogProof>();
  const auto open = TRY(coded(tlog::Log::open(tiles), Code::internal));
  return std::optional(TRY(coded(open.proof(index, row.published_note), Code::internal)));
}

Result<wire::Appended, wire::Code> log_append(Step& step, const Sender& sender,
                                              const wire::LogAppend& request) {
  REQUIRE_OR(!request.entry.empty(), Code::malformed);
  REQUIRE_OR(request.entry.size() <= wire::kLogEntrySizeMax, Code::too_large);
  for (const auto& blob : request.blobs) REQUIRE_OR(!blob.empty(), Code::malformed);
  REQUIRE_OR(request.log != LogName::directory, Code::unauthorised);  // it is the service's own
  if (request.log == LogName::orders)
    TRY(check_sender(step, sender, request));
  else
    REQUIRE_OR(sender.role == wire::Role::court, Code::unauthorised);
  if (const auto there = TRY(step.index_of(request.log, request.entry))) {
    REQUIRE_OR(!request.at_index || *request.at_index == *there, Code::conflict);
    return wire::Appended{*there};
  }
  const auto size = TRY(coded(Tiles(step.store, request.log).head(), Code::internal)).size;
  REQUIRE_OR(!request.at_index || *request.at_index == size, Code::conflict);
  if (request.log == LogName::orders)
    TRY(step.book.check(step.store, request.entry));
  else
    TRY(step.book.check_day(step.store, request.entry, request.blobs));

  std::size_t size_in_all = request.entry.size();
  for (const auto& blob : request.blobs) size_in_all += blob.size();
  TRY(step.spend_bytes(sender.key.bytes, size_in_all, kLoggedBytesPerDay));
  return log_checked(step, sender, request);
}

Result<wire::Appended, wire::Code> log_checked(Step& step, const Sender& sender,
                                               const wire::LogAppend& request) {
  for (const auto& blob : request.blobs)
    TRY(coded(step.store.put(Table::log_blobs, crypto::sha256(blob), blob)));
  const std::uint64_t index = TRY(step.append(request.log, request.entry));
  if (request.log == LogName::orders) TRY(enter(step, sender, request, index));

  return wire::Appended{index};
}

Result<wire::PublishedList, wire::Code> list_get(Step& step, const Sender&,
                                                 const wire::ListGet& request) {
  const auto row = TRY(step.find<ListRow>(Table::list, encode(request.kind)));
  REQUIRE_OR(row, Code::unknown);
  const auto entry = TRY(
      coded(decode<wire::LogEntry>(TRY(step.entry(LogName::orders, row->index))), Code::internal));
  const auto blob = [&](const Array<32>& digest) {
    return coded(step.store.get(Table::log_blobs, digest), Code::internal);
  };
  wire::PublishedList list{row->index, entry.body, TRY(blob(row->filter)), {}, {}};
  for (std::size_t i = 0; i < row->blobs.size(); ++i) {
    auto bytes = TRY(blob(row->blobs[i]));
    if (i == 0)
      list.table = std::move(bytes);
    else
      list.coverages.push_back(std::move(bytes));
  }
  return list;
}

Result<wire::MatchEvaluated, wire::Code> match_evaluate(Step& step, const Sender& sender,
                                                        const wire::MatchEvaluate& request) {
  static_assert(wire::kMatchPoints == list::kBatch);
  if (sender.account) TRY(step.spend(*sender.account, wire::Verb::match_evaluate, kMatchesPerDay));
  const auto reply = TRY(coded(list::evaluate(step.keys.match, {request.blinded}, step.rng)));
  return wire::MatchEvaluated{reply.evaluated, reply.proof};
}

Result<wire::Done, wire::Code> cases_update(Step& step, const Sender& sender,
                                            const wire::CaseUpdate& request) {
  REQUIRE_OR(*sender.role == wire::Role::moderator, Code::unauthorised);
  REQUIRE_OR(!request.number.empty() && request.number.size() <= 32, Code::malformed);
  REQUIRE_OR(!request.category.empty() && request.category.size() <= 64, Code::malformed);
  TRY(step.save(Table::cases, view(request.number), request));
  return wire::Done{};
}

// ---- witness

Result<std::optional<std::string>> Platform::witness_request(LogName log, Time now) const {
  Tiles tiles(store_, log);
  const HeadRow row = TRY(tiles.head_row());
  if (row.size == 0) return std::optional<std::string>();
  if (row.published_size == row.size) {
    const tlog::Policy policy{
        keys_.log_signer(log).verify_key(), {TRY(tlog::WitnessKey::parse(realm_.witness))}, 1};
    const auto published = TRY(tlog::CosignedCheckpoint::verify(row.published_note, policy));
    const tlog::NotAfter seen = published.seen_by();
    if (!seen.by(now - tlog::kCosignAgain_ms) && seen.by(now + kClockSlack_ms))
      return std::optional<std::string>();
  }
  const auto open = TRY(tlog::Log::open(tiles));
  return std::optional(TRY(open.witness_request(row.witness_size, row.signed_note)));
}

Result<std::optional<std::string>> Platform::signed_checkpoint(LogName log) const {
  Tiles tiles(store_, log);
  TRY(tlog::Log::open(tiles));
  const HeadRow row = TRY(tiles.head_row());
  return row.size == 0 ? std::optional<std::string>() : std::optional(row.signed_note);
}

namespace {
/// The checkpoint that this request asked about, as the witness signed it.
Result<tlog::CosignedCheckpoint> cosigned(const std::string& request, std::string_view body,
                                          const tlog::Policy& policy) {
  const auto asked = TRY(tlog::AddCheckpoint::parse(request));
  const auto note = TRY(tlog::attach_cosignatures(asked.checkpoint, body, policy.witnesses));
  return tlog::CosignedCheckpoint::verify(note, policy);
}
}  // namespace

Status Platform::witness_reply(LogName log, const std::string& request, int status,
                               std::string_view body, Time now) {
  Tiles tiles(store_, log);
  HeadRow row = TRY(tiles.head_row());
  bool is_dated = false;  // by a witness whose clock is not ahead of ours
  if (status == 409) {
    row.witness_size = TRY(tlog::parse_conflict(body));
    // it saw a longer log: this store went back in time
    REQUIRE_OR(row.witness_size <= row.size, Err::refused);
  } else {
    REQUIRE_OR(status == 200, Err::refused);
    const tlog::Policy policy{
        keys_.log_signer(log).verify_key(), {TRY(tlog::WitnessKey::parse(realm_.witness))}, 1};
    const auto seen = TRY(cosigned(request, body, policy));
    REQUIRE_OR(seen.size() >= row.published_size && seen.size() <= row.size, Err::stale);
    row.published_note = seen.checkpoint().note().to_text();
    row.published_size = row.witness_size = seen.size();
    // It is shown, or a witness whose clock is wrong made everybody mute; its readers permit
    // nothing by it, and it is asked for again.  How early an entry was seen it does not say.
    is_dated = !seen.newest_at().from(now + kClockSlack_ms + 1);
  }
  TRY(store_.begin_step());
  auto saved = tiles.save(row);
  // The first cosigned checkpoint that covers an entry shows how early it could be seen; of the
  // directory nobody asks for that.
  const Bytes covering = key_of({log_key(log), be64(row.published_size)});
  if (saved.ok() && is_dated && log != LogName::directory &&
      !store_.get(Table::heads, covering).ok())
    saved = store_.put(Table::heads, covering, view(row.published_note));
  // What waited for the last epoch to be seen need wait no longer.
  if (saved.ok() && log == LogName::directory) {
    Reply nobody;
    NoRandom none;
    Step step{keys_, realm_, store_, now, none, nobody, book_, registration_};
    if (!make_epoch(step).ok()) saved = Err::unavailable;
  }
  if (!saved.ok()) {
    TRY(store_.undo_step());
    return saved;
  }
  TRY(store_.keep_step());
  return status == 409 ? Status(Err::stale) : ok();
}

// ---- reading

namespace {
Document text(std::string_view body) {
  return {Code::ok, "text/plain; charset=utf-8", to_bytes(body), false};
}
Document binary(Bytes body, bool immutable) {
  return {Code::ok, "application/octet-stream", std::move(body), immutable};
}
Document failure(Code code) { return {code, "text/plain; charset=utf-8", {}, false}; }
Document document(Result<Bytes> bytes, bool immutable) {
  if (bytes.ok()) return binary(std::move(bytes).take(), immutable);
  return failure(bytes.error() == Err::malformed ? Code::unknown : wire::code_for(bytes.error()));
}

bool take(std::string_view& path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  path.remove_prefix(prefix.size());
  return true;
}

Document log_document(Store& store, LogName log, std::string_view path) {
  Tiles tiles(store, log);
  if (path == "checkpoint") {
    const auto row = tiles.head_row();
    if (!row.ok()) return failure(Code::unavailable);
    return row->published_note.empty() ? failure(Code::unknown) : text(row->published_note);
  }
  return document(tlog::serve(tiles, path), true);
}

Result<Day> day_number(std::string_view s) {
  REQUIRE_OR(!s.empty() && s.size() <= 7 && (s[0] != '0' || s.size() == 1), Err::missing);
  std::uint32_t n = 0;
  for (char c : s) {
    REQUIRE_OR(c >= '0' && c <= '9', Err::missing);
    n = n * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return Day{n};
}

/// "covering/<index>": the first cosigned checkpoint with entry `index` in it.
Document covering_document(Store& store, LogName log, std::string_view path) {
  const auto index = day_number(path);
  if (!index.ok()) return failure(Code::unknown);
  const Bytes from = key_of({log_key(log), be64(std::uint64_t{index->n} + 1)});
  const auto rows = rows_in(store, Table::heads, from, end_of(log_key(log)), 1);
  if (!rows.ok()) return failure(Code::unavailable);
  return rows->empty() ? failure(Code::unknown) : text(to_string(rows->front().value));
}
}  // namespace

Document Platform::get(std::string_view path) const {
  if (path == "/realm") return binary(encode(realm_), false);
  if (take(path, "/log/orders/covering/")) return covering_document(store_, LogName::orders, path);
  if (take(path, "/log/epochs/covering/")) return covering_document(store_, LogName::epochs, path);
  if (take(path, "/log/directory/growth/")) {
    const auto epoch = day_number(path);
    return epoch.ok() ? document(growth_of(store_, epoch->n), true) : failure(Code::unknown);
  }
  if (take(path, "/log/orders/")) return log_document(store_, LogName::orders, path);
  if (take(path, "/log/epochs/")) return log_document(store_, LogName::epochs, path);
  if (take(path, "/log/directory/")) return log_document(store_, LogName::directory, path);
  if (take(path, "/log/blob/")) {
    const auto id = wire::BlobId::from_hex(path);
    if (!id.ok() || id->hex() != path) return failure(Code::unknown);
    return document(store_.get(Table::log_blobs, id->bytes), true);
  }
  const bool issuer = path.starts_with("/day-key/issuer/");
  if (take(path, "/day-key/issuer/") || take(path, "/day-key/delivery/")) {
    const auto day = day_number(path);
    if (!day.ok()) return failure(Code::unknown);
    return document(store_.get(issuer ? Table::day_keys : Table::stamp_day_keys, be32_key(day->n)),
                    false);
  }
  return failure(Code::unknown);
}

Result<PublicView> Platform::public_view(std::size_t limit) const {
  PublicView page;
  const auto count = [&](wire::LogEntryKind kind) -> Result<std::uint64_t> {
    const Bytes prefix = encode(kind);
    return TRY(keys_in(store_, Table::log_kinds, prefix, end_of(prefix), SIZE_MAX)).size();
  };
  page.orders = TRY(count(wire::LogEntryKind::order));
  page.intents = TRY(count(wire::LogEntryKind::intent));
  page.receipts = TRY(count(wire::LogEntryKind::receipt));
  page.list_versions = TRY(count(wire::LogEntryKind::list_head));
  for (const LogName name : {LogName::orders, LogName::epochs}) {
    Tiles tiles(store_, name);
    const auto log = TRY(tlog::Log::open(tiles));
    const std::uint64_t size = log.head().size;
    (name == LogName::orders ? page.orders_size : page.epochs_size) = size;
    for (std::uint64_t i = size; i > 0 && size - i < limit; --i) {
      const Time at = TRY(
          decode<Time>(TRY(store_.get(Table::log_times, key_of({log_key(name), be64(i - 1)})))));
      page.entries.push_back({name, i - 1, at, TRY(log.entry(i - 1))});
    }
  }
  page.directory_size = TRY(Tiles(store_, LogName::directory).head()).size;
  std::stable_sort(page.entries.begin(), page.entries.end(),
                   [](const auto& a, const auto& b) { return a.at > b.at; });
  for (const auto& row : TRY(rows_in(store_, Table::cases, {}, end_of({}), SIZE_MAX))) {
    const auto update = TRY(decode<wire::CaseUpdate>(row.value));
    if (update.state != wire::CaseState::closed) page.cases.push_back(update);
  }
  std::stable_sort(page.cases.begin(), page.cases.end(),
                   [](const auto& a, const auto& b) { return a.opened > b.opened; });
  return page;
}

}  // namespace eq::platform
