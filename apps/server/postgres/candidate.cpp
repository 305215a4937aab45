#include "apps/server/postgres/candidate.h"

#include <algorithm>

namespace eq::server::postgres {

bool Candidate::may_take(const LeaseRow& row, std::chrono::nanoseconds now) {
  if (seen_ != row) {
    seen_ = row;
    since_ = now;
  }
  return row.held == LeaseRow::Held::by_nobody || equal_var(row.owner, owner_) ||
         now >= since_ + kLease;
}

/// Terms are numbered without a gap, whoever has them.
Candidate::Before Candidate::begin_term(std::int64_t term) {
  const bool follows = term_ && *term_ + 1 == term;
  term_ = term;
  return follows ? Before::this_process : Before::another;
}

void Candidate::knows(std::uint64_t group) { last_group_ = std::max(last_group_, group); }

bool Candidate::misses_some(const LeaseRow& row) const {
  return static_cast<std::uint64_t>(row.last_group) < last_group_;
}

}  // namespace eq::server::postgres
