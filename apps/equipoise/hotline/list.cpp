// `equipoise hotline init` and `equipoise list ...`: a hotline's whole work.
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/frame/office.h"
#include "apps/equipoise/frame/picture_file.h"
#include "apps/equipoise/hotline/commands.h"
#include "parties/hotline/hotline.h"

namespace eq::app {
namespace {

/// A hotline's home, opened.
struct Hotline : Office<hotline::State, hotline::Environment> {
  explicit Hotline(const std::string& dir) : Office(dir, "hotline") {}
};

/// What an error means here, in words with a remedy.
template <class T>
T done(Result<T> r, const std::string& what) {
  if (r.ok()) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(r).take();
  }
  switch (r.error()) {
    case Err::unavailable:
      throw Failure{what + ": the server did not answer, or the witness has not seen the list yet",
                    "Try again."};
    case Err::refused:
      throw Failure{what + ": a rule forbids it", "See parties/hotline/README.md for the rules.",
                    3};
    case Err::forged:
      throw Failure{what + ": a signature or proof does not verify",
                    "Nothing was changed. Tell the auditor.", 3};
    case Err::stale:
      throw Failure{what + ": it is older than what was seen before, or expired",
                    "Nothing was changed. Tell the auditor if it stays so.", 3};
    default: throw Failure{what + " (" + std::string(to_text(r.error())) + ")", ""};
  }
}

json hashes(const std::vector<phash::Hash>& all) {
  json j = json::array();
  for (const auto& h : all) j.push_back(h.hex());
  return j;
}

std::string declined_text(const std::vector<phash::Hash>& declined) {
  std::string text;
  for (const auto& h : declined) text += "\n  declined: " + h.hex();
  return text;
}

// ---- init

struct InitOptions {
  std::string name, jurisdiction, kinds;
};

void init(const PartyOptions& party, const InitOptions& options) {
  SystemRandom rng;
  std::string words = options.kinds;
  std::erase(words, ' ');
  const auto kinds = must(list::parse_kinds(words),
                          "--kinds \"" + options.kinds + "\" names a kind that does not exist",
                          "Words with commas between, of " + all_kinds() + ".");
  const auto state = must(hotline::new_hotline(options.name, options.jurisdiction, rng),
                          "The name or jurisdiction cannot be used",
                          "Give a name, and two capital letters such as NL.");
  Home home = Home::create(party.home, {"hotline", options.name, "", ""}, state.save());
  Card card;
  card.role = "hotline";
  card.org = {options.name, state.signing.verify_key(),
              must(to_array<32>(state.letters.public_key), "Broken key")};
  card.jurisdiction = options.jurisdiction;
  card.kinds = kinds;
  write_card(home, card);
  print(party.json,
        {{"home", party.home},
         {"name", options.name},
         {"jurisdiction", options.jurisdiction},
         {"kinds", list::to_text(kinds)},
         {"key", card.org.signing.hex()}},
        options.name + " (" + options.jurisdiction + ") has keys, for lists of " +
            list::to_text(kinds) + ". Its card is " + home.path("card.eqp") + ".");
}

// ---- holdings

struct AddOptions {
  std::vector<std::string> files;
  list::Kind kind{};
  std::string assessor, provenance, turns = "all", until;
};

/// Until when, by the option or the usual time; refused before anything else is done.
Time expiry_of(const std::string& day, Time now) {
  if (day.empty()) return now + hotline::kUsualLife_ms;
  const Time until =
      start_of(must(parse_day(day), "--until is not a date", "Write it as YYYY-MM-DD."));
  if (until <= now)
    throw Failure{"--until is in the past", "An entry stands until a later day.", 2};
  if (now + list::kEntryLife_ms < until)
    throw Failure{
        "--until is too far away",
        "No entry stands longer than three years after somebody looked at the picture; then look again.",
        2};
  return until;
}

hotline::Turns turns_of(const std::string& text) {
  return text == "all"        ? hotline::Turns::all
         : text == "mirrored" ? hotline::Turns::mirrored
                              : hotline::Turns::none;
}

/// One picture of an import, and what is said of it.
struct Candidate {
  std::string file;
  hotline::Copy copy;
  const char* as = "added";
  std::string like;  // the hash that it looks like

  std::string hash() const { return copy.looks.front().hash.hex(); }
};

/// Nothing is taken in if one of them contradicts what is held.
void take_in(hotline::State& state, std::vector<Candidate>& all, const AddOptions& options,
             const hotline::Assessment& assessment) {
  std::string conflicts;
  for (auto& t : all) {
    if (t.copy.quality < phash::kQualityMin)
      throw Failure{t.file + " has too few edges to be recognised again (quality " +
                        std::to_string(t.copy.quality) + ")",
                    "Nothing was added.", 3};
    const auto held = state.holdings.find(t.copy.looks.front().hash);
    const auto alike = hotline::alike(state, t.copy, assessment.kind);
    if (!alike.empty()) t.like = alike.front().held.hex();
    const auto conflict =
        std::find_if(alike.begin(), alike.end(), [](auto& a) { return a.conflicts; });
    if (held != state.holdings.end() && held->second.kind != assessment.kind)
      conflicts +=
          "\n  " + t.file + " is held already, as " + std::string(list::to_text(held->second.kind));
    else if (conflict != alike.end())
      conflicts += "\n  " + t.file + " looks like " + conflict->held.hex() +
                   ", which is held as another kind (" + std::to_string(conflict->distance) +
                   " bits apart)";
    else if (held == state.holdings.end() && !alike.empty())
      t.as = "duplicate";
    if (held != state.holdings.end()) t.as = "renewed";
    if (std::string_view(t.as) != "duplicate" && conflicts.empty())
      done(hotline::add(state, t.copy, turns_of(options.turns), assessment),
           "Cannot add " + t.file);
  }
  if (!conflicts.empty())
    throw Failure{"Nothing was added, because of conflicts:" + conflicts,
                  "Withdraw one of each pair, or use its kind.", 3};
}

void add(const PartyOptions& party, const AddOptions& options) {
  Hotline h(party.home);
  const Time now = h.party.now();
  const hotline::Assessment assessment{options.kind, options.assessor, options.provenance, now,
                                       expiry_of(options.until, now)};
  std::vector<Candidate> all;
  for (const auto& file : options.files)
    all.push_back({file, must(hotline::look_at(picture_of_file(file)), file + " cannot be hashed"),
                   "added", ""});
  take_in(h.state, all, options, assessment);
  h.save();
  json j{{"kind", list::to_text(options.kind)},
         {"added", json::array()},
         {"renewed", json::array()},
         {"duplicate", json::array()},
         {"until", to_text(assessment.expires)}};
  std::string text;
  for (const auto& t : all) {
    json one{{"file", t.file}, {"pdq", t.hash()}, {"quality", t.copy.quality}};
    if (!t.like.empty()) one["like"] = t.like;
    j[t.as].push_back(one);
    text += t.hash() + "  " + t.file;
    if (std::string_view(t.as) == "renewed") text += "  (held already: looked at again)";
    if (std::string_view(t.as) == "duplicate")
      text += "  (not added: a copy of " + t.like + ", held already)";
    text += "\n";
  }
  print(party.json, j,
        text + "Valid until " + to_text(assessment.expires) +
            ". The pictures themselves were not kept.");
}

void withdraw(const PartyOptions& party, const std::string& hex) {
  Hotline h(party.home);
  const auto hash =
      must(phash::Hash::from_hex(hex), "That is not a PDQ hash", "Give 64 hexadecimal digits.");
  list::Kinds from;
  for (const auto kind : list::kKinds)
    if (hotline::withdraw(h.state, kind, hash, list::Reason::withdrawn, h.party.now()).ok())
      from = from.with(kind);
  if (from.empty())
    throw Failure{"No such picture is held here, and none is on a list that we know",
                  "`equipoise list show` says what is held.", 3};
  h.save();
  print(
      party.json, {{"withdrawn", hex}, {"kinds", list::to_text(from)}},
      "Withdrawn (" + list::to_text(from) +
          "). It leaves the list with the next published version, which says when it was withdrawn.");
}

// ---- versions

struct ProposeOptions {
  list::Kind kind{};
  std::string to;
  std::vector<std::string> bases, off;
  std::uint32_t days = 30;
  int threshold = 30, curves = 4, synthetic = 16, notice_days = 90;
};

/// The other hotline is there, of another country, and both are entrusted with the kind.
void must_be_able_to_certify(const Hotline& h, const ProposeOptions& options) {
  const wire::Hotline *self = nullptr, *other = nullptr;
  std::string known;
  for (const auto& c : h.party.realm.hotlines) {
    if (c.org.signing == h.state.signing.verify_key()) {
      self = &c;
      continue;
    }
    if (c.org.name == options.to) other = &c;
    known += (known.empty() ? "" : ", ") + c.org.name;
  }
  if (other == nullptr)
    throw Failure{"There is no other hotline \"" + options.to + "\" in this realm",
                  "Known: " + known + ".", 2};
  if (self == nullptr) return;  // the rule says it
  if (self->jurisdiction == other->jurisdiction)
    throw Failure{"Both hotlines answer to " + self->jurisdiction +
                      ", and a list takes two of different countries",
                  "Propose to a hotline of another country; if there is none, the realm needs one.",
                  3};
  if (!self->kinds.has(options.kind) || !other->kinds.has(options.kind))
    throw Failure{(self->kinds.has(options.kind) ? other->org.name : self->org.name) +
                      " is not entrusted with lists of this kind in this realm",
                  "The realm file says who is (`equipoise realm show`).", 3};
}

void propose(const PartyOptions& party, const ProposeOptions& options) {
  Hotline h(party.home);
  hotline::Terms terms{options.kind, {}, options.days, {}};
  for (const auto& file : options.bases) {
    const auto basis =
        must(decode<list::LegalBasis>(read_file(file)), file + " is not a legal basis",
             "The court makes one: equipoise court legal-basis.");
    if (basis.kind != options.kind)
      throw Failure{file + " is for lists of " + std::string(list::subject_of(basis.kind)),
                    "Each kind needs a legal basis of its own.", 3};
    terms.regions.push_back({basis.region, basis.mode, basis});
    if (basis.mode == list::Mode::report_after_threshold)
      terms.reporting = hotline::ReportTerms{
          {static_cast<std::uint8_t>(options.threshold), static_cast<std::uint8_t>(options.curves)},
          static_cast<std::uint8_t>(options.synthetic),
          static_cast<std::uint16_t>(options.notice_days)};
  }
  for (const auto& region : options.off) terms.regions.push_back({region, list::Mode::off, {}});
  auto environment = h.environment();
  must_be_able_to_certify(h, options);
  const auto n = done(hotline::propose(h.state, environment, options.to, terms),
                      "Cannot propose to " + options.to);
  h.save();
  const auto version = h.state.of(options.kind).proposed->version;
  print(party.json,
        {{"to", options.to},
         {"kind", list::to_text(options.kind)},
         {"version", version},
         {"entries", n}},
        "Proposed version " + std::to_string(version) + " of the " +
            std::string(list::to_text(options.kind)) + " list with " + std::to_string(n) +
            " entries to " + options.to +
            ", in a sealed letter. It certifies only what it holds itself.");
}

json regions_json(const list::ListHead& head) {
  json regions = json::array();
  for (const auto& r : head.regions) {
    regions.push_back({{"region", r.region}, {"mode", list::to_text(r.mode)}});
    if (r.basis)
      regions.back().update({{"instrument", r.basis->instrument},
                             {"article", r.basis->article},
                             {"until", to_text(r.basis->until)},
                             {"signed_by", r.basis->signed_by}});
  }
  return regions;
}

void certify(const PartyOptions& party) {
  Hotline h(party.home);
  auto environment = h.environment();
  const auto out = done(hotline::certify(h.state, environment), "Cannot certify");
  h.save();
  json j = json::array();
  std::string text;
  for (const auto& c : out.done) {
    j.push_back({{"from", c.from},
                 {"kind", list::to_text(c.head.kind)},
                 {"version", c.head.version},
                 {"entries", c.entries},
                 {"declined", hashes(c.declined)},
                 {"regions", regions_json(c.head)}});
    text += "Certified version " + std::to_string(c.head.version) + " of the " +
            std::string(list::to_text(c.head.kind)) + " list, proposed by " + c.from + ": " +
            std::to_string(c.entries) +
            " entries, each hashed from our own copy, and the whole filter recomputed." +
            declined_text(c.declined) + "\n";
  }
  if (out.done.empty()) text = "No proposal waits.";
  if (out.ignored)
    text += "\n" + std::to_string(out.ignored) +
            " letters were ignored: not for this, too late, or not genuine.";
  print(party.json, {{"certified", j}, {"ignored", out.ignored}}, text);
}

json head_json(const list::SignedHead& s, std::uint64_t index, const wire::Realm& realm) {
  json by = json::array();
  for (const auto& sig : s.signatures) {
    for (const auto& c : realm.hotlines) {
      if (c.org.signing == sig.key)
        by.push_back({{"name", c.org.name}, {"jurisdiction", c.jurisdiction}});
    }
  }
  json reporting = nullptr;
  if (const auto& r = s.head.reporting)
    reporting = {{"threshold", r->terms.curves.threshold},
                 {"synthetic_in_256", r->terms.synthetic},
                 {"rows", r->rows},
                 {"table", hex(r->terms.table)},
                 {"holders", r->holders.size()},
                 {"holders_needed", r->threshold},
                 {"notice_days", r->notice_days}};
  json removed = json::array();
  for (const auto& r : s.head.removed)
    removed.push_back(
        {{"entry", hex(r.entry)}, {"reason", list::to_text(r.reason)}, {"at", to_text(r.at)}});
  return {
      {"kind", list::to_text(s.head.kind)},
      {"version", s.head.version},
      {"index", index},
      {"head", hex(s.head.id())},
      {"filter", hex(s.head.filter_digest)},
      {"slots", s.head.slots},
      {"false_positive_rate", list::false_positive_rate(s.head.slots, s.head.tokens.probes())},
      {"certified_by", by},
      {"regions", regions_json(s.head)},
      {"reporting", reporting},
      {"removed", removed},
      {"disputes", {{"upheld", s.head.disputes.upheld}, {"withdrawn", s.head.disputes.withdrawn}}},
      {"issued", to_text(s.head.issued)},
      {"expires", to_text(s.head.expires)}};
}

std::string head_text(const json& j) {
  std::string text = "Version " + j["version"].dump() + " of the " + j["kind"].get<std::string>() +
                     " list, entry " + j["index"].dump() + " of the order log, until " +
                     j["expires"].get<std::string>() + "\n  certified by";
  for (const auto& by : j["certified_by"])
    text +=
        " " + by["name"].get<std::string>() + " (" + by["jurisdiction"].get<std::string>() + ")";
  for (const auto& r : j["regions"]) {
    text += "\n  region " + r["region"].get<std::string>() + ": " + r["mode"].get<std::string>();
    if (r.contains("instrument"))
      text += ", " + r["instrument"].get<std::string>() + ", " + r["article"].get<std::string>() +
              ", until " + r["until"].get<std::string>() + ", signed by " +
              r["signed_by"].get<std::string>();
  }
  if (const auto& r = j["reporting"]; !r.is_null())
    text += "\n  a report needs more than " + r["threshold"].dump() +
            " listed pictures of one account; " + r["synthetic_in_256"].dump() +
            " vouchers in 256 are synthetic; " + r["holders_needed"].dump() + " of " +
            r["holders"].dump() + " hotlines evaluate; notice after " + r["notice_days"].dump() +
            " days";
  for (const auto& r : j["removed"])
    text += "\n  taken off: " + r["entry"].get<std::string>().substr(0, 16) + ", " +
            r["reason"].get<std::string>() + ", " + r["at"].get<std::string>();
  if (const auto& d = j["disputes"]; d["upheld"] != 0 || d["withdrawn"] != 0)
    text += "\n  disputes answered: " + d["upheld"].dump() + " upheld, " + d["withdrawn"].dump() +
            " withdrawn";
  return text + "\n  filter " + j["filter"].get<std::string>() + ", " + j["slots"].dump() +
         " slots";
}

void publish(const PartyOptions& party, list::Kind kind) {
  Hotline h(party.home);
  auto environment = h.environment();
  auto r = hotline::publish(h.state, environment, kind);
  if (!r.ok() && r.error() == Err::missing)
    throw Failure{"No answer to a proposal of ours for the " + std::string(list::to_text(kind)) +
                      " list has come",
                  "The other hotline must run `equipoise list certify` first."};
  const auto out = done(std::move(r), "Cannot publish");
  h.save();
  wait_until_witnessed(h.party, wire::LogName::orders, out.index);  // no client uses it before
  json j = head_json(out.signed_head, out.index, h.party.realm);
  j["entries"] = out.entries;
  j["declined"] = hashes(out.declined);
  print(party.json, j,
        head_text(j) + "\n  " + std::to_string(out.entries) + " entries" +
            declined_text(out.declined));
}

void show(const PartyOptions& party) {
  Hotline h(party.home);
  auto environment = h.environment();
  json published = json::array();
  std::string text;
  std::size_t withdrawn = 0;
  for (const auto kind : list::kKinds) {
    withdrawn += h.state.of(kind).withdrawn.size();
    const auto current =
        done(hotline::published(h.state, environment, kind),
             "The published " + std::string(list::to_text(kind)) + " list is not acceptable");
    if (!current) continue;
    json one = head_json(current->signed_head, current->index, h.party.realm);
    one["entries_known"] = current->known_entries;
    text += head_text(one) + "\n  " + std::to_string(current->known_entries) +
            " of its entries are known here in full\n";
    published.push_back(std::move(one));
  }
  h.save();
  if (published.empty()) text = "No list is published.";
  print(party.json,
        {{"holdings", h.state.holdings.size()}, {"withdrawn", withdrawn}, {"published", published}},
        std::to_string(h.state.holdings.size()) + " pictures held, " + std::to_string(withdrawn) +
            " withdrawn.\n" + text);
}

// ---- registration

using Work = void (*)(const PartyOptions&);

void add_plain(Command& list, Command made, Work work) {
  Command& command = list.add(std::move(made));
  const auto party = command.party_options();
  command.action([party, work] { work(*party); });
}

void add_adding(Command& list) {
  Command& adding = list.add(
      "add", "Hash pictures of one's own, or look at them again; only their hashes are kept",
      "one.jpg two.png --kind drill --assessor \"analyst 7\" --provenance \"case 2026-114\" --home hotline");
  const auto party = adding.party_options();
  const auto o = std::make_shared<AddOptions>();
  adding.option("files", &o->files, "JPEG or PNG files").required();
  kind_option(adding, o->kind).required();
  adding.option("--assessor", &o->assessor, "Role of who assessed it, such as \"analyst 7\"")
      .required();
  adding.option("--provenance", &o->provenance, "Where it comes from, such as a case number")
      .required();
  adding
      .option("--turns", &o->turns,
              "Find it also mirrored (2 times the rows) or in all eight turns (8 times)")
      .one_of({"all", "mirrored", "none"});
  adding.option(
      "--until", &o->until,
      "Day on which it expires (YYYY-MM-DD), at most three years ahead; without it, in two years");
  adding.action([party, o] { add(*party, *o); });
}

void add_proposing(Command& list) {
  Command& proposing =
      list.add("propose", "Propose the next version to another hotline",
               "--kind drill --to \"Meldpunkt\" --basis basis-NL.eqp --home hotline");
  const auto party = proposing.party_options();
  const auto p = std::make_shared<ProposeOptions>();
  kind_option(proposing, p->kind).required();
  proposing.option("--to", &p->to, "Name of the other hotline, of another jurisdiction").required();
  proposing.option("--basis", &p->bases,
                   "Legal basis file of the court: puts its mode into force in its region");
  proposing.option("--off", &p->off,
                   "Region where the list is off; * stands for all others, and off is the default");
  proposing
      .option("--threshold", &p->threshold,
              "Reports: only more listed pictures than this of one account open")
      .between(2, 64);
  proposing.option("--curves", &p->curves, "Reports: coordinates of the account's curves")
      .between(2, 8);
  proposing
      .option("--synthetic", &p->synthetic,
              "Reports: so many pictures in 256 make a synthetic voucher")
      .between(0, 255);
  proposing
      .option("--notice-days", &p->notice_days,
              "Reports: after an opening, whoever it concerns can learn of it")
      .between(1, 3650);
  proposing.option("--days", &p->days, "Days until it expires").between(1, 366);
  proposing.action([party, p] { propose(*party, *p); });
}

void add_publishing(Command& list) {
  Command& publishing =
      list.add("publish", "Check the answer, sign, and put the version into the public log",
               "--kind drill --home hotline");
  const auto party = publishing.party_options();
  const auto kind = std::make_shared<list::Kind>();
  kind_option(publishing, *kind).required();
  publishing.action([party, kind] { publish(*party, *kind); });
}

void add_withdrawing(Command& list) {
  Command& withdrawing =
      list.add("withdraw", "Take a hash off the list", std::string(64, '0') + " --home hotline");
  const auto party = withdrawing.party_options();
  const auto hash = std::make_shared<std::string>();
  withdrawing.option("hash", hash.get(), "PDQ hash, 64 hexadecimal digits").required();
  withdrawing.action([party, hash] { withdraw(*party, *hash); });
}

}  // namespace

Command hotline_command() {
  Command hotline("hotline", "Set up a hotline");
  Command& command = hotline.add(
      "init", "Make a hotline's keys and its card",
      "--home hotline --name \"Hotline NL\" --jurisdiction NL --kinds child_abuse_a,drill");
  const auto party = command.party_options();
  const auto o = std::make_shared<InitOptions>();
  command.option("--name", &o->name, "Name of the hotline, as everybody will see it").required();
  command.option("--jurisdiction", &o->jurisdiction, "Country it answers to, such as NL")
      .required();
  command
      .option("--kinds", &o->kinds,
              "Kinds of lists that it may certify, with commas between: " + all_kinds())
      .required();
  command.action([party, o] { init(*party, *o); });
  return hotline;
}

Command list_command() {
  Command list("list", "A hotline's work: hold, propose, certify, publish, withdraw");
  add_adding(list);
  add_withdrawing(list);
  add_proposing(list);
  add_plain(
      list,
      {"certify", "Answer the other hotline's proposals from one's own copies", "--home hotline"},
      certify);
  add_publishing(list);
  add_plain(list,
            {"show", "Show what is held and what is published, of every kind", "--home hotline"},
            show);
  add_holding(list);
  add_disputes(list);
  add_absence(list);
  return list;
}

}  // namespace eq::app
