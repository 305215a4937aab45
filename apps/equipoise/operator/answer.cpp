// `equipoise platform answer`: the operator answers an order of which nothing was handed over.
#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/office.h"
#include "apps/equipoise/operator/commands.h"
#include "parties/platform/answering.h"

namespace eq::app {
namespace {

struct Options {
  std::uint32_t number = 0;
  std::string refuse, unclear;
  bool not_held = false;
};

platform::OperatorAnswer answer_of(const Options& options) {
  using enum order::Disposition;
  if (options.not_held) return {options.number, not_held, order::Ground::none};
  return options.refuse.empty()
             ? platform::OperatorAnswer{options.number, unclear, ground_option(options.unclear)}
             : platform::OperatorAnswer{options.number, refused, ground_option(options.refuse)};
}

/// The home is not locked: `equipoise serve` holds its lock, and its keys do not change.
void answer(const PartyOptions& party, const Options& options) {
  const auto wanted = answer_of(options);
  const Settings settings = Home::peek(party.home);
  if (settings.role != "platform")
    throw Failure{party.home + " is not the home of a server", "Give the right --home."};
  if (settings.server.empty())
    throw Failure{party.home + " does not know its address",
                  "Use `equipoise join` with --server URL."};
  const auto realm = read_realm(party.home + "/realm.eqp", "Join the realm again.");
  const auto keys =
      must(platform::Keys::load(read_file(party.home + "/state")),
           "The keys in " + party.home + " are damaged", "Restore the home from a backup.");
  const auto server = http_transport(settings.server);
  SystemRandom rng;
  wire::Environment h{realm, *server, [] {}, Clock(settings.clock).now(), rng};
  const auto index = decided(platform::answer_order(keys, h, wanted), party.json);
  const std::string words =
      std::string(order::to_text(wanted.disposition)) +
      (wanted.ground == order::Ground::none ? ""
                                            : ", " + std::string(order::to_text(wanted.ground)));
  print(party.json,
        {{"order", options.number},
         {"log_index", index},
         {"answer", order::to_text(wanted.disposition)},
         {"ground", order::to_text(wanted.ground)}},
        "Order no. " + std::to_string(options.number) + ", every day: " + words +
            ". Signed, and in the log (entry " + std::to_string(index) + ").");
}

}  // namespace

void add_answer(Command& platform) {
  Command& c = platform.add(
      "answer", "Answer an order of which nothing was handed over; signed, in the public log",
      "--order 7 --not-held --home server");
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  c.option("--order", &o->number, "The order's number").required();
  c.option("--refuse", &o->refuse,
           "Refuse it, with a ground of the closed list; nothing is handed over from then on");
  c.option("--unclear", &o->unclear, "Something must be made clear, with the ground it concerns");
  c.flag("--not-held", &o->not_held, "We hold no such data (subscriber and identifying data only)");
  c.exactly_one({"--refuse", "--unclear", "--not-held"});
  c.action([party, o] { answer(*party, *o); });
}

}  // namespace eq::app
