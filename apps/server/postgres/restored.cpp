#include "apps/server/postgres/restored.h"

#include <algorithm>
#include <thread>

#include "apps/server/postgres/schema.h"
#include "apps/server/postgres/store.h"
#include "apps/server/restored_gap.h"

namespace eq::server::postgres {
namespace {
/// The lease was renewed with the last group that is in the copy; 0 if nobody ever had it.
constexpr const char* kLastRenewed =
    "select case when isfinite(expires) then (extract(epoch from expires) * 1000)::bigint else 0 "
    "end from equipoise.lease";
constexpr std::chrono::milliseconds kLookAgain(200);

/// Waits until it is sure whether a server works on it.
PostgresStore::Opening take_turn(std::unique_ptr<Connection>& connection, const Owner& owner) {
  const auto candidate = std::make_shared<Candidate>(owner);
  const auto until = Lease::now() + kLease + kRenew;
  auto opening = PostgresStore::open(connection, candidate);
  while (opening.turn == Lease::Turn::anothers && Lease::now() < until) {
    std::this_thread::sleep_for(kLookAgain);
    opening = PostgresStore::open(connection, candidate);
  }
  return opening;
}
}  // namespace

std::string take_restored(const Address& address, View realm, const Owner& owner, Time now,
                          const std::function<void(Time made)>& mark) {
  std::string why;
  auto connection = Connection::open(address, application_name(owner), why);
  if (!connection) return why;
  why = prepare_schema(*connection, address, realm, Copied::take);
  if (!why.empty()) return why;
  const std::string failed =
      address.shown() + " failed before it was taken. Look into its log, and begin again";
  const Answer renewed = connection->run({"", kLastRenewed});
  if (!renewed.ok()) return failed;
  const Time made{static_cast<std::uint64_t>(std::max(
      renewed.number_at(0, 0) - static_cast<std::int64_t>(kLease.count()), std::int64_t{0}))};
  if (now < made)
    return "This machine's clock is before " + to_text(made) + ", when the copy was made. Set it";
  const auto opening = take_turn(connection, owner);
  if (opening.turn == Lease::Turn::anothers)
    return address.shown() + " is worked on by a server. Stop that one first";
  if (!opening.store || !leave_gap(*opening.store, restored_gap(made, now), now).ok())
    return failed;
  mark(made);
  // Last: whoever began and did not end begins again, and leaves another gap.
  const auto again = Connection::open(address, application_name(owner), why);
  return again && own_schema(*again).ok() ? std::string() : failed;
}

}  // namespace eq::server::postgres
