#include "parties/client/own_record.h"

#include <algorithm>

#include "eq/wire/directory.h"

namespace eq::client {
namespace {

/// So long a check may stay unanswered before its owner is told.
constexpr std::uint64_t kPatience_ms = 3 * kDay_ms;
/// And so often it is asked again meanwhile: within what the service allows a day.
constexpr std::uint64_t kAgain_ms = 10 * kMinute_ms;

}  // namespace

Status be_listed(State& state, Environment& environment) {
  const wire::AccountRecord& mine = state.me.record;
  if (state.own_record.listed >= mine.version) return ok();
  const auto shown = wire::current_record(environment.server, environment.realm, state.records_seen,
                                          mine.id(), environment.now);
  if (!shown.ok()) return shown.error() == Err::missing ? Err::unavailable : shown.error();
  REQUIRE_OR(shown->version >= mine.version, Err::unavailable);
  REQUIRE_OR(shown->digest() == mine.digest(), Err::refused);
  state.own_record.listed = mine.version;
  return ok();
}

Status check_own_record(State& state, Environment& environment) {
  TRY(be_listed(state, environment));
  const wire::AccountRecord& mine = state.me.record;
  const auto answer =
      ask(state, environment, wire::ask_nothing_newer(state.records_seen, mine.version));
  // Only this code says that another is there; what else the service answers to keep us from asking
  // is no answer.
  if (!answer.ok() && environment.server.last_code() != wire::Code::refused)
    return Err::unavailable;
  return wire::check_nothing_newer(answer, environment.realm, state.records_seen, mine.id(),
                                   mine.version, environment.now);
}

void watch_own_record(State& state, Environment& environment) {
  OwnRecordWatch& watch = state.own_record;
  const Time now = environment.now;
  if (now < watch.next && watch.next <= now + kDay_ms) return;
  const Status found = check_own_record(state, environment);
  watch.next = now + kDay_ms;
  if (found.ok()) {
    watch.held = now;
  } else if (found.error() != Err::unavailable) {
    state.untold.add(OwnRecordInDoubt{watch.held, found.error()});
  } else {
    watch.next = now + kAgain_ms;
    if (std::max(watch.held, watch.told) == Time{}) watch.told = now;  // it begins
    if (now >= std::max(watch.held, watch.told) + kPatience_ms) {
      state.untold.add(OwnRecordInDoubt{watch.held, Err::unavailable});
      watch.told = now;
    }
  }
  environment.keep();
}

}  // namespace eq::client
