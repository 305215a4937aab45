// `equipoise client mode|consent|withdraw|openings|past-matches`: what is compared on this device,
// agreed to by its owner.
#include <nlohmann/json.hpp>

#include "apps/equipoise/client/commands.h"
#include "apps/equipoise/client/expired_list.h"
#include "apps/equipoise/client/session.h"
#include "apps/equipoise/frame/country.h"
#include "apps/equipoise/frame/kind_option.h"
#include "eq/base/counted.h"
#include "parties/client/matching_words.h"
#include "parties/client/past.h"
#include "parties/client/vouchers.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string region, mode;
  std::optional<list::Kind> kind;  // none: every kind
};

json describe(const client::ModeHere& m, const list::ListHead& head) {
  json j{{"kind", list::to_text(m.kind)},
         {"region", m.standing.rule.region},
         {"mode", list::to_text(m.standing.mode)},
         {"agreed", m.consent == client::ModeHere::Consent::given}};
  if (m.standing.mode == list::Mode::off) j["why_off"] = list::to_text(m.standing.off);
  if (const auto& b = m.standing.rule.basis)
    j["legal_basis"] = {{"instrument", b->instrument},
                        {"article", b->article},
                        {"until", to_text(b->until)},
                        {"signed_by", b->signed_by}};
  if (m.standing.mode == list::Mode::report_after_threshold)
    j["reporting"] = {{"threshold", head.reporting->terms.curves.threshold},
                      {"synthetic_in_256", head.reporting->terms.synthetic},
                      {"notice_days", head.reporting->notice_days}};
  j["list_version"] = head.version;
  return j;
}

std::string text_of(const client::ModeHere& m, const list::ListHead& head) {
  return std::string(list::to_text(m.kind)) + ": " + client::to_text(m) +
         client::terms_text(m, head);
}

/// The command that agrees to what is in force, where that was not agreed to.
std::string how_to_agree(const client::ModeHere& m, const std::string& home) {
  if (m.standing.mode == list::Mode::off || m.consent == client::ModeHere::Consent::given)
    return "";
  return "  To agree: equipoise client consent --region " + m.standing.rule.region + " --kind " +
         std::string(list::to_text(m.kind)) + " --mode " +
         (m.standing.mode == list::Mode::warn_user_only ? "warn" : "report") + " --home " + home +
         "\n";
}

/// Each kind by itself: one list that is not acceptable says nothing of the others.
void mode(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  json lists = json::array();
  std::string text;
  for (const auto kind : list::kKinds) {
    if (options.kind && *options.kind != kind) continue;
    const auto list = client::current_list(s.state(), h, kind);
    if (list.ok()) {
      const auto here = client::mode_here(s.state(), list->accepted(), options.region, h.now);
      lists.push_back(describe(here, list->head()));
      text += text_of(here, list->head()) + "\n" + how_to_agree(here, party.home);
    } else if (list.error() == Err::unavailable) {
      throw s.failure("What is compared here cannot be said", list.error());
    } else if (list.error() != Err::missing) {
      lists.push_back(
          {{"kind", list::to_text(kind)}, {"mode", "off"}, {"error", eq::to_text(list.error())}});
      text += std::string(list::to_text(kind)) + ": " +
              not_acceptable(h, std::array{kind}, list.error()) +
              ", so nothing is compared with it.\n";
    }
  }
  s.save();
  print(party.json, {{"region", options.region}, {"lists", lists}},
        lists.empty() ? "No list is published. Nothing is compared." : text);
}

void consent(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  auto current = client::current_list(s.state(), h, *options.kind);
  if (!current.ok() && current.error() == Err::missing)
    throw Failure{"No " + std::string(list::to_text(*options.kind)) + " list is published",
                  "Nothing is compared."};
  if (!current.ok() && current.error() == Err::stale)
    throw Failure{not_acceptable(h, std::array{*options.kind}, current.error()) +
                      ", so nothing is compared with it",
                  "Agree once a new one is there.", 3};
  const auto list = s.done_with_list(
      std::move(current), "The published list is not acceptable, so nothing is compared");
  const auto wanted =
      options.mode == "warn" ? list::Mode::warn_user_only : list::Mode::report_after_threshold;
  if (!client::give_consent(s.state(), list.accepted(), options.region, wanted, h.now).ok())
    throw Failure{"That mode is not in force in " + options.region,
                  "See `equipoise client mode --region " + options.region + "`.", 3};
  s.save();
  const auto here = client::mode_here(s.state(), list.accepted(), options.region, h.now);
  print(party.json, describe(here, list.head()),
        text_of(here, list.head()) + "\n  `equipoise client withdraw --kind " +
            std::string(list::to_text(*options.kind)) + "` ends it.");
}

void withdraw(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  const std::size_t before = s.state().consents.size();
  for (const auto kind : list::kKinds)
    if (!options.kind || *options.kind == kind) client::withdraw_consent(s.state(), kind);
  if (s.state().consents.size() == before)
    return print(party.json, {{"agreed", false}, {"changed", false}},
                 "You had not agreed" +
                     (options.kind ? " to a list of " + std::string(list::subject_of(*options.kind))
                                   : std::string(" to any list")) +
                     "; nothing changes.");
  s.save();
  print(party.json, {{"agreed", false}, {"changed", true}},
        options.kind ? "Withdrawn. From now on nothing is compared on this device with a list of " +
                           std::string(list::subject_of(*options.kind)) + "."
                     : "Withdrawn. From now on nothing is compared on this device.");
}

/// Why none is named, and when to ask again: an opening stays secret for the days that its list
/// says.
std::string no_openings(const std::optional<client::NamedFrom>& named, Time now) {
  if (!named) return "You have sent no pictures that could be opened.";
  if (now < named->first)
    return "No opening of your pictures may be disclosed yet; ask again after " +
           to_text(day_of(named->first)) + ".";
  return "The service names no opening of your pictures. One of these last days may not be disclosed yet; ask again after " +
         to_text(day_of(named->last)) + ".";
}

void openings(const PartyOptions& party, const Options&) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto found = s.done(client::find_openings(s.state(), h),
                            "The openings do not check out against the public log");
  const auto named = s.done(client::openings_named_from(s.state(), h), "The log cannot be read");
  s.save();
  json all = json::array();
  std::string text;
  for (const auto& o : found) {
    all.push_back({{"log_index", o.log_index},
                   {"at", to_text(o.at)},
                   {"pictures", o.pictures},
                   {"receipts_here", o.receipts_here}});
    text += to_text(o.at) + ": " + counted(o.pictures, "picture") + " that you sent " +
            (o.pictures == 1 ? "was" : "were") + " opened (entry " + std::to_string(o.log_index) +
            " of the order log).\n";
  }
  json j{{"openings", all}};
  if (named) j["all_named_from"] = to_text(named->last);
  print(party.json, j, text.empty() ? no_openings(named, h.now) : text);
}

std::string_view to_text(voucher::PastMatch m) {
  switch (m) {
    case voucher::PastMatch::none: return "could_not_be_opened";
    case voucher::PastMatch::listed: return "could_be_opened";
    case voucher::PastMatch::not_compared: return "not_compared";
  }
  return "";
}

void past_matches(const PartyOptions& party, const Options&) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto look =
      s.done(client::look_up_past(s.state(), h), "Past pictures cannot be asked about");
  s.save();
  json answered = json::array(), waiting = json::array();
  std::string text;
  for (const auto& p : look.answered) {
    answered.push_back({{"picture", hex(p.hash.bytes)},
                        {"kind", list::to_text(p.kind)},
                        {"sent", to_text(p.receipt.at)},
                        {"match", to_text(*p.match)}});
    text += to_text(p.receipt.at) + " " + hex(View(p.hash.bytes).first(4)) + ", " +
            std::string(list::to_text(p.kind)) + " list: " + std::string(to_text(*p.match)) + "\n";
  }
  for (const auto& u : look.unanswered) {
    json j{{"receipt", hex(u.question.receipt.id())},
           {"sent", to_text(u.question.receipt.at)},
           {"asked", to_text(u.since)}};
    if (u.error) j["error"] = to_text(*u.error);
    waiting.push_back(std::move(j));
    text += to_text(u.question.receipt.at) + ": no answer yet\n";
  }
  for (const auto& key : look.wrong)
    text +=
        "The hotline with the key " + hex(key.bytes) + " answered wrongly; that does not count.\n";
  json j{{"answered", answered},
         {"waiting", waiting},
         {"too_early", look.too_early},
         {"wrong", look.wrong.size()}};
  if (look.next) j["next"] = to_text(*look.next);
  if (look.too_early > 0)
    text += counted(look.too_early, "picture") + (look.too_early == 1 ? " is" : " are") +
            " too new to be asked about; ask again after " + to_text(day_of(*look.next)) + ".";
  print(party.json, j, text.empty() ? "You have sent no pictures that could be opened." : text);
}

using Act = void (*)(const PartyOptions&, const Options&);

/// A command about the home's owner; the options that it gets besides go where the second part
/// points.
std::pair<Command*, std::shared_ptr<Options>> add(Command& client, Command made, Act act) {
  Command& c = client.add(std::move(made));
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  c.action([party, o, act] { act(*party, *o); });
  return {&c, o};
}

Option& region_option(Command& c, Options& options) {
  const auto take = [&options](const std::string& word) {
    options.region = country_of("--region", word);
  };
  return c.option("--region", take, "Your country, in two letters (ISO 3166-1)").required();
}

}  // namespace

void add_matching(Command& client) {
  const auto [showing, m] = add(
      client,
      {"mode",
       "What is compared in a region, for each kind of list, by which law, and whether you agreed",
       "--region NL --home ana"},
      mode);
  region_option(*showing, *m);
  kind_option(*showing, m->kind);

  const auto [agreeing, c] =
      add(client,
          {"consent", "Agree to the mode that is in force in your region for a kind of list",
           "--region NL --kind child_abuse_a --mode warn --home ana"},
          consent);
  region_option(*agreeing, *c);
  kind_option(*agreeing, c->kind).required();
  agreeing->option("--mode", &c->mode, "warn or report").required().one_of({"warn", "report"});

  const auto [ending, w] =
      add(client, {"withdraw", "Agree no longer, to one kind of list or to all", "--home ana"},
          withdraw);
  kind_option(*ending, w->kind);

  add(client,
      {"openings", "Were pictures that you sent opened?  Checked against the public log",
       "--home ana"},
      openings);
  add(client,
      {"past-matches",
       "Which pictures that you sent could be opened?  Answered by the hotlines, with proof",
       "--home ana"},
      past_matches);
}

}  // namespace eq::app
