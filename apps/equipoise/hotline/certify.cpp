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

void certify(const PartyOptions& party) {
  Hotline h(party.home);
  auto environment = h.environment();
  const auto out = h.done(hotline::certify(h.state, environment), "Cannot certify");
  h.save();
  json j = json::array();
  std::string text;
  for (const auto& c : out.done) {
    j.push_back({{"from", c.from},
                 {"kind", list::to_text(c.head.kind)},
                 {"version", c.head.version},
                 {"entries", c.entries},
                 {"declined", hashes(c.declined)},
                 {"regions", regions_json(c.head.regions)},
                 {"dropped", regions_json(c.dropped)},
                 {"expires", to_text(c.head.expires)}});
    text += "Certified version " + std::to_string(c.head.version) + " of the " +
            std::string(list::to_text(c.head.kind)) + " list, proposed by " + c.from + ": " +
            std::to_string(c.entries) +
            " entries, each hashed from our own copy, and the whole filter recomputed." +
            declined_text(c.declined);
    for (const auto& r : c.head.regions) text += "\n  region " + region_text(r, environment.now);
    for (const auto& r : c.dropped)
      text += "\n  DROPPED, as published before: region " + region_text(r, environment.now);
    text += "\n";
  }
  if (out.done.empty())
    text = out.ignored.empty() ? "No proposal waits." : "Nothing was certified.";
  while (text.ends_with('\n')) text.pop_back();
  const auto ignored = shown(out.ignored);
  print(party.json,
        {{"certified", j}, {"ignored", out.ignored.size()}, {"ignored_letters", ignored.letters}},
        text + ignored.text);
}

void publish(const PartyOptions& party, list::Kind kind) {
  Hotline h(party.home);
  auto environment = h.environment();
  auto r = hotline::publish(h.state, environment, kind);
  const std::string name(list::to_text(kind));
  if (!r.ok() && r.error() == Err::missing) {
    if (!h.state.of(kind).proposed)
      throw Failure{"No proposal of ours for the " + name + " list waits for an answer",
                    "`equipoise list propose` makes one; what is published, `list show` says."};
    throw Failure{"No answer to a proposal of ours for the " + name + " list has come",
                  "The other hotline must run `equipoise list certify` first."};
  }
  const auto out =
      h.done(std::move(r), "Cannot publish",
             "the other hotline's answer is not what this hotline computes itself, or the log has "
             "another version already; propose anew");
  h.save();
  wait_until_witnessed(h.party, wire::LogName::orders, out.index);  // no client uses it before
  json j = head_json(out.signed_head, out.index, h.party.realm, environment.now);
  j["entries"] = out.entries;
  j["declined"] = hashes(out.declined);
  print(party.json, j,
        head_text(out.signed_head, out.index, h.party.realm, environment.now) + "\n  " +
            std::to_string(out.entries) + " entries" + declined_text(out.declined));
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
    json one = head_json(current->signed_head, current->index, h.party.realm, environment.now);
    one["entries_known"] = current->known_entries;
    text += head_text(current->signed_head, current->index, h.party.realm, environment.now) +
            "\n  " + std::to_string(current->known_entries) +
            " of its entries are known here in full\n";
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
        std::to_string(h.state.holdings.size()) + " pictures held, " + std::to_string(withdrawn) +
            " withdrawn.\n" + text);
}

using Work = void (*)(const PartyOptions&);

void add_plain(Command& list, Command made, Work work) {
  Command& command = list.add(std::move(made));
  const auto party = command.party_options();
  command.action([party, work] { work(*party); });
}

}  // namespace

void add_certifying(Command& list) {
  add_plain(
      list,
      {"certify", "Answer the other hotline's proposals from one's own copies", "--home hotline"},
      certify);
  Command& publishing =
      list.add("publish", "Check the answer, sign, and put the version into the public log",
               "--kind drill --home hotline");
  const auto party = publishing.party_options();
  const auto kind = std::make_shared<list::Kind>();
  kind_option(publishing, *kind).required();
  publishing.action([party, kind] { publish(*party, *kind); });
  add_plain(
      list,
      {"show", "Show what is held and published, until when, and what the next version changes",
       "--home hotline"},
      show);
}

}  // namespace eq::app
