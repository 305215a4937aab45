// What a command of the registry takes, as data.
#pragma once

#include "apps/equipoise/court/office.h"

namespace eq::app {

struct CourtOptions {
  std::string application, judge, reason, day, last, month, ground = "unnecessary";
  bool without_the_silent = false, again = false;
  std::uint32_t number = 0;
};

/// Which of them a command has; all but --home are required where there is no default.
struct CourtNeed {
  bool judge = false, application = false, number = false, day = false, days = false,
       silent = false, month = false, reason = false;
};
void add_court_command(Command& court, const std::string& name, const std::string& help,
                       const CourtNeed& need,
                       void (*act)(const PartyOptions&, const CourtOptions&));

/// Applications that the agency withdrew, or that the log has settled, are put away.  @return a
/// sentence, or nothing
std::string put_away(CourtOffice& office, court::Environment& environment, bool as_json);

/// The days, each with what it waits for and the command that does it.  Throws Failure.
std::string waiting_days(CourtOffice& office, court::Environment& environment,
                         const order::OrderBook& book, const PartyOptions& party, json& days);
/// Which of the four steps a ceremony has reached, and who has not done it.
std::string stage_in_words(const court::CeremonyStep& step, const wire::Realm& realm);

/// court inbox.
void add_inbox(Command& court);
/// court call-dealers, carry-dealings, prepare-day, publish-day: how a day comes about.
void add_days(Command& court);

}  // namespace eq::app
