// `equipoise custodian ...`: consent to orders and days, deal for days to come, let go.  The key
// ceremony is in ceremony.cpp.
#include <algorithm>

#include "apps/equipoise/custodian/ceremony.h"
#include "eq/wire/orders_reader.h"
#include "eq/wire/waiting.h"
#include "parties/custodian/custodian.h"
#include "parties/custodian/dealing.h"

namespace eq::app {
namespace {

struct Options {
  std::uint32_t number = 0;
  std::string day, reason;
  bool wants(std::uint32_t n) const { return number == 0 || number == n; }
  bool wants(Day d) const { return day.empty() || day_option(day, "--day") == d; }
};

/// What became of everything that waited.
struct Decisions {
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;  // the last one

  void add(json item, const std::optional<order::Refusal>& refusal, const std::string& words) {
    if (refusal) item["refused"] = to_json(*refusal);
    items.push_back(std::move(item));
    if (refusal)
      refused = refusal;
    else
      text += words;
  }
  /// Print it; a refusal makes the command exit with 3.
  void report(bool as_json, const char* key, const std::string& nothing) const {
    print(as_json, {{key, items}}, text.empty() && !refused ? nothing : text);
    if (refused) throw Failure{refused->text(), "", 3};
  }
};

/// A home whose ceremony was never finished holds no share, and nothing else would say so.
std::string warning_of(const custodian::State& state) {
  if (state.pending && state.held.empty())
    return "Your share is not in use: you have not run `equipoise custodian accept` with everybody's confirmations.\n";
  return "";
}

/// The order that the log has at an index; nullptr if it shows none there.
const order::OrderBook::Order* order_at(const std::optional<wire::OrdersShown>& orders,
                                        std::uint64_t index) {
  if (!orders) return nullptr;
  const auto& all = orders->book.orders();
  const auto it = std::ranges::find(all, index, &order::OrderBook::Order::index);
  return it == all.end() ? nullptr : &*it;
}

/// The log as the server shows it, to name what is asked about; nothing if it shows none.
std::optional<wire::OrdersShown> look(CustodianOffice& office, custodian::Environment& h) {
  auto orders = wire::look_at_orders(h.server, h.realm, office.state.orders_seen);
  return orders.ok() ? std::optional(std::move(orders).take()) : std::nullopt;
}

void inbox(const PartyOptions& party, const Options&) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  const auto& s = office.state;
  json orders = json::array(), days = json::array(), releases = json::array();
  std::string text = warning_of(s);
  const auto log = s.releases.empty() ? std::nullopt : look(office, h);
  std::size_t over = 0;  // asks for nothing any more; what decides puts it away
  for (const auto& a : s.orders) {
    const auto& scope = a.file.application.scope;
    if (scope.last < day_of(h.now)) {
      ++over;
      continue;
    }
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
            a.file.application.plain_words() + "\n";
  }
  std::map<Day, std::uint32_t> proposed;  // of each day the latest
  for (const auto& e : s.epochs) proposed[e.proposal.terms.epoch] = e.proposal.terms.m;
  for (const auto& [day, n] : proposed) {
    days.push_back(to_text(day));
    text += "Epoch object of " + to_text(day) + " with " + std::to_string(n) + " order(s)" +
            (day < day_of(h.now) ? "; the day is over, and its place in the log is filled" : "") +
            "\n";
  }
  for (const auto& r : s.releases) {
    const auto* asked = order_at(log, r.request.order_index);
    const auto* from = office.party.realm.find(r.from);
    releases.push_back({{"day", to_text(r.request.epoch)},
                        {"order", asked ? json(asked->terms.number) : json(nullptr)}});
    text += "Request for a release of " + to_text(r.request.epoch) +
            (asked ? ", order no. " + std::to_string(asked->terms.number) : "") + ", from " +
            (from ? shown_name(from->name) : "?") + "\n";
  }
  if (over > 0)
    text +=
        std::to_string(over) +
        " order(s) whose days are over wait for nothing; `equipoise custodian approve` puts them away\n";
  if (!s.dealings.empty())
    text += std::to_string(s.dealings.size()) +
            " letter(s) about dealings: `equipoise custodian deal-days`\n";
  print(party.json,
        {{"orders", orders},
         {"days", days},
         {"release_requests", releases},
         {"dealing_letters", s.dealings.size()}},
        text.empty() ? "Nothing waits." : text);
}

/// One paper at a time, and one for one number: where two bear it, or none does, nothing is signed.
void must_wait(const custodian::State& state, const Options& options) {
  if (options.number == 0 && state.orders.size() <= 1) return;
  if (options.number == 0) {
    std::string waiting;
    for (const auto& a : state.orders)
      waiting += (waiting.empty() ? "no. " : ", no. ") + std::to_string(a.file.terms.number);
    throw Failure{"More than one order waits: " + waiting,
                  "Read them with `equipoise custodian inbox`, and name one with --order. "
                  "Nothing was signed.",
                  2};
  }
  std::string others;
  std::size_t fitting = 0;
  for (const auto& a : state.orders) {
    fitting += a.file.terms.number == options.number;
    if (a.file.terms.number != options.number && a.file.terms.number != 0)
      others += (others.empty() ? "no. " : ", no. ") + std::to_string(a.file.terms.number);
  }
  if (fitting == 1) return;
  if (fitting == 0)
    throw Failure{"Order no. " + std::to_string(options.number) +
                      " does not wait here: it was decided on before, or has not come",
                  others.empty() ? "No order waits." : "What waits: " + others + ".", 2};
  throw Failure{
      "Two papers of no. " + std::to_string(options.number) + " wait",
      "Ask the court which of them it stands by; it withdraws the other. Nothing was signed.", 3};
}

void approve(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  Decisions all;
  const auto wanted = [&](const auto& order) { return options.wants(order.file.terms.number); };
  must_wait(office.state, options);
  for (const auto& id : wire::ids_of(office.state.orders, wanted)) {
    const auto d = decided(custodian::approve(office.state, h, id), party.json);
    json item = {{"order", d.number}, {"signed", !d.refusal && !d.settled}, {"words", d.words}};
    if (d.settled) item["settled"] = *d.settled;
    all.add(std::move(item), d.refusal,
            d.settled ? "Order no. " + std::to_string(d.number) +
                            " needs no decision of yours any more: " + *d.settled +
                            ". It was put away; nothing was signed.\n"
                      : "You sign:\n" + d.words + "\nYour consent went to the court.\n");
  }
  all.report(party.json, "orders", "No order waits.");
}

void decline(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  const auto found = wire::ids_of(office.state.orders, [&](const auto& asked) {
    return asked.file.terms.number == options.number;
  });
  if (found.empty()) throw Failure{"No such order waits", "See `equipoise custodian inbox`."};
  decided(custodian::decline(office.state, h, found[0], options.reason), party.json);
  print(party.json, {{"declined", options.number}}, "Declined; the sender was told why.");
}

void sign_epoch(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  Decisions all;
  const auto wanted = [&](const auto& day) { return options.wants(day.proposal.terms.epoch); };
  for (const auto& id : wire::ids_of(office.state.epochs, wanted)) {
    auto d = decided(custodian::sign_epoch(office.state, h, id), party.json);
    if (d.refusal)
      d.refusal->remedy = "Nothing for you to do: the court makes the day's object again.";
    std::string words =
        "You sign: on " + to_text(d.day) + " the accounts of " + std::to_string(d.orders.size()) +
        " logged order(s) can be opened, and nobody else's. The proof was checked.\n";
    if (!d.in_time)
      words += "  It comes too late for clients to use; it only fills its place in the log.\n";
    if (d.settled)
      words = to_text(d.day) + " needs no signature of yours any more: " + *d.settled +
              ". It was put away; nothing was signed.\n";
    all.add({{"day", to_text(d.day)},
             {"orders", d.orders},
             {"signed", !d.refusal && !d.settled},
             {"in_time", d.in_time}},
            d.refusal, words);
  }
  all.report(party.json, "days", "No day waits.");
}

/// Our receipt goes into the log first; until the witness has seen it, nothing leaves.
custodian::Released release_when_witnessed(CustodianOffice& office, const crypto::Digest& request,
                                           bool as_json) {
  for (int tries = 0;; ++tries) {
    auto h = office.environment();
    auto r = custodian::release(office.state, h, request);
    if (r.ok() || r.error().refusal || r.error().err != Err::unavailable || tries == 100)
      return decided(std::move(r), as_json);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

void release(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  Decisions all;
  const auto log = options.number == 0 ? std::nullopt : look(office, h);
  const auto wanted = [&](const auto& asked) {
    const auto* of = order_at(log, asked.request.order_index);
    return options.wants(asked.request.epoch) &&
           (options.number == 0 || (of != nullptr && of->terms.number == options.number));
  };
  for (const auto& id : wire::ids_of(office.state.releases, wanted)) {
    auto d = release_when_witnessed(office, id, party.json);
    const bool stays = d.request == custodian::Request::kept;
    if (stays) {
      d.refusal->remedy =
          "The request stays here. When a judge has decided, or the time has passed, release again.";
    }
    json item = {
        {"order", d.order}, {"day", to_text(d.day)}, {"given", !d.refusal}, {"kept", stays}};
    if (d.receipt) item["receipt_index"] = *d.receipt;
    all.add(
        std::move(item), d.refusal,
        "You let go one number for the account of order no. " + std::to_string(d.order) + " on " +
            to_text(d.day) +
            ": the order is logged and in force that day, the day is over, the agency's intent is public, and the court has proven "
            "that the account is in the day's set. You saw no envelope and no message. Entry " +
            std::to_string(d.receipt.value_or(0)) + " of the public log says that you did.\n");
  }
  all.report(party.json, "releases", "No request waits.");
}

/// Whether a ceremony of days to come runs in which we hold secrets.
bool has_part_in_dealings(const custodian::State& state) {
  return std::ranges::any_of(state.ceremonies, [](const auto& c) { return !c.secrets.empty(); });
}

void deal_days(const PartyOptions& party, const Options&) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  const auto done = decided(custodian::work_on_dealings(office.state, h), party.json);
  json settled = json::array();
  std::string text;
  for (const Day d : done.settled) {
    settled.push_back(to_text(d));
    text += "You hold a share of " + to_text(d) +
            ": every custodian's dealing was checked, and you signed what they add up to.\n";
  }
  for (const auto& r : done.refused) text += "Not done: " + r + "\n";
  if (done.offered > 0)
    text +=
        "You offered a key for a ceremony of dealings. If the court has gone on without it, nothing "
        "more comes, and the others deal for those days.\n";
  if (done.dealt > 0) text += "You dealt for " + std::to_string(done.dealt) + " day(s).\n";
  if (done.checked > 0)
    text += "You checked " + std::to_string(done.checked) + " day(s) and complained of " +
            std::to_string(done.complaints.size()) + " dealing(s).\n";
  if (done.answered > 0)
    text += "You answered " + std::to_string(done.answered) + " complaint(s).\n";
  print(party.json,
        {{"offered", done.offered},
         {"dealt", done.dealt},
         {"checked", done.checked},
         {"complaints", done.complaints.size()},
         {"answered", done.answered},
         {"settled", settled},
         {"refused", done.refused}},
        !text.empty() ? text
        : has_part_in_dealings(office.state)
            ? "You have done your part; the others, or the court, have not yet done theirs."
            : "No letter about dealings waits.");
}

void forget_days(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  const auto n = decided(
      custodian::forget_days(office.state, h, day_option(options.day, "--before")), party.json);
  print(party.json, {{"forgotten", n}},
        "Forgot your share of " + std::to_string(n) +
            " day(s). Copies of this home made before still hold them: destroy those too.");
}

struct Need {
  bool number = false, day = false, before = false, reason = false;
};

std::string example_of(const Need& need) {
  std::string out;
  if (need.number) out += "--order 7 ";
  if (need.day) out += "--day 2026-12-01 ";
  if (need.before) out += "--before 2026-09-01 ";
  if (need.reason) out += "--reason \"The account is a lawyer's\" ";
  return out + "--home custodian";
}

void add(Command& custodian, const std::string& name, const std::string& help, const Need& need,
         void (*act)(const PartyOptions&, const Options&)) {
  Command& c = custodian.add(name, help, example_of(need));
  const auto party = c.party_options();
  passphrase_options(c);
  const auto o = std::make_shared<Options>();
  if (need.number)
    c.option("--order", &o->number, "The order's number; not needed if only one waits")
        .required(need.reason);
  if (need.day) c.option("--day", &o->day, "Only this day, YYYY-MM-DD");
  if (need.before)
    c.option("--before", &o->day, "The first day that is kept, YYYY-MM-DD").required();
  if (need.reason) c.option("--reason", &o->reason, "Why, in words").required();
  c.action([party, o, act] { act(*party, *o); });
}

}  // namespace

Command custodian_command() {
  Command custodian("custodian", "A custodian: key ceremony, dealings, consents, releases");
  add_ceremony(custodian);
  add_handover(custodian);
  add(custodian, "inbox", "Read the desk; show what waits", {}, inbox);
  add(custodian, "approve", "Check waiting orders and consent to those that pass", {.number = true},
      approve);
  add(custodian, "decline", "Decline an order, with a reason", {.number = true, .reason = true},
      decline);
  add(custodian, "sign-epoch", "Check waiting epoch objects and sign those that pass",
      {.day = true}, sign_epoch);
  add(custodian, "deal-days",
      "Do what the court's letters about dealings ask: offer a key, deal, check, sign", {},
      deal_days);
  add(custodian, "release", "Check waiting requests and let go where everything is proven",
      {.number = true, .day = true}, release);
  add(custodian, "forget-days", "Erase your shares of days of which nothing can be opened any more",
      {.before = true}, forget_days);
  add_acts(custodian);
  return custodian;
}

}  // namespace eq::app
