// `equipoise list disputes` and `list answer`: people who say that an entry is wrong, and what the
// hotline tells them.
#include "parties/hotline/disputes.h"
#include "apps/equipoise/frame/foreign_json.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

std::string_view word_of(hotline::Stands s) {
  return s == hotline::Stands::listed    ? "listed"
         : s == hotline::Stands::leaving ? "leaving"
                                         : "gone";
}

std::string in_words(const hotline::DisputedEntry& d) {
  const std::string what = d.entry.hash.hex() + ", " + d.entry.provenance + ", " +
                           d.entry.assessor + ", " + to_text(d.entry.assessed);
  switch (d.stands) {
    case hotline::Stands::listed: return "listed as " + what;
    case hotline::Stands::leaving:
      return "listed as " + what + "; withdrawn here, it leaves with the next version";
    case hotline::Stands::gone: return "listed in a version before, and taken off, as " + what;
  }
  return "";
}

void disputes(const PartyOptions& party) {
  Hotline office(party.home);
  auto h = office.environment();
  for (const auto kind : list::kKinds) office.published(h, kind);
  const auto fresh =
      office.done(hotline::take_disputes(office.state, h), "The desk cannot be read");
  office.save();
  json all = json::array();
  std::string text;
  for (const auto& d : office.state.disputes) {
    json entries = json::array();
    std::string listed;
    for (const auto& e : hotline::entries_disputed(office.state, d.dispute.kind, d.dispute.hash)) {
      entries.push_back({{"pdq", e.entry.hash.hex()},
                         {"assessor", e.entry.assessor},
                         {"provenance", e.entry.provenance},
                         {"assessed", to_text(e.entry.assessed)},
                         {"stands", word_of(e.stands)}});
      listed += "\n   " + in_words(e);
    }
    const bool warned = d.dispute.ground == wire::DisputeGround::warned;
    const auto id = hex(d.dispute.id());
    all.push_back({{"dispute", id},
                   {"at", to_text(d.at)},
                   {"pdq", d.dispute.hash.hex()},
                   {"ground", warned ? "warned" : "reported"},
                   {"account", d.dispute.account.hex()},
                   {"kind", list::to_text(d.dispute.kind)},
                   {"list_version", d.dispute.list_version},
                   {"reason", d.dispute.reason},
                   {"entries", entries},
                   {"outcome", d.answer ? json(wire::to_text(d.answer->outcome)) : json(nullptr)}});
    text +=
        id.substr(0, 12) + "  " + to_text(d.at) + "  " + (warned ? "was warned" : "was reported") +
        " by the " + std::string(list::to_text(d.dispute.kind)) + " list" +
        (d.answer ? "  answered: " + std::string(wire::to_text(d.answer->outcome)) : "  open") +
        "\n   account " + d.dispute.account.hex() + ": \"" + shown_line(d.dispute.reason) + "\"" +
        (listed.empty() ? "\n   no entry of any version known here is like it" : listed) + "\n";
  }
  print(party.json, {{"new", fresh}, {"disputes", all}}, text.empty() ? "No dispute came." : text);
}

struct AnswerOptions {
  std::string dispute, reason;
  wire::DisputeOutcome outcome{};
};

crypto::Digest dispute_of(const hotline::State& state, const std::string& start) {
  std::vector<crypto::Digest> fitting;
  for (const auto& d : state.disputes) {
    if (!start.empty() && hex(d.dispute.id()).starts_with(start)) fitting.push_back(d.dispute.id());
  }
  if (fitting.size() == 1) return fitting.front();
  throw Failure{fitting.empty() ? "There is no such dispute" : "More than one dispute begins so",
                "`equipoise list disputes` lists them.", 2};
}

/// Throws Failure, with the one cause, where an answer would be untrue.
/// @return whether an entry is listed that the answer is about
bool must_be_true(const hotline::State& state, const crypto::Digest& id,
                  wire::DisputeOutcome outcome) {
  const auto d =
      std::ranges::find_if(state.disputes, [&](const auto& x) { return x.dispute.id() == id; });
  if (d->answer)
    throw Failure{"It is answered already, on " + to_text(d->answer->at) + ": " +
                      std::string(wire::to_text(d->answer->outcome)),
                  "A dispute is answered once.", 3};
  const auto entries = hotline::entries_disputed(state, d->dispute.kind, d->dispute.hash);
  const bool listed = std::ranges::find(entries, hotline::Stands::listed,
                                        &hotline::DisputedEntry::stands) != entries.end();
  using enum wire::DisputeOutcome;
  if (outcome == not_listed && !entries.empty())
    throw Failure{listed ? "The picture is on the list" : "The picture was on the list",
                  listed ? "Answer --uphold or --withdraw." : "Answer --withdraw.", 3};
  if (outcome != not_listed && entries.empty())
    throw Failure{"No entry of any version that is known here is like it", "Answer --not-listed.",
                  3};
  if (outcome == upheld && !listed)
    throw Failure{"The entry was taken off, or leaves with the next version: it does not stay",
                  "Answer --withdraw; no entry of the list is changed by it.", 3};
  return listed;
}

void answer(const PartyOptions& party, const AnswerOptions& options) {
  Hotline office(party.home);
  const auto id = dispute_of(office.state, options.dispute);
  auto h = office.environment();
  const bool leaves = must_be_true(office.state, id, options.outcome);
  const auto answered =
      hotline::answer_dispute(office.state, h, id, options.outcome, options.reason);
  if (!answered.ok() && answered.error() == Err::malformed)
    throw Failure{"The reason takes 2000 letters, and those with accents count twice or more",
                  "Shorten it. Nothing was answered.", 2};
  must(answered, "The answer could not be sent", "Nothing was changed. Try again.");
  office.save();
  print(
      party.json, {{"dispute", hex(id)}, {"outcome", wire::to_text(options.outcome)}},
      options.outcome == wire::DisputeOutcome::withdrawn
          ? (leaves
                 ? "The person is told. The entry leaves with the next version, which says that it was disputed; propose one."
                 : "The person is told. The entry had been withdrawn before; the next version's head counts the answer.")
          : "The person is told. The next version's head counts the answer.");
}

}  // namespace

void add_disputes(Command& list) {
  Command& showing =
      list.add("disputes", "What people dispute who were warned or reported", "--home hotline");
  const auto reader = showing.party_options();
  showing.action([reader] { disputes(*reader); });

  Command& answering =
      list.add("answer", "Answer a dispute, once; the person is told",
               "91c3 --uphold --reason \"Both analysts looked again\" --home hotline");
  const auto party = answering.party_options();
  const auto o = std::make_shared<AnswerOptions>();
  answering.option("dispute", &o->dispute, "Its number, or the beginning of it").required();
  answering.flag(
      "--uphold", [o] { o->outcome = wire::DisputeOutcome::upheld; }, "The entry stays");
  answering.flag(
      "--withdraw", [o] { o->outcome = wire::DisputeOutcome::withdrawn; },
      "The entry goes, or has gone already");
  answering.flag(
      "--not-listed", [o] { o->outcome = wire::DisputeOutcome::not_listed; },
      "We know no such entry");
  answering.exactly_one({"--uphold", "--withdraw", "--not-listed"});
  answering.option("--reason", &o->reason, "For the person, in plain words").required();
  answering.action([party, o] { answer(*party, *o); });
}

}  // namespace eq::app
