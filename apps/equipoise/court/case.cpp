// What happens to a case besides being granted: `equipoise court ask|confirm|lapse|object|...`.
#include "apps/equipoise/court/office.h"

namespace eq::app {
namespace {

struct Options {
  std::string application, text, ground, month, in, out;
  std::uint32_t number = 0;
  std::uint64_t entry = 0;  // the log's first entry is no flag
  std::optional<std::uint64_t> which() const {
    return entry == 0 ? std::nullopt : std::optional(entry);
  }
};

void say_done(CourtOffice& office, const PartyOptions& p, const Options& o, std::uint64_t index,
              const std::string& words) {
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(p.json, {{"order", o.number}, {"log_index", index}},
        "Order no. " + std::to_string(o.number) + ": " + words + " (entry " +
            std::to_string(index) + " of the order log).");
}

void ask(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  take_letters(court::collect(office.state, h));
  decided(court::put_away_settled(office.state, h), p.json);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < office.state.applications.size(); ++i)
    if (hex(wire::application_id(office.state.applications[i])).starts_with(o.application))
      found.push_back(i);
  if (found.size() != 1)
    throw Failure{"Name exactly one waiting application", "See `equipoise court inbox`.", 2};
  decided(court::ask(office.state, h, found[0], o.text), p.json);
  print(
      p.json, {{"asked", true}},
      "The question is logged (not its words) and on its way to the agency. The case waits for the answer.");
}

/// An act on a logged order that needs nothing but its number.
struct CourtAct {
  const char* name;
  const char* help;
  const char* done;
  order::Outcome<std::uint64_t> (*act)(court::State&, court::Hands&, std::uint32_t);
};
constexpr CourtAct kCourtActs[] = {
    {"confirm", "The judge confirms an emergency order within its hour",
     "confirmed; it goes on like any order", court::confirm},
    {"lapse", "End an emergency order that was not confirmed in time",
     "lapsed; its keys are destroyed, the agency was told to delete", court::lapse},
    {"clear", "Another realm's order: the window need not be waited for", "cleared", court::clear},
    {"review", "Another country's law may forbid it: nothing is released until the judge decides",
     "under review; the agency was told", court::review},
    {"reject", "The judge ends an order after a review",
     "ended; its keys are destroyed, the agency was told to delete", court::reject},
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
  say_done(
      office, p, o,
      decided(court::object(office.state, h, o.number, ground_option(o.ground)), p.json),
      "stopped by our objection (" + o.ground + "); its keys are destroyed, the agency was told");
}
void flag(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  say_done(office, p, o,
           decided(court::flag(office.state, h, o.number, flag_ground(o.ground)), p.json),
           "flagged (" + o.ground + "); nothing is released until a judge lifts it");
}
void lift(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  say_done(office, p, o, decided(court::lift(office.state, h, o.number, o.which()), p.json),
           "the flag is lifted");
}
void resume(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  say_done(office, p, o, decided(court::resume(office.state, h, o.number, o.which()), p.json),
           "resumed; the agency was told");
}
void postpone(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  const auto month =
      must(order::parse_month(o.month), "--until is not a month", "Write it as YYYY-MM.");
  say_done(office, p, o, decided(court::postpone(office.state, h, o.number, month), p.json),
           "the notice waits until " + o.month);
}

void keep(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  const auto index = decided(court::keep(office.state, h, o.number), p.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  auto later = office.hands();
  decided(court::begin_keeping(office.state, later, o.number), p.json);
  print(
      p.json, {{"order", o.number}, {"log_index", index}},
      "The service keeps what order no. " + std::to_string(o.number) + " covers for " +
          std::to_string(office.party.realm.profile.preservation_days) +
          " days, sealed to a key that only this home holds (entry " + std::to_string(index) +
          "). A copy of this home made before the end could still open it: make none that outlives it.");
}

/// Of one order, or of all that are over.
void unkeep(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  auto h = office.hands();
  const auto destroyed =
      decided(court::destroy_preservations(office.state, h,
                                           o.number == 0 ? std::nullopt : std::optional(o.number)),
              p.json);
  json list = json::array();
  std::string text;
  for (const auto& d : destroyed) {
    list.push_back({{"order", d.order}, {"log_index", d.log_index}});
    text += "Order no. " + std::to_string(d.order) + ": the preservation key is destroyed (entry " +
            std::to_string(d.log_index) + ").\n";
  }
  print(p.json, {{"destroyed", list}},
        text.empty() ? "No preservation is over."
                     : text + "Copies of this home made before still hold it: destroy those too.");
}

/// As the judge of the agency's own realm: no server is needed, the decision travels with the file.
void endorse(const PartyOptions& p, const Options& o) {
  CourtOffice office(p.home, "court");
  order::Application a = read_application(o.in);
  if (a.scope.realm == office.party.realm.name)
    throw Failure{"This application is for our own realm",
                  "Decide on it with `equipoise court approve`.", 2};
  a.issues.push_back(order::issue(a, order::IssuerKind::judge, office.party.realm.court.name,
                                  office.state.signing));
  write_file(o.out, encode(a), 0600);
  print(p.json, {{"application", hex(a.id())}, {"file", o.out}},
        "The judge signs:\n" + a.plain_words() + "\nWrote " + o.out + " for the agency.");
}

struct Need {
  bool application = false, number = false, some_number = false, text = false, ground = false,
       month = false, in = false, out = false, entry = false;
};

std::string example_of(const Need& need) {
  std::string out;
  if (need.application) out += "--application 5be1 ";
  if (need.number || need.some_number) out += "--order 7 ";
  if (need.text) out += "--text \"Which of the two numbers is meant?\" ";
  if (need.ground) out += "--ground press-freedom ";
  if (need.month) out += "--until 2027-03 ";
  if (need.in) out += "--in application.eqp ";
  if (need.out) out += "--out decided.eqp ";
  return out + "--home court";
}

template <class Act>
void add(Command& court, const std::string& name, const std::string& help, const Need& need,
         Act act) {
  Command& c = court.add(name, help, example_of(need));
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  if (need.application)
    c.option("--application", &o->application, "Its id or the beginning of it").required();
  if (need.number) c.option("--order", &o->number, "The order's number").required();
  if (need.some_number) c.option("--order", &o->number, "The order's number; without it, all");
  if (need.text)
    c.option("--text", &o->text, "What is written; the log holds its digest only").required();
  if (need.ground)
    c.option("--ground", &o->ground,
             "The ground, a word of the closed list of spec/order.md section 10")
        .required();
  if (need.month)
    c.option("--until", &o->month, "The month from which the person is told, YYYY-MM").required();
  if (need.entry)
    c.option(
        "--entry", &o->entry,
        "The entry of the order log that raised it, where several stand (`equipoise order life` "
        "shows them)");
  if (need.in) c.option("--in", &o->in, "The application's file").required();
  if (need.out) c.option("--out", &o->out, "File to write").required();
  c.action([party, o, act] { act(*party, *o); });
}

}  // namespace

void add_case(Command& court) {
  add(court, "ask", "Ask the agency something before deciding; the case waits",
      {.application = true, .text = true}, ask);
  for (const CourtAct& a : kCourtActs)
    add(court, a.name, a.help, {.number = true},
        [&a](const PartyOptions& p, const Options& o) { court_act(p, o, a); });
  add(court, "object", "Another realm's order: stop it, with its ground",
      {.number = true, .ground = true}, object);
  add(court, "flag", "Immunity, privilege or press: nothing is released until a judge lifts it",
      {.number = true, .ground = true}, flag);
  add(court, "lift", "The judge lifts a flag", {.number = true, .entry = true}, lift);
  add(court, "resume", "The judge lets an order go on after a review",
      {.number = true, .entry = true}, resume);
  add(court, "postpone", "The judge postpones the notice to the person",
      {.number = true, .month = true}, postpone);
  add(court, "keep",
      "Have the service keep what the order covers beyond its seven days, as the agency asked",
      {.number = true}, keep);
  add(court, "unkeep",
      "Destroy the keys of preservations that are over, or of this one, and log it",
      {.some_number = true}, unkeep);
  add(court, "endorse", "Decide, as its own judge, on our agency's application in another realm",
      {.in = true, .out = true}, endorse);
}

}  // namespace eq::app
