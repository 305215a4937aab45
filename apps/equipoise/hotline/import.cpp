// `equipoise list import`: hashes that were assessed here before, without their pictures.
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "apps/equipoise/hotline/import_offers.h"
#include "apps/equipoise/hotline/shown.h"
#include "parties/hotline/imports.h"

namespace eq::app {
namespace {

constexpr std::size_t kShownMax = 50;  // lines; --json has them all

struct ImportOptions {
  std::string file;
  list::Kind kind{};
  ImportDefaults said;
  bool dry_run = false;
};

/// What became of the whole file, in words and as JSON.
struct Report {
  json added = json::array(), renewed = json::array(), held = json::array(),
       refused = json::array();
  std::string text;  // of what was refused, and of what looks like something held
  std::size_t lines = 0, without_middle = 0;
  std::string conflicts;

  void say(const std::string& line) {
    if (++lines <= kShownMax) text += "\n  " + line;
  }
  void refuse(const std::string& where, const std::string& why) {
    refused.push_back({{"where", where}, {"why", why}});
    say(where + ": refused, " + why);
  }
};

/// As which kind it, or what it looks like, is held; empty where that is nothing to say.
std::string as_kind(const hotline::State& state, const hotline::Offer& offer,
                    const hotline::Judgement& judged) {
  if (!hotline::conflicts(judged.as)) return "";
  const auto held = state.holdings.find(judged.like.value_or(offer.hash));
  return held == state.holdings.end() ? "" : ": " + std::string(list::to_text(held->second.kind));
}

void tell(Report& r, const hotline::State& state, const Offered& o, const hotline::Offer& offer,
          const hotline::Judgement& judged) {
  const std::string why = std::string(hotline::to_text(judged.as)) + as_kind(state, offer, judged);
  const std::string like = judged.like ? " (" + judged.like->hex() + ")" : "";
  json one{{"where", o.where}, {"pdq", offer.hash.hex()}};
  if (judged.like) one["like"] = judged.like->hex();
  if (hotline::conflicts(judged.as)) r.conflicts += "\n  " + o.where + ": " + why + like;
  switch (judged.as) {
    case hotline::Judged::added:
      r.without_middle += !offer.middle;
      r.added.push_back(std::move(one));
      return;
    case hotline::Judged::renewed: r.renewed.push_back(std::move(one)); return;
    case hotline::Judged::held: r.held.push_back(std::move(one)); return;
    case hotline::Judged::alike:
      r.held.push_back(std::move(one));
      r.say(o.where + ": " + why + like);
      return;
    default: r.refuse(o.where, why + like);
  }
}

/// Takes in what can be; the state is not saved here.
Report take_in(hotline::State& state, const ImportOptions& options, const Offers& offers,
               Time now) {
  std::vector<hotline::Offer> readable;
  for (const auto& o : offers.all)
    if (o.said.ok()) readable.push_back(*o.said);
  const auto judged = hotline::take_in_hashes(state, options.kind, readable, now);
  Report report;
  std::size_t next = 0;
  for (const auto& o : offers.all) {
    if (o.said.ok()) {
      tell(report, state, o, readable[next], judged[next]);
      ++next;
    } else if (o.hash && state.holdings.contains(*o.hash)) {
      report.held.push_back({{"where", o.where}, {"pdq", o.hash->hex()}});
      if (o.gone)
        report.say(o.where + ": withdrawn at the exchange, and held here; if that was right: " +
                   "equipoise list withdraw " + o.hash->hex());
    } else {
      report.refuse(o.where, o.said.error());
    }
  }
  return report;
}

std::string text_of(const Report& r, const ImportOptions& options, const Offers& offers,
                    const hotline::Changes& changes) {
  const bool dry = options.dry_run;
  std::string text = std::to_string(r.added.size()) + " new, " + std::to_string(r.renewed.size()) +
                     " looked at again, " + std::to_string(r.held.size()) + " already there, " +
                     std::to_string(r.refused.size()) + " refused." + r.text;
  if (r.lines > kShownMax)
    text += "\n  and " + std::to_string(r.lines - kShownMax) + " lines more, which --json names.";
  for (const auto& note : offers.notes) text += "\n" + note;
  if (r.without_middle > 0 && list::may_report(options.kind))
    text += "\n" + std::to_string(r.without_middle) +
            " have no hash of their middle: above a threshold this hotline cannot confirm them. "
            "Adding the pictures themselves can.";
  text += "\n" + changes_text(changes);
  if (dry) return text + "\nNothing was changed: this was a dry run.";
  if (r.added.empty()) return text;
  return text + "\nHashes alone stand as the picture lies, and in no other turn.";
}

void take_in_file(const PartyOptions& party, const ImportOptions& options) {
  Hotline h(party.home);
  h.must_be_entrusted_with(options.kind);
  const Time now = h.party.now();
  const auto offers = read_offers(options.file, options.said, now);
  const auto r = take_in(h.state, options, offers, now);
  if (!r.conflicts.empty())
    throw Failure{"Nothing was taken in, because of conflicts:" + r.conflicts,
                  "Withdraw one of each pair, or use its kind.", 3};
  const auto changes = hotline::changes_to(
      h.state.of(options.kind), hotline::next_entries(h.state, options.kind, now, h.party.rng));
  if (!options.dry_run) h.save();
  print(party.json,
        {{"kind", list::to_text(options.kind)},
         {"dry_run", options.dry_run},
         {"added", r.added},
         {"renewed", r.renewed},
         {"held", r.held},
         {"refused", r.refused},
         {"changes", changes_json(changes)}},
        text_of(r, options, offers, changes));
  if (r.added.size() + r.renewed.size() + r.held.size() == 0 && !r.refused.empty())
    throw Failure{"Nothing of " + options.file + " can be taken in", "Each line says why.", 3};
}

}  // namespace

void add_importing(Command& list) {
  Command& importing = list.add(
      "import", "Take in hashes of pictures that were assessed here before, without the pictures",
      "vault.csv --format csv --kind drill --dry-run --home hotline\n"
      "page.xml --format ncmec --member 42 --assessor \"analyst 7\" --kind child_abuse_a "
      "--home hotline");
  const auto party = importing.party_options();
  const auto o = std::make_shared<ImportOptions>();
  importing.option("file", &o->file, "The file").required();
  importing
      .option("--format", &o->said.format,
              "csv or json: of one's own; ncmec or stopncii: a page of that exchange")
      .required()
      .one_of({"csv", "json", "ncmec", "stopncii"});
  kind_option(importing, o->kind).required();
  importing.option("--member", &o->said.member,
                   "ncmec: this hotline's own number there; what others gave is refused");
  importing.option("--assessor", &o->said.assessor,
                   "Role of who assessed it, where the file does not say it");
  importing.option("--provenance", &o->said.provenance,
                   "Where it comes from, where the file does not say it");
  importing.option("--assessed", &o->said.assessed,
                   "Day on which it was looked at (YYYY-MM-DD), where the file does not say it");
  importing.option("--until", &o->said.until,
                   "Day on which it expires (YYYY-MM-DD), where the file does not say it");
  importing.flag("--dry-run", &o->dry_run, "Say what would be taken in, and change nothing");
  importing.action([party, o] { take_in_file(*party, *o); });
}

}  // namespace eq::app
