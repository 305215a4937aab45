// `equipoise court legal-basis`: the court's signature without which no mode of a picture list is in force.
#include "apps/equipoise/kind_option.h"
#include "apps/equipoise/order_frame.h"
#include "parties/court/court.h"

namespace eq::app {
namespace {

struct Options {
  list::Kind kind{};
  std::string region, mode, instrument, article, until, out;
};

void sign(const PartyOptions& party, const Options& o) {
  Office<court::State, court::Hands> office(party.home, "court");
  const auto mode = o.mode == "warn" ? list::Mode::warn_user_only : list::Mode::report_after_threshold;
  const auto until = start_of(day_option(o.until, "--until"));
  const auto basis = must(court::legal_basis(office.state, {o.kind, o.instrument, o.article, o.region, mode, until, "", {}}),
                          "That is no legal basis a list could name", "The region is two capital letters or *; the texts have 1 to 500 bytes; a drill never reports.");
  write_file(o.out, encode(basis), 0644);
  print(party.json, {{"kind", list::to_text(o.kind)}, {"region", o.region}, {"mode", o.mode}, {"until", to_text(until)}, {"file", o.out}},
        "In force in " + o.region + " until " + o.until + ", for lists of " + std::string(list::subject_of(o.kind)) + ": " + o.mode + ", by " + o.instrument + ", " + o.article + ". Give " + o.out +
            " to the hotlines; they cannot change it.");
}

void add_legal_basis(CLI::App& root) {
  auto* c = root.get_subcommand("court")->add_subcommand("legal-basis", "Sign that a law lets a picture list's mode be in force in a region");
  auto party = add_party_options(*c);
  auto o = std::make_shared<Options>();
  add_kind_option(*c, o->kind)->required();
  c->add_option("--region", o->region, "ISO 3166-1, such as NL; * stands for all others")->required();
  c->add_option("--mode", o->mode, "warn or report")->required()->check(CLI::IsMember({"warn", "report"}));
  c->add_option("--instrument", o->instrument, "The law")->required();
  c->add_option("--article", o->article, "Its article")->required();
  c->add_option("--until", o->until, "The first day on which it is no longer in force, YYYY-MM-DD")->required();
  c->add_option("--out", o->out, "File to write")->required();
  c->callback([party, o] { sign(*party, *o); });
}

const Commands commands(56, add_legal_basis);

}  // namespace
}  // namespace eq::app
