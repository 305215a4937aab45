// `equipoise client mode|consent|withdraw|openings|past-matches`: what is compared on this device, agreed to by its owner.
#include <nlohmann/json.hpp>

#include "apps/equipoise/chat/session.h"
#include "parties/client/past.h"
#include "parties/client/vouchers.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string region, mode;
};

list::AcceptedList list_in_force(ChatSession& s, client::Hands& h) {
  auto list = client::current_list(s.state(), h);
  if (!list.ok() && list.error() == Err::missing) throw Failure{"No list is published", "Nothing is compared."};
  return done(std::move(list), "The published list is not acceptable, so nothing is compared");
}

json describe(const client::ModeHere& m, const list::ListHead& head) {
  json j{{"region", m.standing.rule.region}, {"mode", list::to_text(m.standing.mode)}, {"agreed", m.consent == client::ModeHere::Consent::given}};
  if (m.standing.mode == list::Mode::off) j["why_off"] = list::to_text(m.standing.off);
  if (const auto& b = m.standing.rule.basis)
    j["legal_basis"] = {{"instrument", b->instrument}, {"article", b->article}, {"until", to_text(b->until)}, {"signed_by", b->signed_by}};
  if (m.standing.mode == list::Mode::report_after_threshold)
    j["reporting"] = {{"threshold", head.reporting->terms.curves.threshold}, {"synthetic_in_256", head.reporting->terms.synthetic},
                      {"notice_days", head.reporting->notice_days}};
  j["list_version"] = head.version;
  return j;
}

std::string text_of(const client::ModeHere& m, const list::ListHead& head) {
  std::string text = client::to_text(m);
  if (const auto& b = m.standing.rule.basis; b && m.standing.mode != list::Mode::off)
    text += "\n  Legal basis: " + b->instrument + ", " + b->article + ", until " + to_text(b->until) + ", signed by " + b->signed_by + ".";
  if (m.standing.mode == list::Mode::report_after_threshold) {
    const auto& r = *head.reporting;
    text += "\n  Beside each picture you send goes a voucher. Those of unlisted pictures say nothing to anybody. With more than " +
            std::to_string(r.terms.curves.threshold) + " listed ones the service can open these, after it has said so in the public log; "
            "a hotline compares them, and a person decides whether you are reported. You can learn of an opening after " +
            std::to_string(r.notice_days) + " days.";
  }
  return text;
}

void mode(const PartyOptions& party, const Options& o) {
  ChatSession s(party.home);
  auto h = s.hands();
  const auto list = list_in_force(s, h);
  const auto here = client::mode_here(s.state(), list.accepted(), o.region, h.now);
  s.save();
  print(party.json, describe(here, list.head()), text_of(here, list.head()));
}

void consent(const PartyOptions& party, const Options& o) {
  ChatSession s(party.home);
  auto h = s.hands();
  const auto list = list_in_force(s, h);
  const auto wanted = o.mode == "warn" ? list::Mode::warn_user_only : list::Mode::report_after_threshold;
  if (!client::give_consent(s.state(), list.accepted(), o.region, wanted, h.now).ok())
    throw Failure{"That mode is not in force in " + o.region, "See `equipoise client mode --region " + o.region + "`.", 3};
  s.save();
  const auto here = client::mode_here(s.state(), list.accepted(), o.region, h.now);
  print(party.json, describe(here, list.head()), text_of(here, list.head()) + "\n  `equipoise client withdraw` ends it.");
}

void withdraw(const PartyOptions& party, const Options&) {
  ChatSession s(party.home);
  client::withdraw_consent(s.state());
  s.save();
  print(party.json, {{"agreed", false}}, "Withdrawn. From now on nothing is compared on this device.");
}

void openings(const PartyOptions& party, const Options&) {
  ChatSession s(party.home);
  auto h = s.hands();
  const auto found = done(client::find_openings(s.state(), h), "The openings do not check out against the public log");
  s.save();
  json all = json::array();
  std::string text;
  for (const auto& o : found) {
    all.push_back({{"log_index", o.log_index}, {"at", to_text(o.at)}, {"pictures", o.pictures}, {"receipts_here", o.receipts_here}});
    text += to_text(o.at) + ": " + std::to_string(o.pictures) + " pictures that you sent were opened (entry " + std::to_string(o.log_index) +
            " of the order log).\n";
  }
  print(party.json, {{"openings", all}}, text.empty() ? "The service names no opening of your pictures whose time has come." : text);
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
  auto h = s.hands();
  const auto look = done(client::look_up_past(s.state(), h), "Past pictures cannot be asked about");
  s.save();
  json answered = json::array(), waiting = json::array();
  std::string text;
  for (const auto& p : look.answered) {
    answered.push_back({{"picture", hex(p.hash.bytes)}, {"sent", to_text(p.receipt.at)}, {"match", to_text(*p.match)}});
    text += to_text(p.receipt.at) + " " + hex(View(p.hash.bytes).first(4)) + ": " + std::string(to_text(*p.match)) + "\n";
  }
  for (const auto& u : look.unanswered) {
    json j{{"receipt", hex(u.question.receipt.id())}, {"sent", to_text(u.question.receipt.at)}, {"asked", to_text(u.since)}};
    if (u.error) j["error"] = to_text(*u.error);
    waiting.push_back(std::move(j));
    text += to_text(u.question.receipt.at) + ": no answer yet\n";
  }
  for (const auto& key : look.wrong) text += "The hotline with the key " + hex(key.bytes) + " answered wrongly; that does not count.\n";
  json j{{"answered", answered}, {"waiting", waiting}, {"too_early", look.too_early}, {"wrong", look.wrong.size()}};
  if (look.next) j["next"] = to_text(*look.next);
  print(party.json, j, text + std::to_string(look.too_early) + " pictures are too new to be asked about.");
}

void add(CLI::App& client, const std::string& name, const std::string& help, void (*act)(const PartyOptions&, const Options&)) {
  auto* c = client.add_subcommand(name, help);
  auto party = add_party_options(*c);
  auto o = std::make_shared<Options>();
  if (name == "mode" || name == "consent") c->add_option("--region", o->region, "Your region (ISO 3166-1)")->required();
  if (name == "consent") c->add_option("--mode", o->mode, "warn or report")->required()->check(CLI::IsMember({"warn", "report"}));
  c->callback([party, o, act] { act(*party, *o); });
}

void add_matching(CLI::App& root) {
  auto* client = root.get_subcommand("client");
  add(*client, "mode", "What is compared in a region, by which law, and whether you agreed", mode);
  add(*client, "consent", "Agree to the mode that is in force in your region", consent);
  add(*client, "withdraw", "Agree no longer", withdraw);
  add(*client, "openings", "Were pictures that you sent opened?  Checked against the public log", openings);
  add(*client, "past-matches", "Which pictures that you sent could be opened?  Answered by the hotlines, with proof", past_matches);
}

const Commands commands(20, add_matching);

}  // namespace
}  // namespace eq::app
