// `equipoise hotline init`: a hotline's keys and its card.
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/country.h"
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/frame/new_home.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/hotline/commands.h"
#include "parties/hotline/hotline.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct InitOptions {
  std::string name, jurisdiction, kinds;
};

void init(const PartyOptions& party, const InitOptions& options) {
  SystemRandom rng;
  std::string words = options.kinds;
  std::erase(words, ' ');
  const auto kinds = must(list::parse_kinds(words),
                          "--kinds \"" + options.kinds + "\" names a kind that does not exist",
                          "Words with commas between, of " + all_kinds() + ".");
  const std::string jurisdiction = country_of("--jurisdiction", options.jurisdiction);
  const auto state = must(hotline::new_hotline(options.name, jurisdiction, rng),
                          "The name cannot be used", "A name has 1 to 200 bytes.");
  NewHome made(party.home, {"hotline", options.name, "", ""});
  made.home().save(state.save());
  Card card;
  card.role = "hotline";
  card.org = {options.name, state.signing.verify_key(),
              must(to_array<32>(state.letters.public_key), "Broken key")};
  card.jurisdiction = jurisdiction;
  card.kinds = kinds;
  write_card(made.home(), card);
  made.put_in_place();
  print(party.json,
        {{"home", party.home},
         {"name", options.name},
         {"jurisdiction", jurisdiction},
         {"kinds", list::to_text(kinds)},
         {"key", card.org.signing.hex()}},
        options.name + " (" + jurisdiction + ") has keys, for lists of " + list::to_text(kinds) +
            ". Its card is " + made.path("card.eqp") + ".");
}

}  // namespace

Command hotline_command() {
  Command hotline("hotline", "Set up a hotline");
  Command& command = hotline.add(
      "init", "Make a hotline's keys and its card",
      "--home hotline --name \"Hotline NL\" --jurisdiction NL --kinds child_abuse_a,drill");
  const auto party = command.party_options();
  const auto o = std::make_shared<InitOptions>();
  command.option("--name", &o->name, "Name of the hotline, as everybody will see it").required();
  command.option("--jurisdiction", &o->jurisdiction, "Country it answers to, such as NL")
      .required();
  command
      .option("--kinds", &o->kinds,
              "Kinds of lists that it may certify, with commas between: " + all_kinds())
      .required();
  command.action([party, o] { init(*party, *o); });
  return hotline;
}

}  // namespace eq::app
