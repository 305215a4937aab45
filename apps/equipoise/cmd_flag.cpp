// `equipoise custodian flag|review`: a custodian stops an order until a judge has decided.
#include "apps/equipoise/custodian_office.h"
#include "apps/equipoise/passphrase.h"

namespace eq::app {
namespace {

struct Options {
  std::uint32_t number = 0;
  std::string ground;
};

void say(CustodianOffice& office, const PartyOptions& p, const Options& o, std::uint64_t index, const std::string& words) {
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(p.json, {{"order", o.number}, {"log_index", index}},
        "Order no. " + std::to_string(o.number) + ": " + words + " (entry " + std::to_string(index) + " of the order log).");
}

void flag(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  const auto index = decided(custodian::flag(office.state, h, o.number, ground_option(o.ground)), p.json);
  say(office, p, o, index, "flagged (" + o.ground + "); nothing is released until a judge lifts it");
}

void review(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home);
  auto h = office.hands();
  say(office, p, o, decided(custodian::review(office.state, h, o.number), p.json), "under review; nothing is released until a judge decides");
}

void add_acts(CLI::App& root) {
  auto& custodian = *root.get_subcommand("custodian");
  const auto add = [&](const char* name, const char* help, auto act) {
    auto* c = custodian.add_subcommand(name, help);
    auto p = add_party_options(*c);
    add_passphrase_option(*c);
    auto o = std::make_shared<Options>();
    c->add_option("--order", o->number, "The order's number")->required();
    c->callback([p, o, act] { act(*p, *o); });
    return std::pair(c, o);
  };
  auto [c, o] = add("flag", "Immunity, privilege or press: nothing is released until a judge lifts it", flag);
  c->add_option("--ground", o->ground, "immunity-or-privilege or press-freedom")->required();
  add("review", "Another country's law may forbid the order: nothing is released until a judge decides", review);
}

const Commands commands(61, add_acts);

}  // namespace
}  // namespace eq::app
