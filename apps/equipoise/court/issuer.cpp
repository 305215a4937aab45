// `equipoise issuer ...`: a prosecutor or minister, whose signed decision some profiles ask for.
// Works on files, without a server.
#include <nlohmann/json.hpp>

#include "apps/equipoise/court/commands.h"
#include "apps/equipoise/frame/office.h"
#include "apps/equipoise/frame/output_file.h"
#include "eq/crypto/persist.h"
#include "eq/order/application.h"

namespace eq::app {
namespace {

struct Options {
  std::string name, kind = "prosecutor", in, out;
};

void init(const PartyOptions& party, const Options& options) {
  if (options.kind != "prosecutor" && options.kind != "minister")
    throw Failure{"--kind is prosecutor or minister", "", 2};
  SystemRandom rng;
  const auto key = crypto::SigningKey::generate(rng);
  NewHome made(party.home, {"issuer", options.name, "", ""});
  made.home().save(encode(key));
  Card card;
  card.role = "issuer";
  card.jurisdiction = options.kind;
  card.org = {options.name, key.verify_key(), {}};
  write_card(made.home(), card);
  made.put_in_place();
  print(party.json, {{"home", party.home}, {"name", options.name}, {"kind", options.kind}},
        options.name + " (" + options.kind + ") has a key. Its public card is " +
            made.path("card.eqp") + ".");
}

void decide(const PartyOptions& party, const Options& options) {
  const Home home = Home::open(party.home, "issuer");
  const auto key = must(decode<crypto::SigningKey>(home.load()), party.home + "/state is damaged",
                        "Restore it from a backup.");
  const Card card = read_card(home.dir());
  auto a = read_application(options.in);
  const auto kind =
      card.jurisdiction == "minister" ? order::IssuerKind::minister : order::IssuerKind::prosecutor;
  a.issues.push_back(order::issue(a, kind, card.org.name, key));
  write_output(options.out, encode(a));
  print(party.json, {{"application", hex(a.id())}, {"file", options.out}},
        card.org.name + " decides:\n" + a.plain_words() + "\nWrote " + options.out +
            " for the agency.");
}

}  // namespace

Command issuer_command() {
  Command issuer("issuer", "A prosecutor or minister: keys, and decisions on files");
  const auto o = std::make_shared<Options>();
  Command& make = issuer.add("init", "Make an issuer's key and card",
                             "--home prosecutor --name \"Public Prosecutor\"");
  const auto founder = make.party_options();
  make.option("--name", &o->name, "The office's public name").required();
  make.option("--kind", &o->kind, "prosecutor (default) or minister");
  make.action([founder, o] { init(*founder, *o); });
  Command& sign = issuer.add("decide", "Read an application in plain words and sign it",
                             "--in application.eqp --out decided.eqp --home prosecutor");
  const auto decider = sign.party_options();
  sign.option("--in", &o->in, "The application's file").required();
  sign.option("--out", &o->out, "File to write").required();
  sign.action([decider, o] { decide(*decider, *o); });
  return issuer;
}

}  // namespace eq::app
