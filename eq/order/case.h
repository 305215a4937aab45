// One case of the order log, from its filing on: what has happened to it so far.
#pragma once

#include <optional>
#include <set>

#include "eq/order/act.h"

namespace eq::order {

class OrderBook;

enum class Stage : std::uint8_t {
  draft = 1,
  filed,
  clarification,
  judicially_approved,
  custodian_approved,
  logged,
  active,
  intent,
  extracted,
  delivered,
  closed,
  refused,
  withdrawn,
  expired,
  emergency,
  lapsed,
  review,
};
std::string_view to_text(Stage s);

/// A judge's act that moves the notice.  It counts if it was witnessed before the month in which
/// the notice was due: that takes a witness's time, which the book has not
/// (parties/auditor/times.cpp).
struct Postponement {
  std::uint64_t index = 0;
  Month month;
};

/// A flag or a review that stands: one office's, until a judge has decided on it.
struct Doubt {
  std::uint64_t index = 0;  // of the entry
  crypto::Digest id{};      // its SHA-256, which the decision names
  crypto::VerifyKey by;     // whose it is
  Ground ground = Ground::none;
};

struct Case {
  // C_w, as the agency filed it: the one account that its order can be about
  crypto::Digest filing{}, commitment{};
  std::string authority;
  std::uint64_t filed = 0;  // index of the entry; so are the others
  Stage stage = Stage::filed;
  std::optional<std::uint32_t> order;  // its number, once granted
  std::optional<std::uint64_t> confirmed, cleared, resumed, stopped, closed, answered, deleted;
  std::vector<Doubt> flags, reviews;  // that stand, each by itself, in the log's sequence
  // flags and reviews that took effect, and who raised them
  std::set<std::pair<Act, crypto::VerifyKey>> raised;
  // as the resumptions say: an objection window that a review interrupted is open until then
  Time window_until;
  std::optional<std::uint64_t> questioned;  // by the service: an answer that says "unclear"
  // asked for; begun; extended; over
  std::optional<std::uint64_t> preserved, kept, extended, destroyed;
  Ground ground = Ground::none;             // of the refusal or objection
  Time kept_until, extended_until;          // as the acts say
  Month notice_due;                         // as the order says; see postponements
  std::vector<Postponement> postponements;  // in the log's sequence
  /// The notice's month with every postponement that the book has: for the court, whose acts they
  /// are, and for showing.
  Month notice_moved_to() const {
    return postponements.empty() ? notice_due : postponements.back().month;
  }
  bool flagged() const { return !flags.empty(); }
  bool reviewed() const { return !reviews.empty(); }
  /// Until the agency's clarification or another answer of the service.
  bool waits_for_clarification() const { return questioned && answered == questioned; }
  /// When what is kept is over, if nothing ends it before.
  Time keeping_ends() const { return extended ? extended_until : kept_until; }
  /// The entry from which on the order takes no place on days to come: it was stopped, or closed.
  std::optional<std::uint64_t> left_at() const { return stopped ? stopped : closed; }
  bool keeping() const { return kept && !destroyed && !stopped && stage != Stage::closed; }
};

/// Whether the log leaves this act open for the case, to whoever signs by this key; the transition
/// table.  ORD-R24 or a rule of its own.  A flag and a review count once an order for each office:
/// a judge has decided on its doubt, and whoever may doubt again after every decision decides
/// alone.  Any other office may still raise it, and no custodian has to let go.
Decision<void> open_for(const Case& c, Act act, const crypto::VerifyKey& by, const OrderBook& book,
                        const Profile& profile);
/// What it says besides.  A lifting or resumption: of a flag or review that stands (ORD-R24), so of
/// what the judge saw; no window that is cleared (ORD-R26).  A postponement: for a later month,
/// within the longest delay (ORD-R29).  A preservation: no longer than the profile allows from the
/// last day on whose messages the service still has (ORD-R31); whoever logs it, or audits, holds it
/// against the time of the act, too.
Decision<void> check_details(const Case& c, const ActEntry& entry, const OrderBook& book,
                             const Profile& profile);
/// The longest that a preservation which begins at `now` may last.
Time longest_keeping(Day last, const Profile& profile, Time now);
/// Until when what is kept may be kept at the most once its keeping is extended.
Time longest_extension(const Case& c, const Profile& profile);
/// What the act makes of the case.  The caller checked open_for() and check_details().
/// @param id  SHA-256 of the entry
void apply(Case& c, const ActEntry& entry, const crypto::VerifyKey& signer,
           const crypto::Digest& id, std::uint64_t index);

}  // namespace eq::order
