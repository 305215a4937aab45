// /banks, /exchanges, /audit: what a hotline does.
#include "apps/matching/api.h"

namespace eq::matching {
namespace {

constexpr std::size_t kTextMax = 1000;

Result<Json, ApiRefusal> small_object(const Call& call) {
  if (call.request.body.size() > kJsonSizeMax)
    return ApiRefusal{413, "The request is too large", "It has at most 64 KiB."};
  return read_object(call.request.body);
}

OutJson or_null(Time t) { return t.ms ? OutJson(to_text(t)) : OutJson(); }

}  // namespace

OutJson json_of(const Bank& b) {
  return {{"name", b.name}, {"enabled", b.enabled}, {"entries", b.entries}, {"note", b.note}};
}

OutJson json_of(const Entry& e) {
  OutJson j{{"bank", e.bank},
            {"entry", e.id},
            {"signal_type", to_text(e.signal.kind)},
            {"signal", hex(e.signal.value)}};
  if (!e.note.empty()) j["note"] = e.note;
  if (!e.source.empty()) j["source"] = e.source;
  if (!e.exchange.empty()) {
    j["exchange"] = e.exchange;
    j["record"] = e.record;
    if (!e.opinion.empty()) j["opinion"] = e.opinion;
  }
  j["added"] = to_text(e.added);
  j["added_by"] = e.added_by;
  return j;
}

OutJson json_of(const Exchange& x) {
  OutJson j{{"name", x.name},
            {"format", x.format},
            {"bank", x.bank},
            {"records", x.records},
            {"checkpoint", or_null(x.checkpoint)},
            {"last_change", or_null(x.taken)}};
  if (!x.next.empty()) j["next_page"] = x.next;
  return j;
}

OutJson json_of(const Taken& t, const Page& page) {
  OutJson j{{"exchange", json_of(t.exchange)}, {"records", t.records},
            {"entries_added", t.added},        {"entries_changed", t.changed},
            {"entries_removed", t.removed},    {"records_unchanged", t.unchanged},
            {"records_older", t.older}};
  if (!page.not_used.empty()) j["kinds_not_used"] = page.not_used;
  if (!page.meaningless.empty()) j["without_edges"] = page.meaningless;
  if (!t.duplicates.empty()) j["duplicates"] = t.duplicates;
  if (!t.conflicts.empty()) j["conflicts"] = t.conflicts;
  return j;
}

OutJson json_of(const AuditLine& l) {
  OutJson j{{"line", l.n}, {"at", to_text(l.at)}, {"who", l.who}, {"what", to_text(l.act)}};
  if (!l.bank.empty()) j["bank"] = l.bank;
  if (l.entry) j["entry"] = l.entry;
  if (!l.detail.empty()) j["detail"] = l.detail;
  return j;
}

Result<OutJson, ApiRefusal> Api::list_banks(const Call& call) {
  TRY(call.check_query({}));
  const std::lock_guard lock(mutex_);
  OutJson all = OutJson::array();
  for (const auto& b : library_.banks()) all.push_back(json_of(b));
  return OutJson{{"banks", std::move(all)}};
}

Result<OutJson, ApiRefusal> Api::create_bank(const Call& call) {
  TRY(call.check_query({}));
  const Json j = TRY(small_object(call));
  Members in(j, "");
  const auto name = TRY(in.text("name", kTextMax));
  const auto note = TRY(in.optional_text("note", kTextMax));
  TRY(in.end());
  const std::lock_guard lock(mutex_);
  return json_of(TRY(library_.create_bank(call.actor(), name, note.value_or(""))));
}

Result<OutJson, ApiRefusal> Api::show_bank(const Call& call) {
  TRY(call.check_query({}));
  const std::lock_guard lock(mutex_);
  return json_of(TRY(library_.bank(call.words[0])));
}

Result<OutJson, ApiRefusal> Api::change_bank(const Call& call) {
  TRY(call.check_query({}));
  const Json j = TRY(small_object(call));
  Members in(j, "");
  BankChange change;
  change.name = TRY(in.optional_text("name", kTextMax));
  change.note = TRY(in.optional_text("note", kTextMax));
  change.enabled = TRY(in.optional_bool("enabled"));
  TRY(in.end());
  const std::lock_guard lock(mutex_);
  return json_of(TRY(library_.change_bank(call.actor(), call.words[0], change)));
}

Result<OutJson, ApiRefusal> Api::delete_bank(const Call& call) {
  TRY(call.check_query({}));
  const std::lock_guard lock(mutex_);
  TRY(library_.delete_bank(call.actor(), call.words[0]));
  return OutJson{{"deleted", call.words[0]}};
}

Result<OutJson, ApiRefusal> Api::list_entries(const Call& call) {
  TRY(call.check_query({"after", "limit"}));
  const auto after = TRY(call.query_number("after", 0, UINT32_MAX)),
             limit = TRY(call.query_number("limit", 100, 1000));
  const std::lock_guard lock(mutex_);
  OutJson all = OutJson::array();
  for (const auto& e :
       TRY(library_.entries(call.words[0], static_cast<std::uint32_t>(after), limit)))
    all.push_back(json_of(e));
  return OutJson{{"entries", std::move(all)}};
}

Result<OutJson, ApiRefusal> Api::add_entry(const Call& call) {
  TRY(call.check_query({}));
  if (!call.is_json()) return add_file(call);
  const Json j = TRY(small_object(call));
  Members in(j, "");
  const auto kind = TRY(in.text("signal_type", 64)), text = TRY(in.text("signal", 64));
  const auto note = TRY(in.optional_text("note", kTextMax)),
             source = TRY(in.optional_text("source", kTextMax));
  TRY(in.end());
  const NewEntry entry{TRY(parse_signal(kind, text)), note.value_or(""), source.value_or("")};
  const std::lock_guard lock(mutex_);
  const auto added = TRY(library_.add_entry(call.actor(), call.words[0], entry));
  return OutJson{{"entry", added.id}, {"was_there", added.was_there}};
}

/// A picture becomes its PDQ hash; any file its SHA-256.  The file is not kept.
Result<OutJson, ApiRefusal> Api::add_file(const Call& call) {
  const FileSignals f = TRY(know(call));
  std::vector<NewEntry> entries{{{Kind::sha256, to_bytes(f.digests.sha256)}, "", ""}};
  const bool with_pdq = f.picture && f.picture->is_meaningful();
  if (with_pdq) entries.insert(entries.begin(), {signal_of(f.picture->hash), "", ""});
  const std::lock_guard lock(mutex_);
  OutJson out = OutJson::array();
  for (const auto& e : entries) {
    const auto added = TRY(library_.add_entry(call.actor(), call.words[0], e));
    out.push_back({{"signal_type", to_text(e.signal.kind)},
                   {"entry", added.id},
                   {"was_there", added.was_there}});
  }
  OutJson j{{"added", std::move(out)}};
  if (!with_pdq)
    j["warning"] =
        "only this exact file is found: it is no picture, or has too few edges for a PDQ hash";
  return j;
}

Result<OutJson, ApiRefusal> Api::remove_entry(const Call& call) {
  TRY(call.check_query({}));
  const std::string& word = call.words[1];
  if (word.size() > 9 || word.find_first_not_of("0123456789") != word.npos)
    return ApiRefusal{400, "This is no number of an entry",
                      "GET /banks/NAME/entries names those there are."};
  const auto id = static_cast<std::uint32_t>(std::stoul(word));
  const std::lock_guard lock(mutex_);
  TRY(library_.remove_entry(call.actor(), call.words[0], id));
  return OutJson{{"removed", id}};
}

Result<OutJson, ApiRefusal> Api::list_exchanges(const Call& call) {
  TRY(call.check_query({}));
  const std::lock_guard lock(mutex_);
  OutJson all = OutJson::array();
  for (const auto& x : library_.exchanges()) all.push_back(json_of(x));
  return OutJson{{"exchanges", std::move(all)}};
}

Result<OutJson, ApiRefusal> Api::take_page(const Call& call) {
  TRY(call.check_query({"format", "bank"}));
  const std::string bank = call.query("bank").value_or("");
  std::string format = call.query("format").value_or("");
  {
    const std::lock_guard lock(mutex_);
    format = TRY(library_.format_of(call.words[0], format));
  }
  const Page page = TRY(decode_page(format, call.request.body));
  const std::lock_guard lock(mutex_);
  return json_of(TRY(library_.take_page(call.actor(), call.words[0], format, bank, page)), page);
}

Result<OutJson, ApiRefusal> Api::show_audit(const Call& call) {
  TRY(call.check_query({"after", "limit"}));
  const auto after = TRY(call.query_number("after", 0, INT64_MAX)),
             limit = TRY(call.query_number("limit", 100, 1000));
  const std::lock_guard lock(mutex_);
  OutJson all = OutJson::array();
  for (const auto& l : library_.audit(after, limit)) all.push_back(json_of(l));
  const auto s = library_.standing();
  return OutJson{{"lines", std::move(all)}, {"latest", s.change}};
}

}  // namespace eq::matching
