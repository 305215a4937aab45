#include "apps/equipoise/court/court_command.h"

#include "apps/equipoise/court/judge.h"

namespace eq::app {
namespace {

std::string example_of(const CourtNeed& need) {
  std::string out;
  if (need.application) out += "--application 5be1 ";
  if (need.number) out += "--order 7 ";
  if (need.day) out += "--day 2026-12-01 ";
  if (need.days) out += "--from 2026-12-01 --to 2026-12-31 ";
  if (need.month) out += "--month 2026-12 ";
  if (need.reason) out += "--reason \"Milder means suffice\" ";
  if (need.judge) out += "--judge judge.key ";
  return out + "--home court";
}

}  // namespace

void add_court_command(Command& court, const std::string& name, const std::string& help,
                       const CourtNeed& need,
                       void (*act)(const PartyOptions&, const CourtOptions&)) {
  Command& c = court.add(name, help, example_of(need));
  const auto party = c.party_options();
  const auto o = std::make_shared<CourtOptions>();
  if (need.judge) judge_option(c, o->judge);
  if (need.application)
    c.option("--application", &o->application,
             "Its id or the beginning of it; not needed if only one waits");
  if (need.number) c.option("--order", &o->number, "The order's number").required();
  if (need.day) c.option("--day", &o->day, "The day, YYYY-MM-DD").required();
  if (need.days) {
    c.option("--from", &o->day, "The first day, YYYY-MM-DD").required();
    c.option("--to", &o->last, "The last day, at most 31 of them").required();
    c.flag("--again", &o->again,
           "Also for days that are dealt: they must be prepared and signed once more");
  }
  if (need.silent)
    c.flag("--without-the-silent", &o->without_the_silent,
           "Go on without custodians who do not answer");
  if (need.month) c.option("--month", &o->month, "The month, YYYY-MM").required();
  if (need.reason) {
    c.option("--reason", &o->reason, "Why, in words; the agency reads it").required();
    c.option("--ground", &o->ground,
             "The ground that the public log gets, a word of the closed list of spec/order.md")
        .shows_default();
  }
  c.action([party, o, act] { act(*party, *o); });
}

}  // namespace eq::app
