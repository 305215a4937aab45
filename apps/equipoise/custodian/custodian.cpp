// `equipoise custodian ...`: consent to orders and days, deal for days to come, let go.  The key
// ceremony is in ceremony.cpp.
#include <algorithm>

#include "apps/equipoise/custodian/ceremony.h"
#include "apps/equipoise/custodian/waiting.h"
#include "eq/base/counted.h"
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
  std::string refused;  // each that was, with what it is about

  void add(json item, const std::string& about, const std::optional<order::Refusal>& refusal,
           const std::string& words) {
    if (refusal) item["refused"] = to_json(*refusal);
    items.push_back(std::move(item));
    if (refusal)
      refused += (refused.empty() ? "" : "\n") + about + ": " + refusal->text();
    else
      text += words;
  }
  /// Print it; a refusal makes the command exit with 3.
  void report(bool as_json, const char* key, const std::string& nothing) const {
    print(as_json, {{key, items}}, text.empty() && refused.empty() ? nothing : text);
    if (!refused.empty()) throw Failure{refused, "", 3};
  }
};

/// One paper at a time, and one for one number: where two bear it, or none does, nothing is signed.
void must_wait(const custodian::State& state, const Options& options, Time now) {
  const auto decides = [&](const auto& a) { return !needs_no_decision(a, now); };
  if (options.number == 0 && std::ranges::count_if(state.orders, decides) <= 1) return;
  if (options.number == 0) {
    std::string waiting;
    for (const auto& a : state.orders)
      if (decides(a))
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

/// The same; what was done before is said first.
void must_wait_or_report(const custodian::State& state, const Options& options, Time now,
                         const Decisions& done, bool as_json) {
  try {
    must_wait(state, options, now);
  } catch (const Failure&) {
    const std::string said = done.text + done.refused;
    if (!as_json && !said.empty()) print(false, {}, said);
    throw;
  }
}

void approve(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  take_letters(custodian::collect(office.state, h));
  Decisions all;
  const auto act_on = [&](const crypto::Digest& id) {
    const auto d = decided(custodian::approve(office.state, h, id), party.json);
    const std::string name = d.number == 0 ? std::string("An application that no judge has signed")
                                           : "Order no. " + std::to_string(d.number);
    json item = {{"order", d.number}, {"signed", !d.refusal && !d.settled}, {"words", d.words}};
    if (d.settled) item["settled"] = *d.settled;
    all.add(std::move(item), name, d.refusal,
            d.settled ? name + " needs no decision of yours any more: " + *d.settled +
                            ". It was put away; nothing was signed.\n"
                      : "You sign:\n" + d.words + "\nYour consent went to the court.\n");
  };
  // First what needs no decision: it keeps nobody from deciding on the one that does.
  for (const auto& id : wire::ids_of(office.state.orders, [&](const auto& asked) {
         return needs_no_decision(asked, h.now) &&
                (options.number == 0 || asked.file.terms.number == options.number);
       }))
    act_on(id);
  const bool named_is_done = options.number != 0 && !all.items.empty();
  if (!named_is_done) must_wait_or_report(office.state, options, h.now, all, party.json);
  const auto wanted = [&](const auto& order) { return options.wants(order.file.terms.number); };
  for (const auto& id : wire::ids_of(office.state.orders, wanted)) act_on(id);
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
    std::string words = "You sign: on " + to_text(d.day) + " the accounts of " +
                        counted(d.orders.size(), "logged order", "logged orders") +
                        " can be opened, and nobody else's. The proof was checked.\n";
    if (!d.in_time)
      words += "  It comes too late for clients to use; it only fills its place in the log.\n";
    if (d.settled)
      words = to_text(d.day) + " needs no signature of yours any more: " + *d.settled +
              ". It was put away; nothing was signed.\n";
    all.add({{"day", to_text(d.day)},
             {"orders", d.orders},
             {"signed", !d.refusal && !d.settled},
             {"in_time", d.in_time}},
            to_text(d.day), d.refusal, words);
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
        std::move(item), "Order no. " + std::to_string(d.order) + ", " + to_text(d.day), d.refusal,
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
  if (done.offered > 0)
    text +=
        "You offered a key for a ceremony of dealings. If the court has gone on without it, nothing "
        "more comes, and the others deal for those days.\n";
  if (done.dealt > 0) text += "You dealt for " + counted(done.dealt, "day", "days") + ".\n";
  if (done.checked > 0)
    text += "You checked " + counted(done.checked, "day", "days") + " and complained of " +
            counted(done.complaints.size(), "dealing", "dealings") + ".\n";
  if (done.answered > 0)
    text += "You answered " + counted(done.answered, "complaint", "complaints") + ".\n";
  print(party.json,
        {{"offered", done.offered},
         {"dealt", done.dealt},
         {"checked", done.checked},
         {"complaints", done.complaints.size()},
         {"answered", done.answered},
         {"settled", settled},
         {"refused", done.refused}},
        !text.empty() || !done.refused.empty() ? text
        : has_part_in_dealings(office.state)
            ? "You have done your part; the others, or the court, have not yet done theirs."
            : "No letter about dealings waits.");
  std::string refused;
  for (const auto& r : done.refused)
    refused += (refused.empty() ? "Not done: " : "\nNot done: ") + r;
  if (!refused.empty()) throw Failure{refused, "", 3};
}

void forget_days(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  const auto n = decided(
      custodian::forget_days(office.state, h, day_option(options.day, "--before")), party.json);
  print(party.json, {{"forgotten", n}},
        "Forgot your share of " + counted(n, "day", "days") +
            ". Copies of this home made before still hold them: destroy those too.");
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
    c.option(
         "--order", &o->number,
         need.reason ? "The order's number" : "The order's number; not needed if only one waits")
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
  add_custodian_inbox(custodian);
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
