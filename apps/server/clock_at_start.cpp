#include "apps/server/clock_at_start.h"

#include <spdlog/spdlog.h>

#include "eq/wire/office.h"

namespace eq::server {

void begin_after(SteadyTime& steady, const platform::Store& store) {
  Time last;
  const Bytes end(64, 0xff);
  if (const auto row = store.last(platform::Table::message_dates, {}, end);
      row.ok() && row->key.size() > sizeof last.ms)
    if (const auto at = decode<Time>(View(row->key).first(sizeof last.ms)); at.ok()) last = *at;
  const Bytes orders{static_cast<std::uint8_t>(wire::LogName::orders)};
  if (const auto row = store.last(platform::Table::log_times, orders, concat({orders, end}));
      row.ok())
    if (const auto at = decode<Time>(row->value); at.ok()) last = std::max(last, *at);
  if (last == Time{}) return;
  const Time now = steady.now();
  const auto since = steady.start_after(last);
  if (since == SteadyTime::Since::shortly) return;
  spdlog::warn("it is {}, and the last thing here is of {}: {}; nothing is forgotten for an hour",
               to_text(now), to_text(last),
               since == SteadyTime::Since::not_yet
                   ? "the machine's clock is behind, or was ahead then"
                   : "if the clock is right, nobody was here meanwhile");
}

}  // namespace eq::server
