// `equipoise list add` and `list withdraw`: what a hotline holds.
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/frame/picture_file.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"

namespace eq::app {
namespace {

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
    if (!hotline::has_edges(t.copy))
      throw Failure{t.file + " has too few edges to be recognised again (quality " +
                        std::to_string(t.copy.quality.value_or(0)) + " of 100, and " +
                        std::to_string(phash::kQualityMin) + " are needed)",
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
      must(hotline::add(state, t.copy, turns_of(options.turns), assessment), "Cannot add " + t.file,
           "Nothing was added. Assessor and provenance have 1 to 500 bytes each.");
  }
  if (!conflicts.empty())
    throw Failure{"Nothing was added, because of conflicts:" + conflicts,
                  "Withdraw one of each pair, or use its kind.", 3};
}

void add(const PartyOptions& party, const AddOptions& options) {
  Hotline h(party.home);
  h.must_be_entrusted_with(options.kind);
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
    json one{{"file", t.file}, {"pdq", t.hash()}, {"quality", t.copy.quality.value_or(0)}};
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

/// When it was withdrawn here, and from which list; empty if it never was.
std::string withdrawn_before(const hotline::State& state, const phash::Hash& hash) {
  for (const auto kind : list::kKinds) {
    const auto& l = state.of(kind);
    const auto at = l.withdrawn.find(hash);
    if (at == l.withdrawn.end()) continue;
    const bool listed = std::ranges::any_of(
        l.entries, [&](const list::CertifiedEntry& e) { return e.entry.hash == hash; });
    return std::string(list::to_text(kind)) + ", on " + to_text(at->second) +
           (listed ? "; it leaves the list with the next version" : "");
  }
  return "";
}

void withdraw(const PartyOptions& party, const std::string& hex) {
  Hotline h(party.home);
  const auto hash =
      must(phash::Hash::from_hex(hex), "That is not a PDQ hash", "Give 64 hexadecimal digits.");
  const bool held = h.state.holdings.contains(hash);
  if (const auto before = withdrawn_before(h.state, hash); !before.empty() && !held)
    throw Failure{"It was withdrawn already: " + before, "Nothing was changed.", 3};
  list::Kinds from;
  for (const auto kind : list::kKinds)
    if (hotline::withdraw(h.state, kind, hash, list::Reason::withdrawn, h.party.now()).ok())
      from = from.with(kind);
  if (from.empty())
    throw Failure{"No such picture is held here, and none is on a list that we know",
                  "`equipoise list held` says what is held. Nothing was changed.", 3};
  h.save();
  print(
      party.json, {{"withdrawn", hex}, {"kinds", list::to_text(from)}},
      "Withdrawn (" + list::to_text(from) +
          "). It leaves the list with the next published version, which says when it was withdrawn.");
}

void add_adding(Command& list) {
  Command& adding = list.add(
      "add", "Hash pictures of one's own, or look at them again; only their hashes are kept",
      "one.jpg two.png --kind drill --assessor \"analyst 7\" --provenance \"case 2026-114\" --home hotline");
  const auto party = adding.party_options();
  const auto o = std::make_shared<AddOptions>();
  adding.option("files", &o->files, "JPEG, PNG or WebP files").required();
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

void add_withdrawing(Command& list) {
  Command& withdrawing =
      list.add("withdraw", "Take a hash off the list", std::string(64, '0') + " --home hotline");
  const auto party = withdrawing.party_options();
  const auto hash = std::make_shared<std::string>();
  withdrawing.option("hash", hash.get(), "PDQ hash, 64 hexadecimal digits").required();
  withdrawing.action([party, hash] { withdraw(*party, *hash); });
}

}  // namespace

void add_holdings(Command& list) {
  add_adding(list);
  add_withdrawing(list);
}

}  // namespace eq::app
