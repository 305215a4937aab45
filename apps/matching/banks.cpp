// Banks and what a hotline puts into them.
#include <algorithm>

#include "apps/matching/library.h"
#include "apps/matching/names.h"
#include "apps/matching/signals.h"

namespace eq::matching {
namespace {

constexpr std::size_t kNoteMax = 1000;  // bytes

Bank bank_of(const Statement& s) {
  return {s.number(0), s.text(1), s.text(2), s.number(3) != 0,
          static_cast<std::uint64_t>(s.number(4))};
}

constexpr const char* kBanks =
    "SELECT id, name, note, enabled, (SELECT count(*) FROM entries WHERE bank = banks.id) FROM banks ";

/// As whoever writes it out as JSON later will ask.
bool is_utf8(const std::string& text) {
  try {
    return !Json(text).dump().empty();
  } catch (const Json::type_error&) {
    return false;
  }
}

Result<void, ApiRefusal> check_note(const std::string& note) {
  if (note.size() > kNoteMax || !is_plain_text(note) || !is_utf8(note))
    return ApiRefusal{400, "The note or source is too long or no plain text",
                      "Use at most 1000 bytes of UTF-8 in one line."};
  return {};
}

}  // namespace

std::vector<Bank> Library::banks() const {
  auto s = db_->sql((std::string(kBanks) + "ORDER BY name").c_str());
  std::vector<Bank> all;
  while (s.step()) all.push_back(bank_of(s));
  return all;
}

Result<Bank, ApiRefusal> Library::bank(std::string_view name) const {
  auto s = db_->sql((std::string(kBanks) + "WHERE name = ?1").c_str());
  s.with(name);
  if (!s.step())
    return ApiRefusal{404, "There is no such bank",
                      "GET /banks, or `equipoise match bank list`, names those there are."};
  return bank_of(s);
}

Result<Bank, ApiRefusal> Library::create_bank(const Actor& actor, const std::string& name,
                                              const std::string& note) {
  TRY(check_name(name, "bank"));
  TRY(check_note(note));
  Transaction t(*db_);
  if (bank(name).ok())
    return ApiRefusal{409, "There is a bank of that name", "Choose another, or use it as it is."};
  db_->sql("INSERT INTO banks(name, note, enabled) VALUES (?1, ?2, 1)").with(name).with(note).run();
  record(actor, Act::bank_created, name, 0, "");
  t.commit();
  catch_up();
  return bank(name);
}

Result<Bank, ApiRefusal> Library::change_bank(const Actor& actor, const std::string& name,
                                              const BankChange& change) {
  if (change.name) TRY(check_name(*change.name, "bank"));
  if (change.note) TRY(check_note(*change.note));
  Transaction t(*db_);
  Bank now = TRY(bank(name));
  const std::string before = now.name;
  std::string detail;
  const auto say = [&](const std::string& what) { detail += (detail.empty() ? "" : ", ") + what; };
  if (change.name && *change.name != now.name) {
    if (bank(*change.name).ok())
      return ApiRefusal{409, "There is a bank of that name", "Choose another."};
    now.name = *change.name;
    say("renamed to " + now.name);
  }
  if (change.enabled && *change.enabled != now.enabled) {
    now.enabled = *change.enabled;
    say(now.enabled ? "enabled" : "disabled");
  }
  if (change.note && *change.note != now.note) {
    now.note = *change.note;
    say("note changed");
  }
  if (detail.empty()) return now;
  db_->sql("UPDATE banks SET name = ?1, note = ?2, enabled = ?3 WHERE id = ?4")
      .with(now.name)
      .with(now.note)
      .with(std::int64_t{now.enabled})
      .with(now.id)
      .run();
  record(actor, Act::bank_changed, before, 0, detail);
  t.commit();
  catch_up();
  return now;
}

Result<void, ApiRefusal> Library::delete_bank(const Actor& actor, const std::string& name) {
  Transaction t(*db_);
  const Bank gone = TRY(bank(name));
  auto feed = db_->sql("SELECT name FROM exchanges WHERE bank = ?1");
  if (feed.with(gone.id).step())
    return ApiRefusal{409, "The exchange " + feed.text(0) + " fills this bank",
                      "Disable the bank instead: nothing in it matches then."};
  auto s = db_->sql("SELECT id, kind FROM entries WHERE bank = ?1 ORDER BY id");
  s.with(gone.id);
  std::vector<std::pair<std::uint32_t, Kind>> entries;
  while (s.step())
    entries.emplace_back(static_cast<std::uint32_t>(s.number(0)), static_cast<Kind>(s.number(1)));
  for (const auto& [id, kind] : entries) erase(actor, name, id, kind);
  db_->sql("DELETE FROM banks WHERE id = ?1").with(gone.id).run();
  record(actor, Act::bank_deleted, name, 0, std::to_string(entries.size()) + " entries removed");
  t.commit();
  catch_up();
  return {};
}

std::uint32_t Library::insert(const Actor& actor, const Bank& bank, const NewEntry& entry,
                              const std::string& exchange, const std::string& record_id,
                              const std::string& opinion) {
  auto s = db_->sql(
      "INSERT INTO entries(bank, kind, value, note, source, exchange, record, opinion, added_by, added_ms) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id");
  s.with(bank.id)
      .with(static_cast<std::int64_t>(entry.signal.kind))
      .with(View(entry.signal.value))
      .with(entry.note)
      .with(entry.source)
      .with(exchange)
      .with(record_id)
      .with(opinion)
      .with(actor.who)
      .with(static_cast<std::int64_t>(actor.at.ms));
  if (!s.step()) throw StoreFailure{"an entry got no number"};
  const auto id = static_cast<std::uint32_t>(s.number(0));
  s.step();
  record(actor, Act::entry_added, bank.name, id, std::string(to_text(entry.signal.kind)));
  return id;
}

void Library::erase(const Actor& actor, const std::string& bank, std::uint32_t id, Kind kind) {
  db_->sql("DELETE FROM entries WHERE id = ?1").with(static_cast<std::int64_t>(id)).run();
  record(actor, Act::entry_removed, bank, id, std::string(to_text(kind)));
}

Result<Added, ApiRefusal> Library::add_entry(const Actor& actor, const std::string& name,
                                             const NewEntry& entry) {
  TRY(check_note(entry.note));
  TRY(check_note(entry.source));
  if (!is_telling(entry.signal))
    return ApiRefusal{
        422,
        "This PDQ hash is of a picture without edges and would match what has nothing in common with it",
        "Add the file's md5, sha1 or sha256 instead."};
  Transaction t(*db_);
  const Bank into = TRY(bank(name));
  auto there = db_->sql(
      "SELECT id FROM entries WHERE bank = ?1 AND kind = ?2 AND value = ?3 AND exchange = '' AND record = "
      "''");
  there.with(into.id)
      .with(static_cast<std::int64_t>(entry.signal.kind))
      .with(View(entry.signal.value));
  if (there.step()) return Added{static_cast<std::uint32_t>(there.number(0)), true};
  const auto id = insert(actor, into, entry, "", "", "");
  t.commit();
  catch_up();
  return Added{id, false};
}

Result<void, ApiRefusal> Library::remove_entry(const Actor& actor, const std::string& name,
                                               std::uint32_t id) {
  Transaction t(*db_);
  const Bank from = TRY(bank(name));
  auto s = db_->sql("SELECT kind, exchange FROM entries WHERE id = ?1 AND bank = ?2");
  s.with(static_cast<std::int64_t>(id)).with(from.id);
  if (!s.step())
    return ApiRefusal{404, "There is no such entry in this bank",
                      "GET /banks/NAME/entries names those there are."};
  erase(actor, name, id, static_cast<Kind>(s.number(0)));
  t.commit();
  catch_up();
  return {};
}

Result<std::vector<Entry>, ApiRefusal> Library::entries(const std::string& name,
                                                        std::uint32_t after,
                                                        std::size_t count_max) const {
  const Bank of = TRY(bank(name));
  auto s = db_->sql(
      "SELECT id, kind, value, note, source, exchange, record, opinion, added_by, added_ms FROM entries "
      "WHERE bank = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
  s.with(of.id).with(static_cast<std::int64_t>(after)).with(static_cast<std::int64_t>(count_max));
  std::vector<Entry> all;
  while (s.step())
    all.push_back({static_cast<std::uint32_t>(s.number(0)),
                   of.name,
                   {static_cast<Kind>(s.number(1)), s.blob(2)},
                   s.text(3),
                   s.text(4),
                   s.text(5),
                   s.text(6),
                   s.text(7),
                   s.text(8),
                   {static_cast<std::uint64_t>(s.number(9))}});
  return all;
}

}  // namespace eq::matching
