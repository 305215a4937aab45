// What whoever started this process is told of it, where it wants to know: systemd's notify
// protocol, sd_notify(3).
#pragma once

#include <optional>
#include <string_view>

namespace eq::server {

/// Says "READY=1" or the like to $NOTIFY_SOCKET; nothing where there is none.
void tell_manager(std::string_view state);
/// How often "WATCHDOG=1" is to be said, a third of what systemd waits; nullopt if nobody waits.
std::optional<unsigned> watchdog_interval_ms();

}  // namespace eq::server
