// Reading what a service numbers and hands over page by page: a mailbox, a desk.  spec/wire.md
// section 8.
//
// The numbers are the service's word alone.  One that is far ahead would use up all those to come,
// and pages that never end would keep their reader for ever; so a call takes so many pages, and no
// number further ahead than honest ones ever are.
#pragma once

#include <cstdint>

#include "eq/base/result.h"

namespace eq::wire {

/// Pages that one call asks for; the next one goes on from there.
inline constexpr unsigned kPagesMax = 1024;
/// How far what is counted may go up in one call.
inline constexpr std::uint64_t kNumbersAhead = std::uint64_t{1} << 32;

class Pages {
 public:
  /// @param seen  the number up to which everything was taken in
  /// @param most  the highest that is followed
  Pages(std::uint64_t seen, std::uint64_t most) : seen_(seen), most_(most) {}
  /// Of what is counted: no further ahead than honest numbers ever are.
  static Pages counted(std::uint64_t seen) { return {seen, seen + kNumbersAhead}; }

  /// Counts the page that is asked for next.  @return false: this call has had enough of them
  bool ask() { return asked_++ < kPagesMax; }
  /// Err::forged for a number that does not come after all before, or is too far ahead.
  Status take(std::uint64_t number) {
    REQUIRE_OR(number > seen_ && number <= most_, Err::forged);
    seen_ = number;
    return ok();
  }
  std::uint64_t seen() const { return seen_; }

  /// The service refuses the number from which we ask: it never gave us so many.  It has said
  /// something else before, or lost what it had; either way we begin again with what it has.
  /// @return false if that was done, or there is nothing to begin again
  bool begin_again() {
    if (seen_ == 0 || asked_ > 1) return false;
    seen_ = 0;
    return true;
  }

 private:
  std::uint64_t seen_, most_;
  unsigned asked_ = 0;
};

}  // namespace eq::wire
