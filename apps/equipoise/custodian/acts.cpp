// `equipoise custodian flag|review`: a custodian stops an order until a judge has decided.
#include "apps/equipoise/custodian/office.h"
#include "eq/wire/orders_reader.h"

namespace eq::app {
namespace {

struct Options {
  std::uint32_t number = 0;
  std::string ground;
};

void say(CustodianOffice& office, const PartyOptions& party, const Options& options,
         std::uint64_t index, const std::string& words) {
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(party.json, {{"order", options.number}, {"log_index", index}},
        "Order no. " + std::to_string(options.number) + ": " + words + " (entry " +
            std::to_string(index) + " of the order log).");
}

/// Whether every day of the order was opened before: then nothing is left to hold.
bool all_is_opened(CustodianOffice& office, custodian::Environment& environment,
                   std::uint32_t number) {
  const auto orders =
      wire::look_at_orders(environment.server, environment.realm, office.state.orders_seen);
  const auto* order = orders.ok() ? orders->book.find(number) : nullptr;
  if (order == nullptr) return false;
  for (Day day = order->terms.first; day <= order->terms.last; day = day + 1)
    if (orders->book.opened_by(number, day) == nullptr) return false;
  return true;
}

void flag(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  const auto index = decided(
      custodian::flag(office.state, h, options.number, flag_ground(options.ground)), party.json);
  say(office, party, options, index,
      all_is_opened(office, h, options.number)
          ? "flagged (" + options.ground +
                "); all its days were opened before, so nothing is held back, but evidence of it does not pass while the flag stands"
          : "flagged (" + options.ground + "); nothing is released until a judge lifts it");
}

void review(const PartyOptions& party, const Options& options) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  say(office, party, options,
      decided(custodian::review(office.state, h, options.number), party.json),
      "under review; nothing is released until a judge decides");
}

std::pair<Command*, std::shared_ptr<Options>> add(Command& custodian, Command made,
                                                  void (*act)(const PartyOptions&,
                                                              const Options&)) {
  Command& c = custodian.add(std::move(made));
  const auto party = c.party_options();
  passphrase_options(c);
  const auto o = std::make_shared<Options>();
  c.option("--order", &o->number, "The order's number").required();
  c.action([party, o, act] { act(*party, *o); });
  return {&c, o};
}

}  // namespace

void add_acts(Command& custodian) {
  const auto [flagging, o] =
      add(custodian,
          {"flag", "Immunity, privilege or press: nothing is released until a judge lifts it",
           "--order 7 --ground press-freedom --home custodian"},
          flag);
  flagging->option("--ground", &o->ground, "immunity-or-privilege or press-freedom").required();
  add(custodian,
      {"review",
       "Another country's law may forbid the order: nothing is released until a judge decides",
       "--order 7 --home custodian"},
      review);
}

}  // namespace eq::app
