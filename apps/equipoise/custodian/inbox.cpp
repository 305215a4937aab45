// `equipoise custodian inbox`: what waits, each with the command that answers it.
#include <algorithm>

#include "apps/equipoise/custodian/waiting.h"
#include "apps/equipoise/frame/next_command.h"
#include "eq/base/counted.h"

namespace eq::app {

const order::OrderBook::Order* order_at(const std::optional<wire::OrdersShown>& orders,
                                        std::uint64_t index) {
  if (!orders) return nullptr;
  const auto& all = orders->book.orders();
  const auto it = std::ranges::find(all, index, &order::OrderBook::Order::index);
  return it == all.end() ? nullptr : &*it;
}

std::optional<wire::OrdersShown> look(CustodianOffice& office, custodian::Environment& h) {
  auto orders = wire::look_at_orders(h.server, h.realm, office.state.orders_seen);
  return orders.ok() ? std::optional(std::move(orders).take()) : std::nullopt;
}

bool is_over(const custodian::AskedOrder& asked, Time now) {
  return asked.file.application.scope.last < day_of(now);
}
bool needs_no_decision(const custodian::AskedOrder& asked, Time now) {
  return is_over(asked, now) || asked.file.terms.number == 0;
}

namespace {

/// A home whose ceremony was never finished holds no share, and nothing else would say so.
std::string warning_of(const custodian::State& state) {
  if (state.pending && state.held.empty())
    return "Your share is not in use: you have not run `equipoise custodian accept` with everybody's confirmations.\n";
  return "";
}

/// The commands that decide on one that waits.
std::string steps_of(const custodian::AskedOrder& asked, const PartyOptions& party) {
  if (asked.file.terms.number == 0)
    return "  Refused with its rule by: " + typed("custodian approve", party) + "\n";
  const std::string order = " --order " + std::to_string(asked.file.terms.number);
  return "  " + typed("custodian approve" + order, party) + "\n  " +
         typed("custodian decline" + order + " --reason \"WHY\"", party) + "\n";
}

/// The orders that wait, each with its commands.
std::string waiting_orders(CustodianOffice& office, const PartyOptions& party, Time now,
                           json& orders) {
  std::string text;
  std::size_t over = 0;  // asks for nothing any more; what decides puts it away
  for (const auto& a : office.state.orders) {
    if (is_over(a, now)) {
      ++over;
      continue;
    }
    const auto& scope = a.file.application.scope;
    const auto* from = office.party.realm.find(a.from);
    orders.push_back({{"order", a.file.terms.number},
                      {"from", from ? from->name : ""},
                      {"account", scope.account.hex()},
                      {"first", to_text(scope.first)},
                      {"last", to_text(scope.last)},
                      {"words", a.file.application.plain_words()}});
    text += (a.file.terms.number == 0 ? std::string("An application that no judge has signed")
                                      : "Order no. " + std::to_string(a.file.terms.number)) +
            " from " + (from ? shown_name(from->name) : "?") + ": account " + scope.account.hex() +
            ", " + to_text(scope.first) + " to " + to_text(scope.last) + "\n  " +
            a.file.application.plain_words() + "\n" + steps_of(a, party);
  }
  if (over > 0)
    text +=
        counted(over, "order, whose days are over, waits", "orders, whose days are over, wait") +
        " for nothing; this puts them away:\n  " + typed("custodian approve", party) + "\n";
  return text;
}

/// The days to be signed, and the command that signs them.
std::string waiting_days(const custodian::State& state, const PartyOptions& party, Time now,
                         json& days) {
  std::map<Day, std::uint32_t> proposed;  // of each day the latest
  for (const auto& e : state.epochs) proposed[e.proposal.terms.epoch] = e.proposal.terms.m;
  std::string text;
  for (const auto& [day, n] : proposed) {
    days.push_back(to_text(day));
    text += "Epoch object of " + to_text(day) + " with " + counted(n, "order", "orders") +
            (day < day_of(now) ? "; the day is over, and its place in the log is filled" : "") +
            "\n";
  }
  return text.empty() ? text : text + "  " + typed("custodian sign-epoch", party) + "\n";
}

/// What is to be let go, and the command that does.
std::string waiting_releases(CustodianOffice& office, const PartyOptions& party,
                             const std::optional<wire::OrdersShown>& log, json& releases) {
  std::string text;
  for (const auto& r : office.state.releases) {
    const auto* asked = order_at(log, r.request.order_index);
    const auto* from = office.party.realm.find(r.from);
    releases.push_back({{"day", to_text(r.request.epoch)},
                        {"order", asked ? json(asked->terms.number) : json(nullptr)}});
    text += "Request for a release of " + to_text(r.request.epoch) +
            (asked ? ", order no. " + std::to_string(asked->terms.number) : "") + ", from " +
            (from ? shown_name(from->name) : "?") + "\n";
  }
  return text.empty() ? text : text + "  " + typed("custodian release", party) + "\n";
}

void inbox(const PartyOptions& party) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  const auto& s = office.state;
  json orders = json::array(), days = json::array(), releases = json::array();
  const auto log = s.releases.empty() ? std::nullopt : look(office, h);
  std::string text = warning_of(s) + waiting_orders(office, party, h.now, orders) +
                     waiting_days(s, party, h.now, days) +
                     waiting_releases(office, party, log, releases);
  if (!s.dealings.empty())
    text += counted(s.dealings.size(), "letter", "letters") + " about dealings:\n  " +
            typed("custodian deal-days", party) + "\n";
  print(party.json,
        {{"orders", orders},
         {"days", days},
         {"release_requests", releases},
         {"dealing_letters", s.dealings.size()}},
        text.empty() ? "Nothing waits." : text);
}

}  // namespace

void add_custodian_inbox(Command& custodian) {
  Command& c = custodian.add("inbox", "Read the desk; show what waits", "--home custodian");
  const auto party = c.party_options();
  passphrase_options(c);
  c.action([party] { inbox(*party); });
}

}  // namespace eq::app
