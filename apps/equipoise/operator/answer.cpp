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

platform::OperatorAnswer answer_of(const Options& o) {
  using enum order::Disposition;
  if (o.not_held) return {o.number, not_held, order::Ground::none};
  return o.refuse.empty() ? platform::OperatorAnswer{o.number, unclear, ground_option(o.unclear)}
                          : platform::OperatorAnswer{o.number, refused, ground_option(o.refuse)};
}

/// The home is not locked: `equipoise serve` holds its lock, and its keys do not change.
void answer(const PartyOptions& p, const Options& o) {
  const auto wanted = answer_of(o);
  const Settings settings = Home::peek(p.home);
  if (settings.role != "platform")
    throw Failure{p.home + " is not the home of a server", "Give the right --home."};
  if (settings.server.empty())
    throw Failure{p.home + " does not know its address", "Use `equipoise join` with --server URL."};
  const auto realm = read_realm(p.home + "/realm.eqp", "Join the realm again.");
  const auto keys =
      must(platform::Keys::load(read_file(p.home + "/state")),
           "The keys in " + p.home + " are damaged", "Restore the home from a backup.");
  const auto server = http_transport(settings.server);
  SystemRandom rng;
  wire::Hands h{realm, *server, [] {}, Clock(settings.clock).now(), rng};
  const auto index = decided(platform::answer_order(keys, h, wanted), p.json);
  const std::string words =
      std::string(order::to_text(wanted.disposition)) +
      (wanted.ground == order::Ground::none ? ""
                                            : ", " + std::string(order::to_text(wanted.ground)));
  print(p.json,
        {{"order", o.number},
         {"log_index", index},
         {"answer", order::to_text(wanted.disposition)},
         {"ground", order::to_text(wanted.ground)}},
        "Order no. " + std::to_string(o.number) + ", every day: " + words +
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
