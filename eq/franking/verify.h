// The moderator's check of a report.  spec/franking.md section 9.
#pragma once

#include <string_view>
#include <vector>

#include "eq/franking/report.h"

namespace eq::franking {

/// Largest distance between a stamp and the start of its token's day.
constexpr std::uint64_t kTokenDistance_ms = 48 * kHour_ms;

/// Why a report failed: for the moderator's own screen, never for whoever sent it.
enum class Flaw : std::uint8_t {
  shape,           // no item, none in full, above a limit, other conversation or version
  order,           // seq not consecutive or times run backwards
  content,         // F is not canonical content
  borrowed_token,  // the token does not open to the account named, or the issuer never signed it
  commitment,      // sigma2 does not cover this content: altered, or never sent by this account
  stamp,  // sigma3 does not cover this commitment: never delivered, or at another time or place
  chain,  // a chain link does not recompute
  token_time,       // stamped more than 48 h from the token's day
  repeated_token,   // two items spend one token
  unknown_day_key,  // no certified day key for the day
  expired,          // stamped more than 45 days ago
  not_yet,          // stamped in the future
};
constexpr bool is_valid(Flaw f) { return f <= Flaw::not_yet; }
/// A stable name for programs ("borrowed_token"), and a sentence for people.
std::string_view name_of(Flaw f);
std::string_view to_text(Flaw f);

struct FlawAt {
  Flaw flaw{};
  std::size_t item = 0;  // index of the first item at fault
};

/// A report every item of which passed.  Only examine() makes one.
class VerifiedReport {
 public:
  struct Line {
    std::uint64_t seq = 0;
    Time time;
    std::optional<AccountId> sender;  // none: withheld by the reporter
    std::optional<Content> content;   // likewise
    bool withheld() const { return !content; }
  };
  const Report& report() const { return report_; }
  const std::vector<Line>& lines() const { return lines_; }

 private:
  friend Result<VerifiedReport, FlawAt> examine(const Report&, const DayKeys&, Time);
  VerifiedReport() = default;
  Report report_;
  std::vector<Line> lines_;
};

/// The whole check of part A.  What it proves: for a full item, that the account named sent exactly
/// this content to this conversation, stamped at this time; for the window, that no message between
/// first and last was left out or reordered.  What it does not: see README.
/// @param keys  certified day keys of issuer and delivery service
/// @param now   the moderator's time
/// Promises FRK-2, FRK-3, FRK-4, FRK-6, FRK-8.  Public data only, variable-time.
Result<VerifiedReport, FlawAt> examine(const Report& report, const DayKeys& keys, Time now);

/// The same, with the flat answer that may leave the room: Err::stale for Flaw::expired,
/// Err::forged for everything else.
Result<VerifiedReport> verify(const Report& report, const DayKeys& keys, Time now);

}  // namespace eq::franking
