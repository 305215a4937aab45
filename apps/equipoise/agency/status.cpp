// `equipoise order status`: what became of each application, and of each day that was asked for.
#include "apps/equipoise/agency/office.h"
#include "apps/equipoise/frame/next_command.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "eq/order/life.h"
#include "eq/wire/orders_reader.h"

namespace eq::app {
namespace {

json refusals_of(const std::vector<wire::OrderRefused>& refusals) {
  json out = json::array();
  for (const auto& r : refusals) {
    out.push_back(
        {{"rule", r.rule}, {"sentence", r.sentence}, {"source", r.source}, {"remedy", r.remedy}});
  }
  return out;
}
std::string words_of(const std::vector<wire::OrderRefused>& refusals) {
  std::string out;
  for (const auto& r : refusals) {
    out += "  refused by " + shown_line(r.rule) + ": " + shown_line(r.sentence) +
           "\n    Source: " + shown_line(r.source) + "\n    What to do: " + shown_line(r.remedy) +
           "\n";
  }
  return out;
}

/// As whoever applied calls the case.
std::string file_number(const order::OrderScope& scope) {
  return scope.reference.empty() ? "" : ", file " + shown_line(scope.reference);
}

/// Of applications that this home does not have.
std::string words_of_others(const std::vector<wire::OrderRefused>& refusals) {
  std::string out;
  for (const auto& r : refusals)
    out += "Application " + hex(r.application).substr(0, 16) +
           (r.day ? ", " + to_text(*r.day) : "") +
           ", which this home does not have (said once):\n" + words_of({r});
  return out;
}

std::vector<wire::OrderRefused> letters_of(const std::vector<agency::RefusedDay>& refusals) {
  std::vector<wire::OrderRefused> out;
  for (const auto& r : refusals) out.push_back(r.letter);
  return out;
}

/// What has become of an application, by the log where it can be read, and in one word.
std::string state_of(const agency::Filing& f, const order::OrderBook* book) {
  if (f.stopped) return "stopped";
  const order::Case* c = book == nullptr ? nullptr : book->find_case(f.application.id());
  if (book != nullptr && c == nullptr && !f.granted && f.refusals.empty()) return "not sent";
  if (c != nullptr && c->stage == order::Stage::withdrawn) return "withdrawn";
  if (c != nullptr && !f.granted && c->stage == order::Stage::clarification) return "asked";
  return f.granted ? "granted" : f.refusals.empty() ? "waiting" : "refused";
}

std::string words_of_state(const std::string& state) {
  if (state == "not sent")
    return "not sent: the log does not have it. File the same form again, and it is sent; or `order withdraw` forgets it";
  if (state == "stopped") return "stopped: delete what was received with `equipoise order delete`";
  if (state == "withdrawn") return "withdrawn: what was received under it no longer stands";
  return state == "asked" ? "waits for your answer" : state;
}

/// What holds an order up, as the log says.
std::string held_up_here(const AgencyOffice& office, const order::OrderBook* book,
                         std::uint32_t number) {
  const order::Case* c = book == nullptr ? nullptr : book->case_of(number);
  if (c == nullptr || c->stopped || !order::held_up(*c, office.party.realm.profile)) return "";
  return c->flagged()    ? ", flagged: a judge must lift it first"
         : c->reviewed() ? ", under review: a judge must decide first"
                         : ", the service has asked: answer it first";
}

/// Each day that was asked for, and who refused its part of it.
std::string words_of_openings(AgencyOffice& office, const order::OrderBook* book, json& openings) {
  std::string text;
  for (const auto& [at, o] : office.state.openings) {
    openings.push_back({{"order", at.order},
                        {"day", to_text(at.day)},
                        {"intent_index", o.intent_index},
                        {"court_part", o.court.has_value()},
                        {"custodians_answered", o.releases.size()},
                        {"refusals", refusals_of(letters_of(o.refusals))},
                        {"messages", o.messages.size()}});
    text +=
        "Order no. " + std::to_string(at.order) + ", " + to_text(at.day) + ": " +
        (o.court ? "the court's part is here" : "waiting for the court's part") + ", " +
        counted(o.releases.size(), "custodian", "custodians") + " answered, " +
        (o.opened.empty() ? "not opened yet" : counted(o.messages.size(), "message", "messages")) +
        held_up_here(office, book, at.order) + "\n";
    if (!o.opened.empty()) continue;  // whoever refused was not needed
    for (const auto& r : o.refusals) {
      const auto* by = office.party.realm.find(r.by);
      text += "  " + (by ? shown_name(by->name) : std::string("?")) + ":\n" + words_of({r.letter});
    }
  }
  return text;
}

void status(const PartyOptions& party) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto orders = wire::look_at_orders(h.server, h.realm, office.state.orders_seen);
  const order::OrderBook* book = orders.ok() ? &orders->book : nullptr;
  json list = json::array();
  std::string text;
  for (const auto& f : office.state.filings) {
    const auto& s = f.application.scope;
    const std::string state = state_of(f, book);
    json item = {{"application", hex(wire::application_id(f.application))},
                 {"account", s.account.hex()},
                 {"first", to_text(s.first)},
                 {"last", to_text(s.last)},
                 {"state", state}};
    if (f.granted) item.update({{"order", f.granted->number}, {"log_index", f.granted->log_index}});
    item["refusals"] = refusals_of(f.refusals);
    item["questions"] = json::array();
    for (const auto& q : f.questions) item["questions"].push_back(q.text);
    list.push_back(item);
    text += (f.granted ? "Order no. " + std::to_string(f.granted->number)
                       : "Application " + item["application"].get<std::string>().substr(0, 16)) +
            ": account " + s.account.hex() + ", " + to_text(s.first) + " to " + to_text(s.last) +
            file_number(s) + ": " + words_of_state(state) +
            (f.granted ? held_up_here(office, book, f.granted->number) : "") + "\n" +
            words_of(f.refusals);
    for (const auto& q : f.questions) {
      const bool is_open = state == "asked" && &q == &f.questions.back();
      if (state == "asked" && !is_open) continue;  // a later one took its place
      text += (is_open ? "  The court asks: " : "  The court says: ") + shown_block(q.text) + "\n";
      if (is_open)
        text +=
            "  Answer with:\n  " +
            typed("order clarify --application " +
                      item["application"].get<std::string>().substr(0, 16) + " --text \"WORDS\"",
                  party) +
            "\n";
    }
  }
  json openings = json::array();
  text += words_of_openings(office, book, openings);
  text += words_of_others(office.state.refusals);
  print(party.json,
        {{"applications", list},
         {"openings", openings},
         {"refusals", refusals_of(office.state.refusals)}},
        text.empty() ? "Nothing was applied for." : text);
  // Said once: they are about nothing that this home has.
  office.state.refusals.clear();
  office.save();
}

}  // namespace

void add_status(Command& order) {
  Command& c = order.add("status", "Read the desk; say what was granted or refused, and why",
                         "--home agency");
  const auto party = c.party_options();
  c.action([party] { status(*party); });
}

}  // namespace eq::app
