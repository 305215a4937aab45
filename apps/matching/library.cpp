#include "apps/matching/library.h"

#include <algorithm>

namespace eq::matching {
namespace {

// Numbers of entries are never used twice (AUTOINCREMENT): the index asks for that, and so does a
// trail that names them.
constexpr const char* kSchema = R"sql(
CREATE TABLE banks(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, note TEXT NOT NULL,
  enabled INTEGER NOT NULL);
CREATE TABLE entries(id INTEGER PRIMARY KEY AUTOINCREMENT, bank INTEGER NOT NULL REFERENCES banks(id),
  kind INTEGER NOT NULL, value BLOB NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, exchange TEXT NOT NULL,
  record TEXT NOT NULL, opinion TEXT NOT NULL, added_by TEXT NOT NULL, added_ms INTEGER NOT NULL,
  UNIQUE(bank, kind, value, exchange, record));
CREATE INDEX entries_by_value ON entries(kind, value);
CREATE INDEX entries_by_record ON entries(exchange, record);
CREATE TABLE tokens(name TEXT PRIMARY KEY, role INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE exchanges(name TEXT PRIMARY KEY, format TEXT NOT NULL, bank INTEGER NOT NULL REFERENCES banks(id),
  checkpoint_ms INTEGER NOT NULL, pending_ms INTEGER NOT NULL, next TEXT NOT NULL,
  taken_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE records(exchange TEXT NOT NULL, record TEXT NOT NULL, at_ms INTEGER NOT NULL,
  gone INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(exchange, record)) WITHOUT ROWID;
CREATE TABLE audit(n INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, who TEXT NOT NULL, act INTEGER NOT NULL,
  bank TEXT NOT NULL, entry INTEGER NOT NULL, detail TEXT NOT NULL, link BLOB NOT NULL);
)sql";

constexpr const char* kLines =
    "SELECT n, at_ms, who, act, bank, entry, detail, link FROM audit WHERE n > ?1 ORDER BY n LIMIT ?2";

Time time_of(std::int64_t ms) { return {static_cast<std::uint64_t>(ms)}; }

AuditLine line_of(const Statement& s) {
  return {static_cast<std::uint64_t>(s.number(0)),
          time_of(s.number(1)),
          s.text(2),
          static_cast<Act>(s.number(3)),
          s.text(4),
          static_cast<std::uint32_t>(s.number(5)),
          s.text(6)};
}

/// Goes on from a line that is known; false at the first that does not hold.
struct Chain {
  std::uint64_t n = 0;
  crypto::Digest head{};
  bool accept(const Statement& s, const AuditLine& line) {
    const auto next = link(head, line);
    if (line.n != n + 1 || !equal_var(next, s.blob(7))) return false;
    n = line.n;
    head = next;
    return true;
  }
};

constexpr const char* kBroken =
    "the audit trail does not hold together; see `equipoise match audit`";

}  // namespace

std::unique_ptr<Library> Library::open(const std::string& path, std::string& why) {
  auto db = Database::open(path, kSchema, why);
  if (!db) return nullptr;
  std::unique_ptr<Library> library(new Library(std::move(db)));
  try {
    if (const auto trail = library->verify_audit(); trail.broken_at) {
      why = "The audit trail of " + path + " does not hold from line " +
            std::to_string(*trail.broken_at) +
            " on: somebody changed the file. Nothing was changed now. Restore it from a backup";
      return nullptr;
    }
    library->load();
  } catch (const StoreFailure& f) {
    why = path + " cannot be used: " + f.what + ". " + remedy_for(f.kind);
    return nullptr;
  }
  return library;
}

void Library::load() {
  const Transaction one_state(*db_, Transaction::kRead);
  auto last = db_->sql("SELECT n, at_ms, link FROM audit ORDER BY n DESC LIMIT 1");
  if (last.step()) {
    seen_ = static_cast<std::uint64_t>(last.number(0));
    seen_at_ = time_of(last.number(1));
    const Bytes head = last.blob(2);
    if (head.size() != head_.size()) throw StoreFailure{kBroken};
    std::ranges::copy(head, head_.begin());
  }
  std::vector<phash::Hash> hashes;
  std::vector<std::uint32_t> numbers;
  auto all = db_->sql("SELECT id, value FROM entries WHERE kind = ?1 ORDER BY id");
  all.with(static_cast<std::int64_t>(Kind::pdq));
  while (all.step()) {
    const Bytes value = all.blob(1);
    if (value.size() != 32) throw StoreFailure{"an entry is damaged"};
    numbers.push_back(static_cast<std::uint32_t>(all.number(0)));
    hashes.push_back(pdq_of({Kind::pdq, value}));
  }
  index_.load(hashes, numbers);
}

void Library::catch_up() {
  auto lines = db_->sql(kLines);
  lines.with(static_cast<std::int64_t>(seen_)).with(std::int64_t{-1});
  while (lines.step()) {
    const AuditLine line = line_of(lines);
    Chain chain{seen_, head_};
    if (!chain.accept(lines, line)) throw StoreFailure{kBroken};
    if (line.act == Act::entry_added) {
      auto entry = db_->sql("SELECT value FROM entries WHERE id = ?1 AND kind = ?2");
      entry.with(static_cast<std::int64_t>(line.entry)).with(static_cast<std::int64_t>(Kind::pdq));
      if (entry.step() && entry.blob(0).size() == 32)
        index_.add(line.entry, pdq_of({Kind::pdq, entry.blob(0)}));
    } else if (line.act == Act::entry_removed) {
      index_.remove(line.entry);
    }
    seen_ = chain.n;
    head_ = chain.head;
    seen_at_ = line.at;
  }
}

void Library::check_writable() {
  Transaction t(*db_);
  db_->sql("UPDATE audit SET n = n WHERE n = ?1").with(static_cast<std::int64_t>(seen_)).run();
  t.commit();
}

void Library::record(const Actor& actor, Act act, const std::string& bank, std::uint32_t entry,
                     const std::string& detail) {
  crypto::Digest before{};
  AuditLine line{1, actor.at, actor.who, act, bank, entry, detail};
  auto last = db_->sql("SELECT n, link FROM audit ORDER BY n DESC LIMIT 1");
  if (last.step()) {
    line.n = static_cast<std::uint64_t>(last.number(0)) + 1;
    const auto head = to_array<32>(last.blob(1));
    if (!head.ok()) throw StoreFailure{kBroken};
    before = *head;
  }
  const auto carried = link(before, line);
  db_->sql("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .with(static_cast<std::int64_t>(line.n))
      .with(static_cast<std::int64_t>(line.at.ms))
      .with(line.who)
      .with(static_cast<std::int64_t>(act))
      .with(bank)
      .with(static_cast<std::int64_t>(entry))
      .with(detail)
      .with(View(carried))
      .run();
}

std::vector<AuditLine> Library::audit(std::uint64_t after, std::size_t count_max) const {
  auto s = db_->sql(kLines);
  s.with(static_cast<std::int64_t>(after)).with(static_cast<std::int64_t>(count_max));
  std::vector<AuditLine> lines;
  while (s.step()) lines.push_back(line_of(s));
  return lines;
}

Library::Trail Library::verify_audit() const {
  const Transaction one_state(*db_, Transaction::kRead);
  Chain chain;
  auto s = db_->sql(kLines);
  s.with(std::int64_t{0}).with(std::int64_t{-1});
  while (s.step()) {
    const AuditLine line = line_of(s);
    if (!chain.accept(s, line)) return {chain.n, chain.head, chain.n + 1};
  }
  // What is there was added and not removed, each once.
  const auto count = [&](const char* sql) {
    auto c = db_->sql(sql);
    return c.step() ? c.number(0) : -1;
  };
  const bool entries_agree =
      count(
          "SELECT count(*) FROM entries WHERE id NOT IN (SELECT entry FROM audit WHERE act = 4)") ==
          0 &&
      count(
          "SELECT (SELECT count(*) FROM audit WHERE act = 4) - (SELECT count(*) FROM audit WHERE act = 6)") ==
          count("SELECT count(*) FROM entries");
  const bool banks_agree =
      count(
          "SELECT (SELECT count(*) FROM audit WHERE act = 1) - (SELECT count(*) FROM audit WHERE act = 3)") ==
      count("SELECT count(*) FROM banks");
  const bool tokens_agree =
      count(
          "SELECT (SELECT count(*) FROM audit WHERE act = 8) - (SELECT count(*) FROM audit WHERE act = 9)") ==
      count("SELECT count(*) FROM tokens");
  if (!entries_agree || !banks_agree || !tokens_agree) return {chain.n, chain.head, chain.n + 1};
  return {chain.n, chain.head, std::nullopt};
}

LibraryState Library::standing() const {
  auto s = db_->sql(
      "SELECT (SELECT count(*) FROM banks), (SELECT count(*) FROM banks WHERE enabled), (SELECT count(*) "
      "FROM entries)");
  s.step();
  const auto n = [&](int i) { return static_cast<std::uint64_t>(s.number(i)); };
  const auto& index = index_.index();
  return {seen_, seen_at_, n(0), n(1), n(2), index.size(), index.added(), index.removed()};
}

void Library::add_match(Found& found, std::uint32_t id, int distance, phash::Turn turn) const {
  auto s = db_->sql(
      "SELECT e.id, b.name, e.kind, e.value, e.note, e.source, e.exchange, e.record, e.opinion, e.added_by, "
      "e.added_ms "
      "FROM entries e JOIN banks b ON b.id = e.bank WHERE e.id = ?1 AND b.enabled");
  s.with(static_cast<std::int64_t>(id));
  if (!s.step()) return;
  found.matches.push_back({{static_cast<std::uint32_t>(s.number(0)),
                            s.text(1),
                            {static_cast<Kind>(s.number(2)), s.blob(3)},
                            s.text(4),
                            s.text(5),
                            s.text(6),
                            s.text(7),
                            s.text(8),
                            s.text(9),
                            time_of(s.number(10))},
                           distance,
                           turn});
}

namespace {

void order(std::vector<phash::Match>& near) {
  std::ranges::sort(near, [](const auto& a, const auto& b) {
    return std::tie(a.distance, a.number) < std::tie(b.distance, b.number);
  });
}

}  // namespace

Found Library::look_up(const Signal& signal) const {
  std::vector<phash::Match> near;
  if (signal.kind == Kind::pdq) {
    near = index_.index().within_var(pdq_of(signal), phash::kSamePictureDistance);
    order(near);
  } else {
    auto s = db_->sql("SELECT id FROM entries WHERE kind = ?1 AND value = ?2 ORDER BY id");
    s.with(static_cast<std::int64_t>(signal.kind)).with(View(signal.value));
    while (s.step())
      near.push_back({static_cast<std::uint32_t>(s.number(0)), 0, phash::Turn::none});
  }
  Found found;
  for (const auto& m : near) {
    found.truncated = found.matches.size() == kMatchesMax;
    if (found.truncated) break;
    add_match(found, m.number, m.distance, m.turn);
  }
  return found;
}

Found Library::look_up_turned(const phash::Fingerprint& picture) const {
  auto near = index_.index().within_turned_var(picture, phash::kSamePictureDistance);
  order(near);
  Found found;
  for (const auto& m : near) {
    found.truncated = found.matches.size() == kMatchesMax;
    if (found.truncated) break;
    add_match(found, m.number, m.distance, m.turn);
  }
  return found;
}

}  // namespace eq::matching
