// What happens to a case besides being granted and opened: `equipoise court ask|confirm|lapse|object|...` and `equipoise
// order submit|clarify|withdraw|...`.  cmd_court.cpp and cmd_order.cpp have the straight way.
#include "apps/equipoise/agency_frame.h"
#include "eq/order/life.h"
#include "eq/wire/authorities.h"
#include "parties/court/court.h"

namespace eq::app {
namespace {

using CourtOffice = Office<court::State, court::Hands>;

struct Options {
  std::string application, text, ground, month, in, out;
  std::uint32_t number = 0;
};

void say_done(Office<court::State, court::Hands>& office, const PartyOptions& p, const Options& o, std::uint64_t index, const std::string& words) {
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(p.json, {{"order", o.number}, {"log_index", index}}, "Order no. " + std::to_string(o.number) + ": " + words + " (entry " +
                                                                 std::to_string(index) + " of the order log).");
}

// ---- court

void ask(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  take_letters(court::collect(office.state, h));
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < office.state.applications.size(); ++i)
    if (hex(wire::application_id(office.state.applications[i])).starts_with(o.application)) found.push_back(i);
  if (found.size() != 1) throw Failure{"Name exactly one waiting application", "See `equipoise court inbox`.", 2};
  decided(court::ask(office.state, h, found[0], o.text), p.json);
  print(p.json, {{"asked", true}}, "The question is logged (not its words) and on its way to the agency. The case waits for the answer.");
}

/// An act on a logged order that needs nothing but its number.
struct CourtAct {
  const char* name;
  const char* help;
  const char* done;
  order::Outcome<std::uint64_t> (*act)(court::State&, court::Hands&, std::uint32_t);
};
constexpr CourtAct kCourtActs[] = {
    {"confirm", "The judge confirms an emergency order within its hour", "confirmed; it goes on like any order", court::confirm},
    {"lapse", "End an emergency order that was not confirmed in time", "lapsed; its keys are destroyed, the agency was told to delete", court::lapse},
    {"clear", "Another realm's order: the window need not be waited for", "cleared", court::clear},
    {"lift", "The judge lifts a flag", "the flag is lifted", court::lift},
    {"review", "Another country's law may forbid it: nothing is released until the judge decides", "under review; the agency was told", court::review},
    {"resume", "The judge lets an order go on after a review", "resumed; the agency was told", court::resume},
    {"reject", "The judge ends an order after a review", "ended; its keys are destroyed, the agency was told to delete", court::reject},
    {"end", "End an order before its time", "ended; its keys are destroyed", court::end_early},
    {"close", "Close an order whose every day the service has answered", "closed", court::close},
    {"extend", "Extend the preservation once", "its preservation is extended", court::extend}};

void court_act(const PartyOptions& p, const Options& o, const CourtAct& a) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  take_letters(court::collect(office.state, h));
  say_done(office, p, o, decided(a.act(office.state, h, o.number), p.json), a.done);
}

void object(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  say_done(office, p, o, decided(court::object(office.state, h, o.number, ground_option(o.ground)), p.json),
           "stopped by our objection (" + o.ground + "); its keys are destroyed, the agency was told");
}
void flag(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  say_done(office, p, o, decided(court::flag(office.state, h, o.number, ground_option(o.ground)), p.json),
           "flagged (" + o.ground + "); nothing is released until a judge lifts it");
}
void postpone(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  const auto month = must(order::parse_month(o.month), "--until is not a month", "Write it as YYYY-MM.");
  say_done(office, p, o, decided(court::postpone(office.state, h, o.number, month), p.json), "the notice waits until " + o.month);
}

void keep(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  const auto index = decided(court::keep(office.state, h, o.number), p.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  auto later = office.hands();
  decided(court::begin_keeping(office.state, later, o.number), p.json);
  print(p.json, {{"order", o.number}, {"log_index", index}},
        "The service keeps what order no. " + std::to_string(o.number) + " covers for " +
            std::to_string(office.party.realm.profile.preservation_days) + " days, sealed to a key that only this home holds (entry " +
            std::to_string(index) + "). A copy of this home made before the end could still open it: make none that outlives it.");
}

/// Of one order, or of all that are over.
void unkeep(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  const auto destroyed = decided(court::destroy_preservations(office.state, h, o.number == 0 ? std::nullopt : std::optional(o.number)), p.json);
  json list = json::array();
  std::string text;
  for (const auto& d : destroyed) {
    list.push_back({{"order", d.order}, {"log_index", d.log_index}});
    text += "Order no. " + std::to_string(d.order) + ": the preservation key is destroyed (entry " + std::to_string(d.log_index) + ").\n";
  }
  print(p.json, {{"destroyed", list}}, text.empty() ? "No preservation is over." : text + "Copies of this home made before still hold it: destroy those too.");
}

order::Application read_application(const std::string& file) {
  return must(decode<order::Application>(read_file(file)), file + " is not an application", "Take the file that `equipoise order export` wrote.");
}

/// As the judge of the agency's own realm: no server is needed, the decision travels with the file.
void endorse(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  order::Application a = read_application(o.in);
  if (a.scope.realm == office.party.realm.name)
    throw Failure{"This application is for our own realm", "Decide on it with `equipoise court approve`.", 2};
  a.issues.push_back(order::issue(a, order::IssuerKind::judge, office.party.realm.court.name, office.state.signing));
  write_file(o.out, encode(a), 0600);
  print(p.json, {{"application", hex(a.id())}, {"file", o.out}}, "The judge signs:\n" + a.plain_words() + "\nWrote " + o.out + " for the agency.");
}

// ---- agency

void submit(const PartyOptions& p, const Options& o) {
  AgencyOffice office(p.home, "agency");
  auto h = office.hands();
  const auto sent = decided(agency::submit(office.state, h, read_application(o.in)), p.json);
  wait_until_filed(office.party, sent.application);
  print(p.json, {{"application", hex(sent.application)}, {"words", sent.words}}, sent.words + "\nFiled in the public log and sent to the court.");
}
void clarify(const PartyOptions& p, const Options& o) {
  AgencyOffice office(p.home, "agency");
  auto h = office.hands();
  take_letters(agency::collect(office.state, h));
  decided(agency::clarify(office.state, h, pick_filing(office.state, o.application).application.id(), o.text), p.json);
  print(p.json, {{"answered", true}}, "The answer is logged (not its words) and on its way to the court.");
}
void withdraw(const PartyOptions& p, const Options& o) {
  AgencyOffice office(p.home, "agency");
  auto h = office.hands();
  const auto index = decided(agency::withdraw(office.state, h, pick_filing(office.state, o.application).application.id()), p.json);
  print(p.json, {{"log_index", index}}, "Withdrawn (entry " + std::to_string(index) + " of the order log).");
}
void acknowledge(const PartyOptions& p, const Options& o) {
  AgencyOffice office(p.home, "agency");
  auto h = office.hands();
  const auto index = decided(agency::acknowledge(office.state, h, o.number), p.json);
  print(p.json, {{"order", o.number}, {"log_index", index}}, "Delivery acknowledged.");
}
void preserve(const PartyOptions& p, const Options& o) {
  AgencyOffice office(p.home, "agency");
  auto h = office.hands();
  take_letters(agency::collect(office.state, h));
  const auto index = decided(agency::preserve(office.state, h, o.number), p.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(p.json, {{"order", o.number}, {"log_index", index}}, "The log has the request. It takes effect by the court's `equipoise court keep`.");
}
void delete_received(const PartyOptions& p, const Options& o) {
  AgencyOffice office(p.home, "agency");
  auto h = office.hands();
  take_letters(agency::collect(office.state, h));
  const auto index = decided(agency::delete_received(office.state, h, o.number), p.json);
  print(p.json, {{"order", o.number}, {"log_index", index}}, "Everything received under order no. " + std::to_string(o.number) +
                                                                 " is deleted, and the log says so (entry " + std::to_string(index) + ").");
}

/// What is kept beyond the seven days, and until when; empty if nothing was ever asked for.
std::string preservation_of(const order::Case& c, Party& party) {
  if (c.destroyed) return "key destroyed";
  if (c.kept && !c.keeping()) return "over, key not destroyed yet";
  if (!c.kept) return c.preserved ? "asked for" : "";
  const Time until = c.keeping_ends();
  return (until <= party.now() ? "over, key not destroyed yet" : "until ") + (until <= party.now() ? "" : to_text(until));
}

/// The service's latest answer, day by day in short; empty if there is none.
std::string answer_of(const order::Case& c, const tlog::ReplayedLog& log) {
  if (!c.answered) return "";
  const auto entry = must(log.logged<order::AnswerEntry>(*c.answered), "The log does not hold the answer").value();
  std::map<std::string, unsigned> days;
  for (const order::Item& i : entry.items)
    ++days[std::string(order::to_text(i.disposition)) + (i.ground == order::Ground::none ? "" : " (" + std::string(order::to_text(i.ground)) + ")")];
  std::string out;
  for (const auto& [what, n] : days) out += (out.empty() ? "" : ", ") + what + " for " + std::to_string(n) + (n == 1 ? " day" : " days");
  return out;
}

/// Every case of the log: anybody of the realm can read this much.
void life(const PartyOptions& p) {
  Party party = open_party(p.home, Home::peek(p.home).role);
  const auto log = wire::read_log(*party.server, party.realm, wire::LogName::orders);
  if (!log.ok()) throw Failure{"The order log does not check out: " + log.error().what, "Run `equipoise audit`.", 3};
  const auto book = order::OrderBook::read(*log, wire::authorities(party.realm));
  json cases = json::array();
  std::string text;
  for (const auto& [filing, c] : book.cases()) {
    order::Stage stage = c.stage;
    std::string clock;
    if (c.order) {
      const auto* o = book.find(*c.order);
      const auto logged = wire::first_logged<order::OrderEntry>(*party.server, party.realm, wire::LogName::orders, *log, o->index);
      const tlog::NotAfter granted = must(logged, "The log does not show when order no. " + std::to_string(*c.order) + " was witnessed").seen_by();
      stage = order::stage_now(c, book, party.now());
      if (stage == order::Stage::emergency) clock = ", to be confirmed by " + to_text(o->terms.confirm_by);
      if (o->terms.basis == order::Basis::foreign && !c.cleared && !c.stopped)
        clock = ", window open until " + to_text(granted.waited(party.realm.profile.objection_hours * kHour_ms));
    }
    const std::string number = c.order ? "Order no. " + std::to_string(*c.order) : "Not granted";
    json item = {{"case", hex(filing)}, {"authority", c.authority}, {"stage", order::to_text(stage)}, {"flagged", c.flagged.has_value()},
                 {"deleted", c.deleted.has_value()}, {"ground", order::to_text(c.ground)}};
    const std::string kept = preservation_of(c, party);
    if (c.order) item.update({{"order", *c.order}, {"notice_due", order::to_text(c.notice_moved_to())}, {"preservation", kept}, {"answer", answer_of(c, *log)}});
    cases.push_back(item);
    text += number + " (case " + hex(filing).substr(0, 16) + ", " + c.authority + "): " + std::string(order::to_text(stage)) + clock +
            (c.flagged ? ", flagged" : "") + (c.deleted ? ", deleted by the agency" : "") +
            (c.ground == order::Ground::none ? "" : ", ground: " + std::string(order::to_text(c.ground))) +
            (c.answered ? ", answered: " + answer_of(c, *log) : "") + (kept.empty() ? "" : ", preservation: " + kept) + (c.order ? ", notice due " + order::to_text(c.notice_moved_to()) : "") + "\n";
  }
  print(p.json, {{"cases", cases}, {"without_effect", book.voids().size()}}, text.empty() ? "Nothing was ever filed." : text);
}

struct Need {
  bool application = false, number = false, some_number = false, text = false, ground = false, month = false, in = false, out = false;
};

template <class F>
void add(CLI::App& office, const std::string& name, const std::string& help, Need need, F act) {
  auto* c = office.add_subcommand(name, help);
  auto p = add_party_options(*c);
  auto o = std::make_shared<Options>();
  if (need.application) c->add_option("--application", o->application, "Its id or the beginning of it")->required();
  if (need.number) c->add_option("--order", o->number, "The order's number")->required();
  if (need.some_number) c->add_option("--order", o->number, "The order's number; without it, all");
  if (need.text) c->add_option("--text", o->text, "What is written; the log holds its digest only")->required();
  if (need.ground) c->add_option("--ground", o->ground, "The ground, a word of the closed list (`--ground help` names them)")->required();
  if (need.month) c->add_option("--until", o->month, "The month from which the person is told, YYYY-MM")->required();
  if (need.in) c->add_option("--in", o->in, "The application's file")->required();
  if (need.out) c->add_option("--out", o->out, "File to write")->required();
  c->callback([p, o, act] { act(*p, *o); });
}

void add_case(CLI::App& root) {
  auto& court = *root.get_subcommand("court");
  add(court, "ask", "Ask the agency something before deciding; the case waits", {.application = true, .text = true}, ask);
  for (const CourtAct& a : kCourtActs)
    add(court, a.name, a.help, {.number = true}, [&a](const PartyOptions& p, const Options& o) { court_act(p, o, a); });
  add(court, "object", "Another realm's order: stop it, with its ground", {.number = true, .ground = true}, object);
  add(court, "flag", "Immunity, privilege or press: nothing is released until a judge lifts it", {.number = true, .ground = true}, flag);
  add(court, "postpone", "The judge postpones the notice to the person", {.number = true, .month = true}, postpone);
  add(court, "keep", "Have the service keep what the order covers beyond its seven days, as the agency asked", {.number = true}, keep);
  add(court, "unkeep", "Destroy the keys of preservations that are over, or of this one, and log it", {.some_number = true}, unkeep);
  add(court, "endorse", "Decide, as its own judge, on our agency's application in another realm", {.in = true, .out = true}, endorse);

  auto& order = *root.get_subcommand("order");
  add(order, "submit", "File and send an application that brings another's decision along", {.in = true}, submit);
  add(order, "clarify", "Answer the court's question", {.application = true, .text = true}, clarify);
  add(order, "withdraw", "Take back an application, or an order before its time", {.application = true}, withdraw);
  add(order, "preserve", "Ask the court to have the service keep what the order covers beyond its seven days", {.number = true}, preserve);
  add(order, "acknowledge", "Acknowledge that what was opened has arrived", {.number = true}, acknowledge);
  add(order, "delete", "Delete what was received under a stopped order, and log that it is done", {.number = true}, delete_received);
  add(order, "life", "Where every case of the public log stands; any member of the realm may ask", {}, [](const PartyOptions& p, const Options&) { life(p); });
}

const Commands commands(56, add_case);

}  // namespace
}  // namespace eq::app
