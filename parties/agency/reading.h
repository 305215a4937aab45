// Internal to this party: reading the logs, finding our filings.
#pragma once

#include "eq/gate/target.h"
#include "eq/order/acceptance.h"
#include "eq/wire/desk.h"
#include "parties/agency/agency.h"

namespace eq::agency {

wire::Clerk clerk(const State& s, Hands& h);

/// The whole log, verified against the witness and the head seen before.
Outcome<tlog::ReplayedLog> read_log(State& s, Hands& h, wire::LogName log);

/// Our granted order of that number.
Outcome<Filing*> granted(State& s, std::uint32_t number);

/// The order in force on the day, from the log.
Outcome<order::Active> active(const tlog::ReplayedLog& orders, const Filing& filing, Day day, const wire::Realm& founding);

struct LoggedDay {
  tlog::Logged<order::EpochEntry> entry;
  Bytes w, proof;
  gate::VerifiedEpoch epoch;
  order::Custodians in_office;
};
/// The day's object, accepted as every client accepts it.
Outcome<LoggedDay> read_day(State& s, Hands& h, Day day);

}  // namespace eq::agency
