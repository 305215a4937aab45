// A process that works on the database, or would: what it has seen of the lease, by its own clock,
// and which groups it knows to be kept.
#pragma once

#include <chrono>
#include <optional>

#include "eq/base/bytes.h"

namespace eq::server::postgres {

inline constexpr std::chrono::milliseconds kLease(4000);
/// An owner writes as often, whether it has anything to commit, or reads for long.
inline constexpr std::chrono::milliseconds kRenew(1000);

/// A process: 16 random bytes.
using Owner = Array<16>;

/// The lease as it lies in the database.
struct LeaseRow {
  Bytes owner;
  std::int64_t term = 0, last_group = 0;
  std::int64_t expires = 0;  // by a clock that may jump: what counts is whether it changes
  enum class Held : std::uint8_t { by_owner, by_nobody } held = Held::by_owner;
  bool operator==(const LeaseRow&) const = default;
};

class Candidate {
 public:
  explicit Candidate(const Owner& owner) : owner_(owner) {}
  const Owner& owner() const { return owner_; }

  /// To be asked with each look at the row.  Only a row of its own, one that was given back, or one
  /// that has not changed for kLease of this machine's time may be taken.
  bool may_take(const LeaseRow& row, std::chrono::nanoseconds now);

  enum class Before : std::uint8_t { this_process, another };
  /// @return who had the term before it
  Before begin_term(std::int64_t term);

  /// The group is kept, and whoever was in it may have been told so.
  void knows(std::uint64_t group);
  /// The database lacks such a group: another one took its place.
  bool misses_some(const LeaseRow& row) const;

 private:
  const Owner owner_;
  std::optional<LeaseRow> seen_;
  std::chrono::nanoseconds since_{};  // when it was first seen
  std::optional<std::int64_t> term_;
  std::uint64_t last_group_ = 0;
};

}  // namespace eq::server::postgres
