// What an agency does about a case besides opening: `equipoise order submit|clarify|withdraw|...`.
#include "apps/equipoise/agency/office.h"

namespace eq::app {
namespace {

struct Options {
  std::string application, text, in;
  bool yes = false;
  std::uint32_t number = 0;
};

void submit(const PartyOptions& party, const Options& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  const auto sent =
      decided(agency::submit(office.state, h, read_application(options.in)), party.json);
  wait_until_filed(office.party, sent.application);
  print(party.json, {{"application", hex(sent.application)}, {"words", sent.words}},
        sent.words + "\nFiled in the public log and sent to the court.");
}
void clarify(const PartyOptions& party, const Options& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  decided(agency::clarify(office.state, h,
                          pick_filing(office.state, options.application).application.id(),
                          options.text),
          party.json);
  print(party.json, {{"answered", true}},
        "The answer is logged (not its words) and on its way to the court.");
}
void withdraw(const PartyOptions& party, const Options& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  const auto filing = pick_filing(office.state, options.application);
  const auto& scope = filing.application.scope;
  if (!filing.granted &&
      decided(agency::forget_unsent(office.state, h, filing.application.id()), party.json))
    return print(
        party.json, {{"forgotten", true}},
        "It had never reached the log, and is forgotten here: there was nothing to withdraw.");
  const std::string what = (filing.granted ? "order no. " + std::to_string(filing.granted->number)
                                           : std::string("the application")) +
                           " on account " + scope.account.hex() + ", " + to_text(scope.first) +
                           " to " + to_text(scope.last);
  if (!options.yes)
    throw Failure{
        "This would withdraw " + what + ", for good" +
            (filing.granted
                 ? "; evidence packages of it would no longer stand where they are verified"
                 : ""),
        "Nothing was withdrawn. If you mean it, say the same with --yes.", 2};
  const auto index =
      decided(agency::withdraw(office.state, h, filing.application.id()), party.json);
  print(party.json, {{"log_index", index}},
        "Withdrawn (entry " + std::to_string(index) + " of the order log).");
}
void acknowledge(const PartyOptions& party, const Options& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  const auto index = decided(agency::acknowledge(office.state, h, options.number), party.json);
  print(party.json, {{"order", options.number}, {"log_index", index}}, "Delivery acknowledged.");
}
void preserve(const PartyOptions& party, const Options& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto index = decided(agency::preserve(office.state, h, options.number), party.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(party.json, {{"order", options.number}, {"log_index", index}},
        "The log has the request. It takes effect by the court's `equipoise court keep`.");
}
void delete_received(const PartyOptions& party, const Options& options) {
  if (!options.yes)
    throw Failure{"This would delete everything received under order no. " +
                      std::to_string(options.number) + ", for good",
                  "Nothing was deleted. If you mean it, say the same with --yes.", 2};
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto index = decided(agency::delete_received(office.state, h, options.number), party.json);
  print(party.json, {{"order", options.number}, {"log_index", index}},
        "Everything received under order no. " + std::to_string(options.number) +
            " is deleted, and the log says so (entry " + std::to_string(index) + ").");
}

struct Need {
  bool application = false, number = false, text = false, in = false, yes = false;
};

std::string example_of(const Need& need) {
  std::string out;
  if (need.application) out += "--application 5be1 ";
  if (need.number) out += "--order 7 ";
  if (need.text) out += "--text \"The second one\" ";
  if (need.in) out += "--in decided.eqp ";
  if (need.yes) out += "--yes ";
  return out + "--home agency";
}

void add(Command& order, const std::string& name, const std::string& help, const Need& need,
         void (*act)(const PartyOptions&, const Options&)) {
  Command& c = order.add(name, help, example_of(need));
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  if (need.application)
    c.option("--application", &o->application, "Its id or the beginning of it").required();
  if (need.number) c.option("--order", &o->number, "The order's number").required();
  if (need.text)
    c.option("--text", &o->text, "What is written; the log holds its digest only").required();
  if (need.in) c.option("--in", &o->in, "The application's file").required();
  if (need.yes)
    c.flag("--yes", &o->yes, "It is meant: without, it is only said what would be done");
  c.action([party, o, act] { act(*party, *o); });
}

}  // namespace

void add_case_acts(Command& order) {
  add(order, "submit", "File and send an application that brings another's decision along",
      {.in = true}, submit);
  add(order, "clarify", "Answer the court's question", {.application = true, .text = true},
      clarify);
  add(order, "withdraw", "Take back an application, or an order before its time",
      {.application = true, .yes = true}, withdraw);
  add(order, "preserve",
      "Ask the court to have the server keep what the order covers beyond its seven days",
      {.number = true}, preserve);
  add(order, "acknowledge", "Acknowledge that what was opened has arrived", {.number = true},
      acknowledge);
  add(order, "delete", "Delete what was received under a stopped order, and log that it is done",
      {.number = true, .yes = true}, delete_received);
}

}  // namespace eq::app
