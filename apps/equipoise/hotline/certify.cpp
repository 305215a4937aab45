// `equipoise list certify`, `publish` and `show`: the other hotline's answer, the log, and what
// stands there.
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "apps/equipoise/hotline/shown.h"

namespace eq::app {
namespace {

/// Letters that came to nothing, those of one hotline and reason together.
struct IgnoredShown {
  json letters = json::array();
  std::string text;
};
IgnoredShown shown(const hotline::IgnoredLetters& ignored) {
  std::map<std::pair<hotline::Ignored, std::string>, std::size_t> counted;
  for (const auto& i : ignored) ++counted[{i.why, i.from}];
  IgnoredShown out;
  for (const auto& [which, n] : counted) {
    const auto& [why, from] = which;
    out.letters.push_back({{"from", from.empty() ? json(nullptr) : json(from)},
                           {"letters", n},
                           {"why", hotline::to_text(why)}});
    const std::string many = std::to_string(n), of = from.empty() ? "" : " of " + from;
    if (why == hotline::Ignored::replaced)
      out.text += "\n" + many + (n == 1 ? " older proposal" : " older proposals") + of +
                  (n == 1 ? " was" : " were") + " replaced by the last.";
    else
      out.text += "\n" + many + (n == 1 ? " letter" : " letters") + of +
                  (n == 1 ? " was" : " were") + " ignored: " + std::string(hotline::to_text(why)) +
                  ".";
  }
  return out;
}

json json_of(const hotline::Certified& c) {
  return {{"from", c.from},
          {"kind", list::to_text(c.head.kind)},
          {"version", c.head.version},
          {"entries", c.entries},
          {"declined", hashes(c.declined)},
          {"regions", regions_json(c.head.regions)},
          {"dropped", regions_json(c.dropped)},
          {"reporting", reporting_json(c.head.reporting)},
          {"removed", c.head.removed.size()},
          {"expires", to_text(c.head.expires)}};
}

std::string text_of(const hotline::Certified& c, hotline::Answering how, Time now) {
  std::string text = how == hotline::Answering::look ? "Would certify" : "Certified";
  text += " version " + std::to_string(c.head.version) + " of the " +
          std::string(list::to_text(c.head.kind)) + " list, proposed by " + c.from + ": " +
          counted(c.entries, "entry", "entries") +
          ", each hashed from our own copy, and the whole filter recomputed." +
          declined_text(c.declined);
  for (const auto& r : c.head.regions) text += "\n  region " + region_text(r, now);
  for (const auto& r : c.dropped)
    text += "\n  DROPPED, as published before: region " + region_text(r, now);
  text += reporting_text(c.head.reporting);
  if (!c.head.removed.empty())
    text += "\n  takes off " + counted(c.head.removed.size(), "entry", "entries");
  return text + "\n  stands until " + to_text(c.head.expires) + "\n";
}

void certify(const PartyOptions& party, const hotline::Answers& answers) {
  Hotline h(party.home);
  auto environment = h.environment();
  const auto out = h.done(hotline::certify(h.state, environment, answers), "Cannot certify");
  h.save();
  const bool looks = answers.how == hotline::Answering::look;
  json done = json::array(), refused = json::array();
  std::string text;
  for (const auto& c : out.done) {
    done.push_back(json_of(c));
    text += text_of(c, answers.how, environment.now);
  }
  for (const auto& r : out.refused) {
    refused.push_back({{"from", r.from}, {"kind", list::to_text(r.kind)}, {"version", r.version}});
    text += "Refused version " + std::to_string(r.version) + " of the " +
            std::string(list::to_text(r.kind)) + " list, proposed by " + r.from +
            ": nothing was signed. Tell them why; this program does not.\n";
  }
  if (out.done.empty() && out.refused.empty())
    text = out.ignored.empty() ? "No proposal waits."
           : looks             ? "Nothing would be certified."
                               : "Nothing was certified.";
  else if (looks)
    text += "Nothing was signed or sent: this was a dry run.";
  while (text.ends_with('\n')) text.pop_back();
  const auto ignored = shown(out.ignored);
  print(party.json,
        {{looks ? "would_certify" : "certified", done},
         {"refused", refused},
         {"ignored", out.ignored.size()},
         {"ignored_letters", ignored.letters}},
        text + ignored.text);
}

/// Why nothing can go out, if that is known.
void must_be_ready(const Hotline& h, list::Kind kind, const Result<hotline::PublishOutcome>& r) {
  if (r.ok() || r.error() != Err::missing) return;
  const std::string name(list::to_text(kind));
  if (h.state.of(kind).proposed.empty())
    throw Failure{"No proposal of ours for the " + name + " list waits for an answer",
                  "`equipoise list propose` makes one; what is published, `list show` says."};
  throw Failure{"No answer to a proposal of ours for the " + name + " list has come",
                "The other hotline must run `equipoise list certify` first."};
}

/// A version that the other hotline signed holds what was withdrawn here afterwards.
void must_hold_nothing_withdrawn(Hotline& h, hotline::Environment& environment, list::Kind kind) {
  const auto waits = hotline::signed_already(h.state, environment, kind);
  if (!waits.ok() || !*waits || (*waits)->withdrawn_since.empty()) return;
  throw Failure{"The other hotline signed version " + std::to_string((*waits)->version) +
                    " while it listed " + (*waits)->withdrawn_since.front().hex() +
                    ", which was withdrawn here since",
                "Nothing was published. Propose it with --anew; the other hotline signs another of "
                "this version seven days after the first.",
                3};
}

void publish(const PartyOptions& party, list::Kind kind) {
  Hotline h(party.home);
  auto environment = h.environment();
  auto r = hotline::publish(h.state, environment, kind);
  must_be_ready(h, kind, r);
  if (!r.ok() && r.error() == Err::refused) must_hold_nothing_withdrawn(h, environment, kind);
  const auto out =
      h.done(std::move(r), "Cannot publish",
             "the other hotline's answer is not what this hotline computes itself, or the log has "
             "another version already; propose anew");
  h.save();
  wait_until_witnessed(h.party, wire::LogName::orders, out.index);  // no client uses it before
  const ShownHead head{out.signed_head, out.index, h.state.of(kind)};
  json j = head_json(head, h.party.realm, environment.now);
  j["entries"] = out.entries;
  j["declined"] = hashes(out.declined);
  print(party.json, j,
        head_text(head, h.party.realm, environment.now) + "\n  " +
            counted(out.entries, "entry", "entries") + declined_text(out.declined));
}

/// Whether there is anything to say of a next version.
bool differs(const hotline::Changes& c) {
  return c.added.size() + c.renewed.size() + c.withdrawn.size() + c.expired.size() > 0;
}

void show(const PartyOptions& party) {
  Hotline h(party.home);
  auto environment = h.environment();
  json published = json::array(), next = json::array();
  std::string text;
  std::size_t withdrawn = 0;
  for (const auto kind : list::kKinds) {
    withdrawn += h.state.of(kind).withdrawn.size();
    const auto current = h.published(environment, kind);
    const auto changes = hotline::changes_to(
        h.state.of(kind), hotline::next_entries(h.state, kind, environment.now, h.party.rng));
    if (differs(changes)) {
      next.push_back({{"kind", list::to_text(kind)}});
      next.back().update(changes_json(changes));
    }
    if (!current) continue;
    const ShownHead head{current->signed_head, current->index, h.state.of(kind)};
    json one = head_json(head, h.party.realm, environment.now);
    one["entries_known"] = current->known_entries;
    text += head_text(head, h.party.realm, environment.now) + "\n  " +
            std::to_string(current->known_entries) + " of its entries are known here in full\n";
    if (differs(changes)) text += "  " + changes_text(changes) + "\n";
    published.push_back(std::move(one));
  }
  h.save();
  if (published.empty()) text = "No list is published.";
  print(party.json,
        {{"holdings", h.state.holdings.size()},
         {"withdrawn", withdrawn},
         {"published", published},
         {"next", next}},
        counted(h.state.holdings.size(), "picture", "pictures") + " held, " +
            std::to_string(withdrawn) + " withdrawn.\n" + text);
}

void add_answering(Command& list) {
  Command& answering =
      list.add("certify", "Answer the other hotline's proposals from one's own copies",
               "--dry-run --home hotline\n--kind drill --home hotline");
  const auto party = answering.party_options();
  const auto answers = std::make_shared<hotline::Answers>();
  kind_option(answering, answers->kind);
  answering.flag(
      "--dry-run", [answers] { answers->how = hotline::Answering::look; },
      "Say what would be signed, and sign and send nothing");
  answering
      .flag(
          "--refuse", [answers] { answers->how = hotline::Answering::refuse; },
          "Sign none of the proposals of --kind that wait, and wait for others")
      .needs("--kind")
      .excludes("--dry-run");
  answering.action([party, answers] { certify(*party, *answers); });
}

}  // namespace

void add_certifying(Command& list) {
  add_answering(list);
  Command& publishing =
      list.add("publish", "Check the answer, sign, and put the version into the public log",
               "--kind drill --home hotline");
  const auto party = publishing.party_options();
  const auto kind = std::make_shared<list::Kind>();
  kind_option(publishing, *kind).required();
  publishing.action([party, kind] { publish(*party, *kind); });
  Command& showing = list.add(
      "show", "Show what is held and published, until when, and what the next version changes",
      "--home hotline");
  const auto reader = showing.party_options();
  showing.action([reader] { show(*reader); });
}

}  // namespace eq::app
