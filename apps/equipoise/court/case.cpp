// What happens to a case besides being granted: `equipoise court ask|confirm|lapse|object|...`.
#include "apps/equipoise/court/judge.h"
#include "apps/equipoise/frame/output_file.h"
#include "eq/wire/orders_reader.h"
#include "eq/wire/waiting.h"

namespace eq::app {
namespace {

struct Options {
  std::string application, judge, text, ground, month, in, out;
  std::uint32_t number = 0;
  bool yes = false;
  std::uint64_t entry = 0;  // the log's first entry is no flag
  std::optional<std::uint64_t> which() const {
    return entry == 0 ? std::nullopt : std::optional(entry);
  }
};

void say_done(CourtOffice& office, const PartyOptions& party, const Options& options,
              std::uint64_t index, const std::string& words) {
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(party.json, {{"order", options.number}, {"log_index", index}},
        "Order no. " + std::to_string(options.number) + ": " + words + " (entry " +
            std::to_string(index) + " of the order log).");
}

void ask(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  decided(court::put_away_settled(office.state, h), party.json);
  const auto found = wire::ids_of(office.state.applications, [&](const auto& a) {
    return hex(a.id()).starts_with(options.application);
  });
  if (found.size() != 1)
    throw Failure{"Name exactly one waiting application", "See `equipoise court inbox`.", 2};
  const auto judge = have_judge_sign(
      office, options.judge, party,
      "A question: " + options.text + "\n" + application_words(office.state, found[0]));
  decided(court::ask(office.state, h, judge, found[0], options.text), party.json);
  print(
      party.json, {{"asked", true}},
      "The question is logged (not its words) and on its way to the agency. The case waits for the answer.");
}

/// What cannot be taken back is said first, and done when it is meant.
void must_be_meant(const Options& options, const std::string& what) {
  if (options.yes) return;
  throw Failure{"This would end order no. " + std::to_string(options.number) + " for good" + what,
                "Nothing was done. If you mean it, say the same with --yes.", 2};
}

enum class Lasting { until_undone, for_good };

/// An act on a logged order that needs nothing but its number.
struct CourtAct {
  const char* name;
  const char* help;
  const char* done;
  order::Outcome<std::uint64_t> (*act)(court::State&, court::Environment&, const court::JudgeKey&,
                                       std::uint32_t);
  Lasting lasting = Lasting::until_undone;
};
constexpr CourtAct kCourtActs[] = {
    {"confirm", "The judge confirms an emergency order within its hour",
     "confirmed; it goes on like any order", court::confirm},
    {"lapse", "End an emergency order that was not confirmed in time",
     "lapsed; its keys are destroyed, the agency was told to delete", court::lapse,
     Lasting::for_good},
    {"clear", "Another realm's order: the window need not be waited for", "cleared", court::clear},
    {"review", "Another country's law may forbid it: nothing is released until the judge decides",
     "under review; the agency was told", court::review},
    {"reject", "The judge ends an order after a review",
     "ended; its keys are destroyed, the agency was told to delete", court::reject,
     Lasting::for_good},
    {"end", "End an order before its time, because it should not stand",
     "ended; its keys are destroyed", court::end_early, Lasting::for_good},
    {"close", "Close an order that is done: its every day was answered, its evidence stands",
     "closed; the key to what was kept of it, if anything was, is destroyed", court::close},
    {"extend", "Extend the preservation once", "its preservation is extended", court::extend}};

void court_act(const PartyOptions& party, const Options& options, const CourtAct& a) {
  if (a.lasting == Lasting::for_good)
    must_be_meant(
        options,
        ", destroy its keys, and leave its evidence without an order that stands (an order "
        "that is done is closed: equipoise court close)");
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto judge =
      have_judge_sign(office, options.judge, party,
                      std::string(a.name) + ": " + words_of_order(office, options.number));
  say_done(office, party, options,
           decided(a.act(office.state, h, judge, options.number), party.json), a.done);
}

void object(const PartyOptions& party, const Options& options) {
  must_be_meant(options, ", destroy its keys, and have the agency delete what it has");
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto judge = have_judge_sign(
      office, options.judge, party,
      "Objection (" + options.ground + "): " + words_of_order(office, options.number));
  say_done(
      office, party, options,
      decided(court::object(office.state, h, judge, options.number, ground_option(options.ground)),
              party.json),
      "stopped by our objection (" + options.ground +
          "); its keys are destroyed, the agency was told");
}
void flag(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto judge =
      have_judge_sign(office, options.judge, party,
                      "Flag (" + options.ground + "): " + words_of_order(office, options.number));
  say_done(office, party, options,
           decided(court::flag(office.state, h, judge, options.number, flag_ground(options.ground)),
                   party.json),
           "flagged (" + options.ground + "); nothing is released until a judge lifts it");
}
struct DoubtMeant {
  std::uint64_t entry = 0;
  std::string words;
};
/// The one that is decided on: the entry that was named, or the only one that stands.
DoubtMeant doubt_meant(CourtOffice& office, court::Environment& h, const Options& options,
                       const std::string& what, std::vector<order::Doubt> order::Case::*which,
                       bool as_json) {
  const auto log =
      decided(wire::look_at_orders(h.server, h.realm, office.state.orders_seen), as_json);
  const order::Case* c = log.book.case_of(options.number);
  const auto standing = c == nullptr ? std::vector<order::Doubt>() : c->*which;
  for (const order::Doubt& d : standing)
    if (options.which() == d.index || (!options.which() && standing.size() == 1))
      return {d.index, office_called(h.realm, d.by) + ", entry " + std::to_string(d.index) + " (" +
                           std::string(order::to_text(d.ground)) + ")"};
  std::string all;
  for (const order::Doubt& d : standing)
    all += (all.empty() ? "--entry " : ", --entry ") + std::to_string(d.index);
  throw Failure{
      (standing.empty() ? "No " + what + " stands"
       : options.entry == 0
           ? "More than one " + what + " stands"
           : "Entry " + std::to_string(options.entry) + " is no " + what + " that stands") +
          " against order no. " + std::to_string(options.number),
      (standing.empty() ? std::string() : "What stands: " + all + ". ") + "Nothing was signed.", 2};
}

void lift(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto on = doubt_meant(office, h, options, "flag", &order::Case::flags, party.json);
  const auto judge = have_judge_sign(
      office, options.judge, party,
      "Lifted: the flag of " + on.words + "\n" + words_of_order(office, options.number));
  say_done(office, party, options,
           decided(court::lift(office.state, h, judge, options.number, on.entry), party.json),
           "the flag is lifted");
}
void resume(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto on = doubt_meant(office, h, options, "review", &order::Case::reviews, party.json);
  const Time until =
      decided(court::window_after(office.state, h, options.number, on.entry), party.json);
  const std::string window =
      until == Time{} ? "" : "it may be objected to again until " + to_text(until);
  const auto judge = have_judge_sign(
      office, options.judge, party,
      "Over, and it goes on" + (window.empty() ? "" : ", and " + window) + ": the review of " +
          on.words + "\n" + words_of_order(office, options.number));
  const auto resumed =
      decided(court::resume(office.state, h, judge, options.number, on.entry), party.json);
  say_done(office, party, options, resumed.log_index,
           (window.empty() ? "resumed" : "resumed; " + window) + "; the agency was told");
}
void postpone(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto month =
      must(order::parse_month(options.month), "--until is not a month", "Write it as YYYY-MM.");
  const auto judge = have_judge_sign(
      office, options.judge, party,
      "The notice waits until " + options.month + ": " + words_of_order(office, options.number));
  say_done(office, party, options,
           decided(court::postpone(office.state, h, judge, options.number, month), party.json),
           "the notice waits until " + options.month);
}

void keep(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto judge =
      have_judge_sign(office, options.judge, party,
                      "What it covers is kept: " + words_of_order(office, options.number));
  const auto index = decided(court::keep(office.state, h, judge, options.number), party.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  auto later = office.environment();
  const Time until = decided(court::begin_keeping(office.state, later, options.number), party.json);
  print(
      party.json, {{"order", options.number}, {"log_index", index}},
      "The service keeps what order no. " + std::to_string(options.number) + " covers until " +
          to_text(until) + ", sealed to a key that only this home holds (entry " +
          std::to_string(index) +
          "). A copy of this home made before the end could still open it: make none that outlives it.");
}

/// Of one order, or of all that are over.
void unkeep(const PartyOptions& party, const Options& options) {
  if (options.number != 0 && !options.yes)
    throw Failure{"This would destroy the key to what is kept of order no. " +
                      std::to_string(options.number) + " for good, whether that is over or not",
                  "Nothing was done. If you mean it, say the same with --yes; without --order, "
                  "those that are over are destroyed.",
                  2};
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto judge = have_judge_sign(
      office, options.judge, party,
      options.number == 0 ? "The keys to what was kept are destroyed, where that is over"
                          : "The key to what is kept is destroyed, over or not: " +
                                words_of_order(office, options.number));
  const auto destroyed =
      decided(court::destroy_preservations(
                  office.state, h, judge,
                  options.number == 0 ? std::nullopt : std::optional(options.number)),
              party.json);
  json list = json::array();
  std::string text;
  for (const auto& d : destroyed) {
    list.push_back({{"order", d.order}, {"log_index", d.log_index}});
    text += "Order no. " + std::to_string(d.order) + ": the preservation key is destroyed (entry " +
            std::to_string(d.log_index) + ").\n";
  }
  print(party.json, {{"destroyed", list}},
        text.empty() ? "No preservation is over."
                     : text + "Copies of this home made before still hold it: destroy those too.");
}

/// As the judge of the agency's own realm: no server is needed, the decision travels with the file.
void endorse(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  order::Application a = read_application(options.in);
  if (a.scope.realm == office.party.realm.name)
    throw Failure{"This application is for our own realm",
                  "Decide on it with `equipoise court approve`.", 2};
  const auto judge = have_judge_sign(office, options.judge, party, a.plain_words());
  a.issues.push_back(
      order::issue(a, order::IssuerKind::judge, office.party.realm.court.name, judge.signing()));
  write_output(options.out, encode(a));
  print(party.json, {{"application", hex(a.id())}, {"file", options.out}},
        "Wrote " + options.out + " for the agency.");
}

struct Need {
  bool application = false, number = false, some_number = false, text = false, ground = false,
       month = false, in = false, out = false, entry = false, yes = false;
};

std::string example_of(const Need& need) {
  std::string out = "--judge judge.key ";
  if (need.application) out += "--application 5be1 ";
  if (need.number || need.some_number) out += "--order 7 ";
  if (need.text) out += "--text \"Which of the two numbers is meant?\" ";
  if (need.ground) out += "--ground press-freedom ";
  if (need.month) out += "--until 2027-03 ";
  if (need.in) out += "--in application.eqp ";
  if (need.out) out += "--out decided.eqp ";
  if (need.yes) out += "--yes ";
  return out + "--home court";
}

template <class Act>
void add(Command& court, const std::string& name, const std::string& help, const Need& need,
         Act act) {
  Command& c = court.add(name, help, example_of(need));
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  judge_option(c, o->judge);
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
  if (need.yes)
    c.flag("--yes", &o->yes, "It is meant: without, it is only said what would be done");
  c.action([party, o, act] { act(*party, *o); });
}

}  // namespace

void add_case(Command& court) {
  add(court, "ask", "Ask the agency something before deciding; the case waits",
      {.application = true, .text = true}, ask);
  for (const CourtAct& a : kCourtActs)
    add(court, a.name, a.help, {.number = true, .yes = a.lasting == Lasting::for_good},
        [&a](const PartyOptions& party, const Options& options) { court_act(party, options, a); });
  add(court, "object", "Another realm's order: stop it, with its ground",
      {.number = true, .ground = true, .yes = true}, object);
  add(court, "flag", "Immunity, privilege or press: nothing is released until a judge lifts it",
      {.number = true, .ground = true}, flag);
  add(court, "lift", "The judge lifts a flag", {.number = true, .entry = true}, lift);
  add(court, "resume", "The judge lets an order go on after a review",
      {.number = true, .entry = true}, resume);
  add(court, "postpone", "The judge postpones the notice to the person",
      {.number = true, .month = true}, postpone);
  add(court, "keep",
      "Have the server keep what the order covers beyond its seven days, as the agency asked",
      {.number = true}, keep);
  add(court, "unkeep",
      "Destroy the keys of preservations that are over, or of this one, and log it",
      {.some_number = true, .yes = true}, unkeep);
  add(court, "endorse", "Decide, as its own judge, on our agency's application in another realm",
      {.in = true, .out = true}, endorse);
}

}  // namespace eq::app
