// `equipoise list propose`: the next version, in the regions of the last one unless something else
// is said.
#include <charconv>

#include "apps/equipoise/frame/country.h"
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "apps/equipoise/hotline/shown.h"
#include "parties/hotline/regions.h"

namespace eq::app {
namespace {

enum class Nowhere : std::uint8_t { refused, wanted };

struct ProposeOptions {
  list::Kind kind{};
  std::string to;
  std::vector<std::string> bases, off;
  std::uint32_t days = 30;
  std::optional<std::uint16_t> threshold, curves, synthetic, notice_days;
  Nowhere nowhere = Nowhere::refused;
  hotline::IfAnswered if_answered = hotline::IfAnswered::stop;
  bool dry_run = false;

  bool speaks_of_reports() const { return threshold || curves || synthetic || notice_days; }
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
  if (self == nullptr)
    throw Failure{"This home is no hotline of the realm that it joined",
                  "Its card was not in the realm file; the realm needs it there.", 3};
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

hotline::RegionChanges changes_of(const ProposeOptions& options) {
  hotline::RegionChanges changes;
  for (const auto& region : options.off) changes.off.push_back(country_or_others("--off", region));
  for (const auto& file : options.bases) {
    changes.bases.push_back(must(decode<list::LegalBasis>(read_file(file)),
                                 file + " is not a legal basis",
                                 "The court makes one: equipoise court legal-basis."));
    const auto& basis = changes.bases.back();
    if (basis.kind != options.kind)
      throw Failure{file + " is for lists of " + std::string(list::subject_of(basis.kind)),
                    "Each kind needs a legal basis of its own.", 3};
  }
  return changes;
}

Failure failure_of(const hotline::RegionRefusal& r) {
  using Fault = hotline::RegionFault;
  const std::string region = shown_name(r.region);
  const std::string ask = "Ask the court for another (`equipoise court legal-basis`).";
  switch (r.fault) {
    case Fault::no_region:
      return {"\"" + region + "\" is no region",
              "Write two capital letters, such as NL, or * for all others.", 2};
    case Fault::two_bases:
      return {"Two legal bases are given for " + region, "Give the one that is to hold.", 2};
    case Fault::on_and_off:
      return {"For " + region + " there are a legal basis and --off",
              "Give one of them: a list is in force in a region, or it is not.", 2};
    case Fault::other_kind:
      return {"The legal basis for " + region + " is for lists of another kind",
              "Each kind needs a legal basis of its own.", 3};
    case Fault::no_basis:
      return {"The legal basis for " + region + " is none that a list of this kind could name", ask,
              3};
    case Fault::not_genuine:
      return {"The judge of this realm did not sign the legal basis for " + region, ask, 3};
    case Fault::ended:
      return {"The law of the legal basis for " + region + " ended on " + to_text(r.until), ask, 3};
  }
  return {"", ""};
}

/// What happens above a threshold: as in the version before, but for what is said.
std::optional<hotline::ReportTerms> report_terms(const Hotline& h, const ProposeOptions& options,
                                                 const hotline::NextRegions& next,
                                                 const list::ListHead* before) {
  const bool reports = std::ranges::any_of(
      next.rules, [](const auto& r) { return r.mode == list::Mode::report_after_threshold; });
  const std::string kind(list::to_text(options.kind));
  if (!reports && options.speaks_of_reports())
    throw Failure{list::may_report(options.kind)
                      ? "No region of this version reports, so there is no threshold"
                      : "A list of the kind " + kind + " never reports, so there is no threshold",
                  "Leave --threshold, --curves, --synthetic and --notice-days away.", 2};
  if (!reports) return std::nullopt;
  if (!h.state.of(options.kind).key)
    throw Failure{"A list that reports needs an evaluation key of both hotlines, and none is made",
                  "Both run: equipoise list key --kind " + kind + " --with NAME.", 3};
  hotline::ReportTerms terms{{30, 4}, 16, 90};
  if (before && before->reporting)
    terms = {before->reporting->terms.curves, before->reporting->terms.synthetic,
             before->reporting->notice_days};
  const auto byte = [](std::uint16_t n) { return static_cast<std::uint8_t>(n); };
  if (options.threshold) terms.curves.threshold = byte(*options.threshold);
  if (options.curves) terms.curves.curves = byte(*options.curves);
  if (options.synthetic) terms.synthetic = byte(*options.synthetic);
  if (options.notice_days) terms.notice_days = *options.notice_days;
  return terms;
}

/// A list that was in force does not go out of force unsaid.
void must_stay_in_force(const Hotline& h, const ProposeOptions& options,
                        const hotline::NextRegions& next, const list::ListHead* before, Time now) {
  const bool was = before && std::ranges::any_of(before->regions, [](const auto& r) {
                     return r.mode != list::Mode::off && r.basis;
                   });
  const bool will = hotline::in_force_somewhere(next.rules, h.party.realm, now);
  if (!was || will || options.nowhere == Nowhere::wanted) return;
  std::string ended;
  for (const auto& l : next.lapsed)
    if (l.rule.basis)
      ended += (ended.empty() ? ": the law of " : ", of ") + l.rule.region + " ended on " +
               to_text(l.rule.basis->until);
  throw Failure{
      "This version would be in force nowhere, and version " + std::to_string(before->version) +
          " was" + ended,
      "Give a legal basis of the court with --basis; or say --in-force-nowhere if that is "
      "what you want.",
      3};
}

json regions_json_of(const hotline::NextRegions& next) {
  json lapsed = json::array();
  for (const auto& l : next.lapsed)
    lapsed.push_back({{"region", l.rule.region}, {"why", list::to_text(l.off)}});
  return {{"regions", regions_json(next.rules)},
          {"carried_over", regions_json(next.carried)},
          {"lapsed", lapsed}};
}

std::string regions_text(const Hotline& h, const hotline::NextRegions& next,
                         const list::ListHead* before, Time now) {
  std::string text;
  for (const auto& r : next.rules) {
    const auto lapsed =
        std::ranges::find_if(next.lapsed, [&](const auto& l) { return l.rule.region == r.region; });
    text += "\n  region " + region_text(r, now);
    if (std::ranges::find(next.carried, r) != next.carried.end())
      text += " (carried over from version " + std::to_string(before->version) + ")";
    if (lapsed != next.lapsed.end())
      text += " from now on: " +
              (lapsed->off == list::Off::expired
                   ? "its law ended on " + to_text(lapsed->rule.basis->until) + " (" +
                         lapsed->rule.basis->instrument + ", " + lapsed->rule.basis->article + ")"
                   : std::string(list::to_text(lapsed->off)));
  }
  if (!hotline::in_force_somewhere(next.rules, h.party.realm, now))
    text += "\n  This version is in force nowhere: no region has a legal basis.";
  if (before)
    if (const auto life = life_text(before->expires, now); !life.empty())
      text += "\n  Version " + std::to_string(before->version) + ": " + life;
  return text;
}

/// What the other hotline has signed can go out, and it signs no other of that version for a week.
/// @return a line for a dry run, or for somebody who wants another all the same
std::string signed_already(Hotline& h, hotline::Environment& environment,
                           const ProposeOptions& options) {
  const auto waits = h.done(hotline::signed_already(h.state, environment, options.kind),
                            "What waits at the desk cannot be read");
  if (!waits) return "";
  const std::string kind(list::to_text(options.kind));
  std::string what = "Version " + std::to_string(waits->version) + " of the " + kind +
                     " list is signed by the other hotline already, and is not published";
  for (const auto& hash : waits->withdrawn_since)
    what += "; it lists " + hash.hex() + ", which was withdrawn here since";
  if (options.dry_run || options.if_answered == hotline::IfAnswered::propose_anew)
    return "\n  " + what + ". Another one the other hotline signs seven days after that.";
  const bool out = waits->withdrawn_since.empty();
  throw Failure{what,
                (out ? "Publish it: equipoise list publish --kind " + kind + ". " : "") +
                    "With --anew another is proposed, which the other hotline signs seven "
                    "days after the first. Nothing was proposed.",
                3};
}

/// Lists that report have something to report.
void must_not_report_nothing(const std::vector<list::CertifiedEntry>& entries,
                             const std::optional<hotline::ReportTerms>& reporting) {
  if (!entries.empty() || !reporting) return;
  throw Failure{"This version takes off all that is published, and nothing is left to report",
                "Switch the regions that report off with --off REGION, and say --in-force-nowhere "
                "if none is left. Nothing was proposed.",
                3};
}

void propose(const PartyOptions& party, const ProposeOptions& options) {
  const auto changes = changes_of(options);
  Hotline h(party.home);
  must_be_able_to_certify(h, options);
  auto environment = h.environment();
  const Time now = environment.now;
  const auto published = h.published(environment, options.kind);
  const auto* before = published ? &published->signed_head.head : nullptr;
  auto asked = hotline::next_regions(before, options.kind, changes, h.party.realm, now);
  if (!asked.ok()) throw failure_of(asked.error());
  const auto next = std::move(asked).take();
  const auto reporting = report_terms(h, options, next, before);
  must_stay_in_force(h, options, next, before, now);

  const auto entries = hotline::next_entries(h.state, options.kind, now, h.party.rng);
  if (entries.empty() && !before)
    throw Failure{"This list would hold nothing",
                  "`equipoise list add` or `list import` comes first. Nothing was proposed.", 2};
  must_not_report_nothing(entries, reporting);
  const std::string waits = signed_already(h, environment, options);
  const auto difference = hotline::changes_to(h.state.of(options.kind), entries);
  if (!options.dry_run) {
    h.done(
        hotline::propose(h.state, environment, options.to,
                         {options.kind, next.rules, options.days, reporting, options.if_answered}),
        "Cannot propose to " + options.to, "the two hotlines hold no evaluation key together");
    h.save();
  }
  const auto version = before ? before->version + 1 : 1;
  const std::string list = "version " + std::to_string(version) + " of the " +
                           std::string(list::to_text(options.kind)) + " list with " +
                           counted(entries.size(), "entry", "entries");
  json j{{"to", options.to},
         {"kind", list::to_text(options.kind)},
         {"version", version},
         {"entries", entries.size()},
         {"proposed", !options.dry_run},
         {"reporting", terms_json(reporting)},
         {"changes", changes_json(difference)}};
  j.update(regions_json_of(next));
  print(party.json, j,
        (options.dry_run
             ? "Would propose " + list + " to " + options.to + ". Nothing was sent or changed."
             : "Proposed " + list + " to " + options.to +
                   ", in a sealed letter. It certifies only what it holds itself.") +
            "\n  " + changes_text(difference) + regions_text(h, next, before, now) +
            terms_text(reporting) + waits);
}

/// A number that may be left away.
Place number(std::optional<std::uint16_t>& to) {
  return TakeWord([&to](const std::string& word) {
    std::uint16_t n = 0;  // the option's range was checked before
    std::from_chars(word.data(), word.data() + word.size(), n);
    to = n;
  });
}

void add_report_options(Command& proposing, ProposeOptions& p) {
  const std::string lasting = "; without it as in the version before, at first ";
  proposing
      .option("--threshold", number(p.threshold),
              "Reports: only more listed pictures than this of one account open" + lasting + "30")
      .between(2, 64);
  proposing
      .option("--curves", number(p.curves),
              "Reports: coordinates of the account's curves" + lasting + "4")
      .between(2, 8);
  proposing
      .option("--synthetic", number(p.synthetic),
              "Reports: so many pictures in 256 make a synthetic voucher" + lasting + "16")
      .between(0, 255);
  proposing
      .option("--notice-days", number(p.notice_days),
              "Reports: after an opening, whoever it concerns can learn of it" + lasting + "90")
      .between(1, 3650);
}

}  // namespace

void add_proposing(Command& list) {
  Command& proposing =
      list.add("propose", "Propose the next version to another hotline",
               "--kind drill --to \"Meldpunkt\" --basis basis-NL.eqp --home hotline\n"
               "--kind drill --to \"Meldpunkt\" --dry-run --home hotline");
  const auto party = proposing.party_options();
  const auto p = std::make_shared<ProposeOptions>();
  kind_option(proposing, p->kind).required();
  proposing.option("--to", &p->to, "Name of the other hotline, of another jurisdiction").required();
  proposing.option(
      "--basis", &p->bases,
      "Legal basis file of the court: puts its mode into force in its region, in place "
      "of what was published for it; other regions go on as they are");
  proposing.option("--off", &p->off,
                   "Region where the list is off; * stands for all others, and off is the default");
  add_report_options(proposing, *p);
  proposing.option("--days", &p->days, "Days until it expires").between(1, hotline::kDaysMax);
  proposing.flag(
      "--in-force-nowhere", [p] { p->nowhere = Nowhere::wanted; },
      "A list that was in force somewhere is to be so nowhere");
  proposing.flag(
      "--anew", [p] { p->if_answered = hotline::IfAnswered::propose_anew; },
      "Although the other hotline has signed this version already: it signs another only seven "
      "days later");
  proposing.flag("--dry-run", &p->dry_run, "Say what the version would change, and send nothing");
  proposing.action([party, p] { propose(*party, *p); });
}

}  // namespace eq::app
