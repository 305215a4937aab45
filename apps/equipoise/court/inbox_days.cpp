// The days of `equipoise court inbox`: those that were missed and those that are due, each with
// what it waits for.
#include <algorithm>

#include "apps/equipoise/court/court_command.h"
#include "apps/equipoise/frame/next_command.h"
#include "eq/base/counted.h"
#include "parties/court/days.h"

namespace eq::app {
namespace {

constexpr std::uint32_t kDaysAtOnce = 31;  // one ceremony's

/// Days one after the other that one command is for.
struct Run {
  court::DayDue first;
  Day last;
  bool takes(const court::DayDue& next) const {
    return first.needs == court::DayNeeds::dealing && next.needs == first.needs &&
           next.time == first.time && next.orders == first.orders && next.day == last + 1 &&
           next.day.n - first.day.n < kDaysAtOnce;
  }
};

std::vector<Run> runs_of(const std::vector<court::DayDue>& days) {
  std::vector<Run> out;
  for (const auto& due : days) {
    if (!out.empty() && out.back().takes(due))
      out.back().last = due.day;
    else
      out.push_back({due, due.day});
  }
  return out;
}

std::string name_of(const Run& run) {
  std::string orders;
  for (const auto number : run.first.orders)
    orders += (orders.empty() ? " (covered by order no. " : ", no. ") + std::to_string(number);
  return (run.first.day == run.last
              ? "Day " + to_text(run.last)
              : "Days " + to_text(run.first.day) + " to " + to_text(run.last)) +
         (orders.empty() ? "" : orders + ")");
}

struct Step {
  std::string what, command;  // no command where others must act
};
Step step_of(const Run& run, const std::string& being_dealt) {
  const bool many = run.first.day != run.last;
  const std::string day = to_text(run.first.day), is = many ? "are " : "is ";
  switch (run.first.needs) {
    case court::DayNeeds::dealing:
      return {is + "not dealt for",
              "court call-dealers --from " + day + " --to " + to_text(run.last)};
    case court::DayNeeds::carrying:
      return {"is being dealt (" + being_dealt + ")", "court carry-dealings"};
    case court::DayNeeds::preparing: return {"is to be prepared", "court prepare-day --day " + day};
    case court::DayNeeds::signatures:
      return {
          "waits for custodians' signatures; " + std::to_string(run.first.signed_by) + " signed",
          ""};
    case court::DayNeeds::publishing: break;
  }
  return {"is signed", "court publish-day --day " + day};
}

std::string words_of(const Run& run, const Step& step) {
  if (run.first.time == court::DayTime::ahead)
    return name_of(run) + " " + step.what + "; due by " + to_text(run.first.by) + ".\n";
  const bool many = run.first.day != run.last;
  return name_of(run) + (many ? " were" : " was") +
         " missed: there is no object in time, and nothing written then can be opened. " +
         (many ? "They" : "It") + " must still be filled, or no later day can be published; " +
         (many ? "they " : "it ") + step.what + ".\n";
}

/// Where the ceremony of the day is.
std::string dealing_of(Day day, const std::vector<court::CeremonyStep>& running,
                       const wire::Realm& realm, bool letters) {
  for (const auto& s : running)
    if (s.days.holds(day)) return letters ? "letters have come" : stage_in_words(s, realm);
  return "";
}

}  // namespace

std::string waiting_days(CourtOffice& office, court::Environment& environment,
                         const order::OrderBook& book, const PartyOptions& party, json& days) {
  const Day open = decided(court::first_open_day(office.state, environment), party.json);
  const auto running = court::running_ceremonies(office.state, book.realm());
  const bool letters = !office.state.dealing_letters.empty();
  std::string text;
  for (const Run& run : runs_of(court::days_due(office.state, book, open, environment.now))) {
    const Step step = step_of(run, dealing_of(run.first.day, running, office.party.realm, letters));
    const std::string words = words_of(run, step);
    days.push_back({{"day", to_text(run.first.day)},
                    {"last", to_text(run.last)},
                    {"orders", run.first.orders},
                    {"missed", run.first.time == court::DayTime::missed},
                    {"what", words.substr(0, words.size() - 1)},
                    {"command", step.command}});
    text += words + (step.command.empty() ? "" : "  " + typed(step.command, party) + "\n");
  }
  return text;
}

}  // namespace eq::app
