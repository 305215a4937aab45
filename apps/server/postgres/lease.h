// Who works on the database: one owner at a time, for as long as it renews its lease.
//
// Each owner has a term of its own, and each group begins with the fence: a change of the lease's
// row that fails unless owner and term are still these.  So a process that was stopped, cut off or
// slow commits nothing once another has taken its place, whatever it believes; and whoever takes
// the row waits for the group that holds it, so that what a term did is decided when the next
// begins.  No clock of the database counts, for it may jump: whoever wants the lease has seen its
// row unchanged for long enough (candidate.h).
#pragma once

#include <optional>
#include <string_view>

#include "apps/server/postgres/candidate.h"
#include "apps/server/postgres/connection.h"

namespace eq::server::postgres {

/// What the owner's connections are called, so that others can find and end them.
std::string application_name(View owner);

class Lease {
 public:
  /// nobodys: the database lacks what this process knows to be kept.
  enum class Turn : std::uint8_t { ours, anothers, nobodys, unknown };
  struct Taken;
  /// Takes it if the candidate may.  What was committed before is then on the disk, and on every
  /// synchronous standby.
  static Taken take(Connection& connection, Candidate& candidate);

  /// The first statement of a group's transaction; gives one row, or fails with kLost.
  Statement fence(std::uint64_t group) const;
  static constexpr std::string_view kLost = "22012";  // division by zero
  /// The same without a group: a transaction of its own, for whoever reads for long.
  Statement renewal() const;
  bool is_renewal_due() const { return now() >= sent_ + kRenew; }
  /// A fence or a renewal that was sent then was committed.
  void renewed(std::chrono::nanoseconds sent) { sent_ = sent; }
  /// Nobody else can have taken it yet.
  bool surely_ours() const;
  /// The database's last group when it was taken.
  std::uint64_t last_group() const { return last_group_; }
  /// Another may take it at once.
  void give_back(Connection& connection) const;

  /// Of a clock that goes on while the machine sleeps.
  static std::chrono::nanoseconds now();

 private:
  static std::optional<Lease> next_term(Connection& connection, const Owner& owner,
                                        const LeaseRow& before);
  Lease(const Owner& owner, std::int64_t term, std::uint64_t last_group,
        std::chrono::nanoseconds sent)
      : owner_(owner), term_(term), last_group_(last_group), sent_(sent) {}

  Owner owner_;
  std::int64_t term_;
  std::uint64_t last_group_;
  std::chrono::nanoseconds sent_;
};

struct Lease::Taken {
  Turn turn = Turn::unknown;
  std::optional<Lease> lease{};  // ours
  Candidate::Before before = Candidate::Before::another;
  /// The last group of the owner's terms before: what became of one whose commit could not say.
  std::uint64_t last_of_owner = 0;
};

}  // namespace eq::server::postgres
