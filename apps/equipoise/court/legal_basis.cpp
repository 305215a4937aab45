// `equipoise court legal-basis`: the court's signature without which no mode of a picture list is
// in force.
#include "apps/equipoise/court/judge.h"
#include "apps/equipoise/frame/country.h"
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/frame/new_file.h"

namespace eq::app {
namespace {

struct Options {
  list::Kind kind{};
  std::string judge, region, mode, instrument, article, until, out;
};

void sign(const PartyOptions& party, const Options& options) {
  const std::string region = country_or_others("--region", options.region);
  CourtOffice office(party.home, "court");
  const auto mode =
      options.mode == "warn" ? list::Mode::warn_user_only : list::Mode::report_after_threshold;
  const auto until = start_of(day_option(options.until, "--until"));
  if (until <= office.party.now())
    throw Failure{"--until " + options.until + " is over: nothing would be in force by it",
                  "Give the first day on which the law no longer applies. Nothing was signed.", 2};
  NewFile out(options.out, 0644);
  const auto judge =
      have_judge_sign(office, options.judge, party,
                      "In force in " + region + " until " + options.until + ", for lists of " +
                          std::string(list::subject_of(options.kind)) + ": " + options.mode +
                          ", by " + options.instrument + ", " + options.article + ".");
  const auto basis = must(
      court::legal_basis(
          office.state, judge,
          {options.kind, options.instrument, options.article, region, mode, until, "", {}}),
      "That is no legal basis a list could name",
      "The region is two capital letters or *; the texts have 1 to 500 bytes; a drill never reports.");
  out.write(encode(basis));
  print(party.json,
        {{"kind", list::to_text(options.kind)},
         {"region", region},
         {"mode", options.mode},
         {"until", to_text(until)},
         {"file", options.out}},
        "In force in " + region + " until " + options.until + ", for lists of " +
            std::string(list::subject_of(options.kind)) + ": " + options.mode + ", by " +
            options.instrument + ", " + options.article + ". Give " + options.out +
            " to the hotlines; they cannot change it.");
}

}  // namespace

void add_legal_basis(Command& court) {
  Command& c = court.add(
      "legal-basis", "Sign that a law lets a picture list's mode be in force in a region",
      "--kind child_abuse_a --region NL --mode warn --instrument \"Act 12\" --article 3 --until 2027-12-31 --out basis-NL.eqp --judge judge.key --home court");
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  judge_option(c, o->judge);
  kind_option(c, o->kind).required();
  c.option("--region", &o->region, "ISO 3166-1, such as NL; * stands for all others").required();
  c.option("--mode", &o->mode, "warn or report").required().one_of({"warn", "report"});
  c.option("--instrument", &o->instrument, "The law").required();
  c.option("--article", &o->article, "Its article").required();
  c.option("--until", &o->until, "The first day on which it is no longer in force, YYYY-MM-DD")
      .required();
  c.option("--out", &o->out, "File to write").required();
  c.action([party, o] { sign(*party, *o); });
}

}  // namespace eq::app
