#include "apps/server/postgres/lease.h"

#include <ctime>

namespace eq::server::postgres {
namespace {
constexpr std::chrono::milliseconds kSpare(1000);  // for clocks that go at different speeds
constexpr std::string_view kLockTimeout = "55P03";

const std::string kUntil =
    "clock_timestamp() + interval '" + std::to_string(kLease.count()) + " milliseconds'";
const std::string kLook =
    "select owner, term, last_group, expires, given_back from equipoise.lease";
const std::string kRemember =
    "insert into equipoise.terms(term, owner, last_group) values ($1, $2, $3)";
const std::string kTake =
    "update equipoise.lease set owner = $1, term = $2, given_back = false, expires = " + kUntil;
const std::string kLastOfOwner =
    "select last_group from equipoise.terms where owner = $1 order by term desc limit 1";
/// Counts the row that it changed: none divides by zero, which ends the transaction, and with it
/// everything that was sent behind it.
std::string renewing(const std::string& more) {
  return "with mine as (update equipoise.lease set expires = " + kUntil + more +
         " where owner = $1 and term = $2 returning 1) select 1 / count(*) from mine";
}
const std::string kFence = renewing(", last_group = $3"), kRenewal = renewing("");
const std::string kGiveBack =
    "update equipoise.lease set given_back = true, expires = clock_timestamp() "
    "where owner = $1 and term = $2";
/// A process that was stopped in the middle of sending holds its rows until its connection ends.
const std::string kEnd =
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where application_name = convert_from($1, 'UTF8') and datname = current_database() "
    "and pid <> pg_backend_pid()";

std::optional<LeaseRow> row_of(const Answer& answer) {
  if (!answer.ok() || answer.rows() != 1) return std::nullopt;
  return LeaseRow{
      to_bytes(answer.at(0, 0)), answer.number_at(0, 1), answer.number_at(0, 2),
      answer.number_at(0, 3),
      answer.number_at(0, 4) != 0 ? LeaseRow::Held::by_nobody : LeaseRow::Held::by_owner};
}

/// Within a transaction.  @return the row, locked; waits for the group that holds it
Answer lock_row(Connection& connection, const LeaseRow& seen) {
  for (int attempt = 0;; ++attempt) {
    if (!connection.run({"", "begin"}).ok()) return Answer();
    Answer locked = connection.run({"", kLook + " for update"});
    if (locked.ok() || locked.code() != kLockTimeout || attempt == 1) return locked;
    if (!connection.run({"", "rollback"}).ok()) return Answer();
    const std::string name = application_name(seen.owner);
    (void)connection.run({"", kEnd, {Parameter::bytes(view(name))}});
  }
}
}  // namespace

std::string application_name(View owner) { return "equipoise " + hex(owner); }

/// The row is locked, and is ours to take.
std::optional<Lease> Lease::next_term(Connection& connection, const Owner& owner,
                                      const LeaseRow& before) {
  const Answer remembered =
      connection.run({"",
                      kRemember,
                      {Parameter::number(before.term), Parameter::bytes(before.owner),
                       Parameter::number(before.last_group)}});
  const auto sent = now();
  const auto term = before.term + 1;
  const Answer taken =
      connection.run({"", kTake, {Parameter::bytes(owner), Parameter::number(term)}});
  if (!remembered.ok() || !taken.ok() || !connection.run({"", "commit"}).is_commit())
    return std::nullopt;
  return Lease(owner, term, static_cast<std::uint64_t>(before.last_group), sent);
}

Lease::Taken Lease::take(Connection& connection, Candidate& candidate) {
  Taken taken;
  const Owner& owner = candidate.owner();
  const auto seen = row_of(connection.run({"", kLook}));
  if (!seen) return taken;
  if (candidate.misses_some(*seen)) return {Turn::nobodys};
  taken.turn = Turn::anothers;
  if (candidate.may_take(*seen, now())) {
    const auto row = row_of(lock_row(connection, *seen));
    if (!row) return {};
    // An owner for whose group we waited lives.
    if (equal_var(row->owner, owner) || *row == *seen) {
      taken.lease = next_term(connection, owner, *row);
      if (!taken.lease) return {};
      taken.turn = Turn::ours;
      taken.before = candidate.begin_term(taken.lease->term_);
      candidate.knows(taken.lease->last_group_);
    } else if (!connection.run({"", "rollback"}).ok()) {
      return {};
    }
  }
  const Answer last = connection.run({"", kLastOfOwner, {Parameter::bytes(owner)}});
  if (!last.ok()) return {};
  taken.last_of_owner = last.rows() == 0 ? 0 : static_cast<std::uint64_t>(last.number_at(0, 0));
  return taken;
}

Statement Lease::fence(std::uint64_t group) const {
  return {"fence",
          kFence,
          {Parameter::bytes(owner_), Parameter::number(term_),
           Parameter::number(static_cast<std::int64_t>(group))}};
}

Statement Lease::renewal() const {
  return {"renewal", kRenewal, {Parameter::bytes(owner_), Parameter::number(term_)}};
}

bool Lease::surely_ours() const { return now() < sent_ + kLease - kSpare; }

void Lease::give_back(Connection& connection) const {
  (void)connection.run({"", kGiveBack, {Parameter::bytes(owner_), Parameter::number(term_)}});
}

std::chrono::nanoseconds Lease::now() {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

}  // namespace eq::server::postgres
