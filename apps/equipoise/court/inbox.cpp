// `equipoise court inbox`: what waits for the judge and for the registry, and what the days to come
// wait for.
#include "apps/equipoise/court/court_command.h"
#include "apps/equipoise/court/judge.h"
#include "apps/equipoise/frame/next_command.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "eq/wire/orders_reader.h"
#include "parties/court/consents.h"
#include "parties/court/days.h"
#include "parties/court/duties.h"

namespace eq::app {
namespace {

/// Where she keeps her key only she knows; it is called so where it was made.
constexpr const char* kJudge = " --judge judge.key";

struct Duty {
  std::string what;
  std::vector<std::string> commands;
};
/// In words, with the commands that do it.
Duty words_of(const court::Duty& duty, const wire::Realm& realm) {
  const std::string order = " --order " + std::to_string(duty.order);
  const std::string entry = duty.doubt ? " --entry " + std::to_string(duty.doubt->index) : "";
  const std::string by = duty.doubt ? office_called(realm, duty.doubt->by) : "";
  switch (duty.kind) {
    case court::DutyKind::flag:
      return {"flagged by " + by + " (" + std::string(order::to_text(duty.doubt->ground)) +
                  "): nothing is released until you lift it, or end the order",
              {"court lift" + order + entry + kJudge, "court end" + order + kJudge}};
    case court::DutyKind::review:
      return {"put under review by " + by +
                  ": another country's law may forbid it, and nothing is released",
              {"court resume" + order + entry + kJudge, "court reject" + order + kJudge}};
    case court::DutyKind::emergency:
      return {"an emergency that you have not confirmed",
              {"court confirm" + order + kJudge, "court lapse" + order + kJudge}};
    case court::DutyKind::preserving:
      return {"the agency asks that what it covers be kept", {"court keep" + order + kJudge}};
    case court::DutyKind::destroying:
      return {"what was kept is over, and its key is to be destroyed",
              {std::string("court unkeep") + kJudge}};
    case court::DutyKind::disclosing: break;
  }
  return {"the notice to the person is due",
          {"court disclose --month " + order::to_text(duty.month)}};
}

/// All that waits in the log: each holds a case up, or is due.
std::string waiting_in_log(const wire::OrdersShown& orders, const wire::Realm& realm, Time now,
                           const PartyOptions& party, json& all) {
  std::string text;
  for (const court::Duty& duty : court::duties(orders, now)) {
    const auto [what, commands] = words_of(duty, realm);
    all.push_back(json{{"order", duty.order}, {"what", what}, {"commands", commands}});
    text += "Order no. " + std::to_string(duty.order) + ": " + what + ".\n";
    for (const auto& command : commands) text += "  " + typed(command, party) + "\n";
  }
  return text;
}

/// What is to be decided on one application, or whether its answer is waited for.
std::string steps_of(const order::OrderBook& book, const order::Application& a,
                     const PartyOptions& party) {
  const order::Case* c = book.find_case(a.id());
  const std::string named = " --application " + hex(a.id()).substr(0, 8);
  if (c != nullptr && c->stage == order::Stage::clarification)
    return "  The agency was asked, and has not answered yet.\n";
  std::string out;
  for (const std::string& command :
       {"court approve" + named + kJudge, "court decline" + named + " --reason \"WHY\"" + kJudge,
        "court ask" + named + " --text \"WHAT\"" + kJudge})
    out += "  " + typed(command, party) + "\n";
  return out;
}

/// What a signed order waits for.
std::string steps_of(const court::Granted& g, std::size_t consents, std::size_t threshold,
                     const PartyOptions& party) {
  if (g.log_index) return "";
  const std::string order = " --order " + std::to_string(g.file.terms.number);
  if (consents >= threshold) return "  " + typed("court publish-order" + order, party) + "\n";
  return "  waits for custodians; to ask them again, or to take it back:\n  " +
         typed("court send" + order, party) + "\n  " +
         typed("court withdraw" + order + kJudge, party) + "\n";
}

void inbox(const PartyOptions& party, const CourtOptions&) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  json applications = json::array(), orders = json::array(), answers = json::array(),
       duties = json::array(), days = json::array();
  std::string text = put_away(office, h, party.json);
  const auto log =
      decided(wire::look_at_orders(h.server, h.realm, office.state.orders_seen), party.json);
  for (const auto& a : office.state.applications) {
    const std::string id = hex(wire::application_id(a));
    applications.push_back(
        {{"application", id}, {"account", a.scope.account.hex()}, {"words", a.plain_words()}});
    text += "Waits for the judge: " + id.substr(0, 16) + "\n  " + a.plain_words() + "\n" +
            steps_of(log.book, a, party);
    for (const auto& answer : office.state.clarified) {
      if (answer.application != wire::application_id(a)) continue;
      answers.push_back({{"application", id}, {"words", answer.text}});
      text += "  The agency answers: " + shown_block(answer.text) + "\n";
    }
  }
  for (const auto& [number, g] : office.state.granted) {
    const std::size_t consents = court::consented(g, log.book.realm()).size();
    const auto& in_office = log.book.realm().custodians_on(g.file.terms.first, order::kWholeLog);
    orders.push_back({{"order", number},
                      {"consents", consents},
                      {"refusals", g.refusals},
                      {"logged", g.log_index.has_value()}});
    const order::Case* c = log.book.find_case(g.file.terms.filing);
    if (c != nullptr && (c->stopped || c->closed)) {
      orders.back()["ended"] = order::to_text(c->stage);
      text += "Order no. " + std::to_string(number) + ": " + std::string(order::to_text(c->stage)) +
              ", in the public log\n";
      continue;
    }
    text += "Order no. " + std::to_string(number) + ": " +
            (g.log_index ? "in the public log" : "signed, not published") + ", " +
            counted(consents, "custodian", "custodians") + " consented\n" +
            steps_of(g, consents, in_office.threshold, party);
    for (const auto& r : g.refusals) text += "  refused by " + shown_block(r) + "\n";
  }
  text += waiting_in_log(log, h.realm, h.now, party, duties) +
          waiting_days(office, h, log.book, party, days);
  const std::size_t requests = office.state.requests.size();
  text += counted(requests, "request for a day key waits", "requests for day keys wait") + ".\n" +
          (requests == 0 ? "" : "  " + typed("court release-key", party) + "\n");
  print(party.json,
        {{"applications", applications},
         {"answers", answers},
         {"orders", orders},
         {"waiting_in_log", duties},
         {"days", days},
         {"key_requests", office.state.requests.size()}},
        text);
}

}  // namespace

std::string put_away(CourtOffice& office, court::Environment& environment, bool as_json) {
  const std::size_t n = decided(court::put_away_settled(office.state, environment), as_json);
  if (n == 0) return "";
  return std::to_string(n) + (n == 1 ? " application was" : " applications were") +
         " withdrawn by the agency or settled, and put away: nothing is left to decide there.\n";
}

void add_inbox(Command& court) {
  add_court_command(court, "inbox", "Read the desk; show what waits, in plain words", {}, inbox);
}

}  // namespace eq::app
