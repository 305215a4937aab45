// `equipoise custodian ...`: consent to orders and days, shares, receipts.  The key ceremony is in cmd_ceremony.cpp.
#include "apps/equipoise/ceremony_commands.h"
#include "parties/custodian/custodian.h"

namespace eq::app {
namespace {

struct Options {
  std::uint32_t number = 0;
  std::string day, reason;
  bool wants(std::uint32_t n) const { return number == 0 || number == n; }
  bool wants(Day d) const { return day.empty() || day_option(day, "--day") == d; }
};

/// Print everything that was decided; a refusal makes the command exit with 3.
void report(bool as_json, const char* key, const json& items, const std::string& text, const std::optional<order::Refusal>& refused) {
  print(as_json, {{key, items}}, text);
  if (refused) throw Failure{refused->text(), "", 3};
}

void inbox(const PartyOptions& p, const Options&) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  const auto& s = office.state;
  json orders = json::array(), days = json::array(), shares = json::array();
  std::string text;
  for (const auto& a : s.orders) {
    const auto& scope = a.file.application.scope;
    const auto* from = office.party.realm.find(a.from);
    orders.push_back({{"order", a.file.terms.number}, {"from", from ? from->name : ""}, {"account", scope.account.hex()},
                      {"first", to_text(scope.first)}, {"last", to_text(scope.last)}});
    text += "Order no. " + std::to_string(a.file.terms.number) + " from " + (from ? shown_name(from->name) : "?") + ": account " + scope.account.hex() +
            ", " + to_text(scope.first) + " to " + to_text(scope.last) + "\n";
  }
  for (const auto& e : s.epochs) {
    days.push_back(to_text(e.proposal.terms.epoch));
    text += "Epoch object of " + to_text(e.proposal.terms.epoch) + " with " + std::to_string(e.proposal.terms.m) + " order(s)\n";
  }
  for (const auto& r : s.shares) {
    shares.push_back({{"day", to_text(r.request.epoch)}, {"envelopes", r.request.envelopes.size()}});
    text += "Request for shares of " + to_text(r.request.epoch) + ": " + std::to_string(r.request.envelopes.size()) + " envelope(s)\n";
  }
  print(p.json, {{"orders", orders}, {"days", days}, {"share_requests", shares}}, text.empty() ? "Nothing waits." : text);
}

void approve(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (std::size_t i = 0; i < office.state.orders.size();) {
    if (!o.wants(office.state.orders[i].file.terms.number)) {
      ++i;
      continue;
    }
    const auto d = decided(custodian::approve(office.state, h, i), p.json);
    json item = {{"order", d.number}, {"signed", !d.refusal}, {"words", d.words}};
    if (d.refusal) item["refused"] = to_json(*d.refusal);
    items.push_back(item);
    if (d.refusal) refused = d.refusal;
    else text += "You sign:\n" + d.words + "\nYour consent went to the court.\n";
  }
  report(p.json, "orders", items, text.empty() && !refused ? "No order waits." : text, refused);
}

void decline(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  for (std::size_t i = 0; i < office.state.orders.size(); ++i) {
    if (office.state.orders[i].file.terms.number != o.number) continue;
    decided(custodian::decline(office.state, h, i, o.reason), p.json);
    print(p.json, {{"declined", o.number}}, "Declined; the sender was told why.");
    return;
  }
  throw Failure{"No such order waits", "See `equipoise custodian inbox`."};
}

void sign_epoch(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (std::size_t i = 0; i < office.state.epochs.size();) {
    if (!o.wants(office.state.epochs[i].proposal.terms.epoch)) {
      ++i;
      continue;
    }
    const auto d = decided(custodian::sign_epoch(office.state, h, i), p.json);
    json item = {{"day", to_text(d.day)}, {"orders", d.orders}, {"signed", !d.refusal}, {"in_time", d.in_time}};
    if (d.refusal) item["refused"] = to_json(*d.refusal);
    items.push_back(item);
    if (d.refusal) refused = d.refusal;
    else {
      text += "You sign: on " + to_text(d.day) + " the accounts of " + std::to_string(d.orders.size()) +
              " logged order(s) can be opened, and nobody else's. The proof was checked.\n";
      if (!d.in_time) text += "  It comes too late for clients to use; it only fills its place in the log.\n";
    }
  }
  report(p.json, "days", items, text.empty() && !refused ? "No day waits." : text, refused);
}

void share(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (std::size_t i = 0; i < office.state.shares.size();) {
    if (!o.wants(office.state.shares[i].request.epoch)) {
      ++i;
      continue;
    }
    const auto d = decided(custodian::give_shares(office.state, h, i), p.json);
    json item = {{"order", d.order}, {"day", to_text(d.day)}, {"answered", d.answered}, {"refused_envelopes", d.refused}, {"given", !d.refusal}};
    if (d.refusal) item["refused"] = to_json(*d.refusal);
    items.push_back(item);
    if (d.refusal) refused = d.refusal;
    else
      text += "You give shares of " + std::to_string(d.answered) + " envelope(s) of " + to_text(d.day) + " for order no. " + std::to_string(d.order) +
              ": the order is logged and in force that day, the agency's intent is public, and the court's key proves that the "
              "account is in the day's set. You saw no message. Your signature on the receipt went to the other custodians.\n";
  }
  report(p.json, "shares", items, text.empty() && !refused ? "No request waits." : text, refused);
}

void receipt(const PartyOptions& p, const Options&) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  const auto all = decided(custodian::log_receipts(office.state, h), p.json);
  json items = json::array();
  std::string text;
  for (const auto& r : all) {
    json item = {{"order", r.order}, {"day", to_text(r.day)}, {"consents", r.consents}, {"logged", r.log_index.has_value()}};
    if (r.log_index) {
      item["log_index"] = *r.log_index;
      wait_until_witnessed(office.party, wire::LogName::orders, *r.log_index);
    }
    items.push_back(item);
    text += "Receipt for order no. " + std::to_string(r.order) + ", " + to_text(r.day) + ": " +
            (r.log_index ? "entry " + std::to_string(*r.log_index) + " of the public log" : "waits for further custodians") + "\n";
  }
  print(p.json, {{"receipts", items}}, text.empty() ? "No receipt is open." : text);
}

struct Need {
  bool number = false, day = false, reason = false;
};

void add(CLI::App& custodian, const std::string& name, const std::string& help, Need need,
         void (*act)(const PartyOptions&, const Options&)) {
  auto* c = custodian.add_subcommand(name, help);
  auto p = add_party_options(*c);
  add_passphrase_option(*c);
  auto o = std::make_shared<Options>();
  if (need.number) {
    auto* option = c->add_option("--order", o->number, "The order's number; all that wait if not given");
    if (need.reason) option->required();
  }
  if (need.day) c->add_option("--day", o->day, "Only this day, YYYY-MM-DD");
  if (need.reason) c->add_option("--reason", o->reason, "Why, in words")->required();
  c->callback([p, o, act] { act(*p, *o); });
}

void add_custodian(CLI::App& root) {
  auto* custodian = root.add_subcommand("custodian", "A custodian: key ceremony, consents, shares, receipts");
  custodian->require_subcommand(1);
  add_ceremony(*custodian);
  add_handover(*custodian);
  add(*custodian, "inbox", "Read the desk; show what waits", {}, inbox);
  add(*custodian, "approve", "Check waiting orders and consent to those that pass", {.number = true}, approve);
  add(*custodian, "decline", "Decline an order, with a reason", {.number = true, .reason = true}, decline);
  add(*custodian, "sign-epoch", "Check waiting epoch objects and sign those that pass", {.day = true}, sign_epoch);
  add(*custodian, "share", "Check waiting requests and give shares where everything is proven", {.day = true}, share);
  add(*custodian, "receipt", "Log receipts that enough custodians signed", {}, receipt);
}

const Commands commands(60, add_custodian);

}  // namespace
}  // namespace eq::app
