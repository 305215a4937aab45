// Pages of exchanges: what they change, and how far each has come.
#include <algorithm>

#include "apps/matching/library.h"
#include "apps/matching/names.h"
#include "eq/base/codec.h"

namespace eq::matching {
namespace {

crypto::Digest digest_of(const Record& r) {
  Writer w;
  w.u8(r.gone);
  w.opaque(view(r.opinion));
  w.opaque(view(r.note));
  for (const auto& s : r.signals) {
    w.u8(static_cast<std::uint8_t>(s.kind));
    w.opaque(s.value);
  }
  return crypto::sha256(w.take());
}

void name(std::vector<std::string>& list, std::string what) {
  if (list.size() < kNamedMax) list.push_back(std::move(what));
}

Time time_of(std::int64_t ms) { return {static_cast<std::uint64_t>(ms)}; }
std::int64_t ms_of(Time t) { return static_cast<std::int64_t>(t.ms); }

/// How far an exchange has come with this page.
Time furthest(const Exchange& known, const Page& page) {
  return std::max({known.checkpoint, known.pending, page.newest});
}

constexpr const char* kExchanges =
    "SELECT x.name, x.format, b.name, x.next, x.checkpoint_ms, x.pending_ms, x.taken_ms, "
    "(SELECT count(*) FROM records r WHERE r.exchange = x.name AND NOT r.gone) FROM exchanges x JOIN banks b "
    "ON b.id = x.bank ";

Exchange exchange_of(const Statement& s) {
  return {s.text(0),
          s.text(1),
          s.text(2),
          s.text(3),
          time_of(s.number(4)),
          time_of(s.number(5)),
          time_of(s.number(6)),
          static_cast<std::uint64_t>(s.number(7))};
}

}  // namespace

std::vector<Exchange> Library::exchanges() const {
  auto s = db_->sql((std::string(kExchanges) + "ORDER BY x.name").c_str());
  std::vector<Exchange> all;
  while (s.step()) all.push_back(exchange_of(s));
  return all;
}

Result<std::string, ApiRefusal> Library::format_of(const std::string& wanted,
                                                   const std::string& given) const {
  const auto known = exchange(wanted);
  if (known && !given.empty() && given != known->format)
    return ApiRefusal{409, "The exchange " + wanted + " has the format " + known->format,
                      "Leave the format away, or give the exchange another name."};
  if (!known && given.empty())
    return ApiRefusal{404, "This exchange is new here",
                      "Say its format (ncmec or stopncii) and the bank it fills."};
  return known ? known->format : given;
}

std::optional<Exchange> Library::exchange(std::string_view wanted) const {
  auto s = db_->sql((std::string(kExchanges) + "WHERE x.name = ?1").c_str());
  if (!s.with(wanted).step()) return std::nullopt;
  return exchange_of(s);
}

void Library::replace_record(const Actor& actor, const Bank& bank, const std::string& exchange,
                             const Record& r, Taken& taken) {
  auto s = db_->sql(
      "SELECT id, kind, value, note, opinion FROM entries WHERE exchange = ?1 AND record = ?2 ORDER BY id");
  s.with(exchange).with(r.id);
  std::vector<Signal> wanted = r.signals;
  std::vector<std::pair<std::uint32_t, Kind>> superfluous;
  std::vector<std::uint32_t> outdated;
  while (s.step()) {
    const auto id = static_cast<std::uint32_t>(s.number(0));
    const Signal signal{static_cast<Kind>(s.number(1)), s.blob(2)};
    if (std::erase(wanted, signal) == 0)
      superfluous.emplace_back(id, signal.kind);
    else if (s.text(3) != r.note || s.text(4) != r.opinion)
      outdated.push_back(id);
  }
  for (const auto& [id, kind] : superfluous) erase(actor, bank.name, id, kind);
  for (const auto id : outdated) {
    db_->sql("UPDATE entries SET note = ?1, opinion = ?2 WHERE id = ?3")
        .with(r.note)
        .with(r.opinion)
        .with(static_cast<std::int64_t>(id))
        .run();
    record(actor, Act::entry_changed, bank.name, id, "by its exchange");
  }
  for (const auto& signal : wanted) {
    auto other = db_->sql(
        "SELECT exchange, record FROM entries WHERE bank = ?1 AND kind = ?2 AND value = ?3 LIMIT 1");
    other.with(bank.id).with(static_cast<std::int64_t>(signal.kind)).with(View(signal.value));
    if (other.step())
      name(taken.duplicates,
           "record " + r.id + ": its " + std::string(to_text(signal.kind)) + " is also " +
               (other.text(0).empty() ? "a hotline's entry"
                                      : "of record " + other.text(1) + " of " + other.text(0)));
    insert(actor, bank, {signal, r.note, ""}, exchange, r.id, r.opinion);
  }
  taken.added += wanted.size();
  taken.removed += superfluous.size();
  taken.changed += outdated.size();
}

Result<Exchange, ApiRefusal> Library::known_or_begun(const std::string& wanted,
                                                     const std::string& format,
                                                     const std::string& into) {
  auto known = exchange(wanted);
  if (!known) {
    if (format.empty() || into.empty())
      return ApiRefusal{404, "This exchange is new here",
                        "Say its format (ncmec or stopncii) and the bank it fills."};
    const Bank b = TRY(bank(into));
    db_->sql("INSERT INTO exchanges VALUES (?1, ?2, ?3, 0, 0, '', 0)")
        .with(wanted)
        .with(format)
        .with(b.id)
        .run();
    known = exchange(wanted);
  }
  TRY(format_of(wanted, format));
  if (!into.empty() && into != known->bank)
    return ApiRefusal{409, "The exchange " + wanted + " fills the bank " + known->bank,
                      "Leave the bank away, or give the exchange another name."};
  return *known;
}

bool Library::is_news(const std::string& exchange, const Record& r, const crypto::Digest& digest,
                      Taken& taken) const {
  auto s = db_->sql("SELECT at_ms, gone, digest FROM records WHERE exchange = ?1 AND record = ?2");
  if (!s.with(exchange).with(r.id).step()) return true;
  const Time at = time_of(s.number(0));
  if (equal_var(s.blob(2), digest) && at >= r.at) {
    ++taken.unchanged;
    return false;
  }
  if (r.at < at) {
    ++taken.older;
    return false;
  }
  if (r.at > at) return true;
  // two contents at one time: a tombstone stands, else the one that came later
  const bool stays_removed = s.number(1) != 0;
  name(taken.conflicts, "record " + r.id + " came before with other contents of the same time; " +
                            (stays_removed ? "it stays removed" : "this one now holds"));
  return !stays_removed;
}

void Library::move_on(const Actor& actor, Exchange known, const Page& page, const Taken& taken) {
  known.checkpoint = page.next.empty() ? furthest(known, page) : known.checkpoint;
  known.pending = page.next.empty() ? Time{} : furthest(known, page);
  known.next = page.next;
  known.taken = actor.at;
  db_->sql(
         "UPDATE exchanges SET checkpoint_ms = ?1, pending_ms = ?2, next = ?3, taken_ms = ?4 WHERE name = "
         "?5")
      .with(ms_of(known.checkpoint))
      .with(ms_of(known.pending))
      .with(known.next)
      .with(ms_of(known.taken))
      .with(known.name)
      .run();
  record(actor, Act::page_taken, known.bank, 0,
         known.name + ": " + std::to_string(taken.added) + " added, " +
             std::to_string(taken.removed) + " removed, " + std::to_string(taken.changed) +
             " changed");
}

Result<Taken, ApiRefusal> Library::take_page(const Actor& actor, const std::string& wanted,
                                             const std::string& format, const std::string& into,
                                             const Page& page) {
  TRY(check_name(wanted, "exchange"));
  Transaction t(*db_);
  const Exchange known = TRY(known_or_begun(wanted, format, into));
  const Bank b = TRY(bank(known.bank));
  Taken taken;
  taken.records = page.records.size();
  std::size_t applied = 0;
  for (const auto& r : page.records) {
    const auto digest = digest_of(r);
    if (!is_news(wanted, r, digest, taken)) continue;
    replace_record(actor, b, wanted, r, taken);
    db_->sql(
           "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT(exchange, record) DO UPDATE SET "
           "at_ms = excluded.at_ms, "
           "gone = excluded.gone, digest = excluded.digest")
        .with(wanted)
        .with(r.id)
        .with(ms_of(r.at))
        .with(std::int64_t{r.gone})
        .with(View(digest))
        .run();
    ++applied;
  }
  const bool is_further = furthest(known, page) > std::max(known.checkpoint, known.pending),
             is_over = page.next.empty() && !known.next.empty();
  if (applied > 0 || is_further || is_over) move_on(actor, known, page, taken);
  taken.exchange = exchange(wanted).value();
  t.commit();
  catch_up();
  return taken;
}

}  // namespace eq::matching
