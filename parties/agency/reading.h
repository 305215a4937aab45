// Internal to this party: reading the logs and appending to them, finding our filings.
#pragma once

#include "eq/wire/day_reader.h"
#include "eq/wire/desk.h"
#include "parties/agency/agency.h"

namespace eq::agency {

/// The order log as it is now.
Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment);

/// Append an entry.  Where the service does not take it, the log says why.
/// @param what  was done, for whoever reads that it failed
Outcome<wire::Appended> log_entry(State& state, Environment& environment,
                                  const wire::LogAppend& request, std::string_view what);

/// Our granted order of that number.
Outcome<Filing*> granted(State& state, std::uint32_t number);

/// The order in force on the day, from the log.
Outcome<order::Active> active(const wire::OrdersRead& orders, const Filing& filing, Day day);

struct LoggedDay : wire::AcceptedDay {
  order::Custodians in_office;
};
/// The day's object, accepted as every client accepts it.
Outcome<LoggedDay> read_day(State& state, Environment& environment, Day day);

}  // namespace eq::agency
