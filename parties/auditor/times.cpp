#include "parties/auditor/times.h"

#include <ranges>

#include "eq/order/life.h"
#include "parties/auditor/witnessed.h"

namespace eq::auditor {
namespace {

using wire::LogName;

/// The destruction of a preservation's key is due so long after its end; a long weekend.
constexpr std::uint64_t kDestructionDue_ms = 72 * kHour_ms;
/// The key to a notice is due so long after its month began.
constexpr std::uint64_t kNoticeDue_ms = 7 * kDay_ms;

class Times {
 public:
  Times(const Timed& what, Notes& notes)
      : what_(what),
        notes_(notes),
        witnessed_(what.server, what.realm, LogName::orders, what.orders) {}

  /// No order begins earlier than six hours after it could be seen.
  void check_lead_times() {
    std::vector<const order::OrderBook::Order*> late;
    // from the last: see Witnessed::by()
    for (const auto& o : std::views::reverse(what_.book.orders())) {
      const auto in_time = witnessed_.by(o.index, start_of(o.terms.first) - order::kLead_ms);
      if (!in_time || !*in_time) late.push_back(&o);
    }
    for (const auto* o : std::views::reverse(late)) {
      const auto at = witnessed_.at(o->index);
      if (!at) {
        notes_.unshown("lead_time", "when this order was first witnessed", at.error(),
                       LogName::orders, o->index);
        continue;
      }
      notes_.bad("lead_time",
                 "order " + std::to_string(o->terms.number) + " was witnessed at " +
                     to_text(at->latest()) + ", less than six hours before its first day",
                 LogName::orders, o->index);
    }
    if (late.empty())
      notes_.good("lead_time", "every order was public at least six hours before its first day");
  }

  /// An objection counts from when it could be seen; one that came after its window stops what is
  /// left, late.
  void check_objections() {
    for (const auto& o : what_.book.orders()) {
      const order::Case& c = *what_.book.case_of(o.terms.number);
      if (o.terms.basis != order::Basis::foreign || c.stage != order::Stage::refused) continue;
      const auto objected = witnessed_.at(*c.stopped);
      if (!objected)
        notes_.unshown("objections", "when this objection was first witnessed", objected.error(),
                       LogName::orders, *c.stopped);
      else if (!objected->by(order::window_over(o.terms, c)))
        notes_.flag("objections",
                    "objection to order " + std::to_string(o.terms.number) + " was witnessed at " +
                        to_text(objected->latest()) + ", after its window",
                    LogName::orders, *c.stopped);
    }
  }

  /// When it was over: its time was up, or its order had ended.
  Result<Time> preserved_until(const order::Case& c) {
    Time end = c.kept_until;
    if (c.extended && TRY(witnessed_.at(*c.extended)).by(end + kDestructionDue_ms))
      end = c.extended_until;
    for (const auto& act : {c.stopped, c.closed})
      if (act) end = std::min(end, TRY(witnessed_.at(*act)).latest());
    return end;
  }

  /// No deadline was set later than the profile allows from when its entry was public; what was
  /// signed before that may only end earlier.
  void check_deadlines() {
    const std::size_t before = notes_.violations();
    const auto& p = what_.realm.profile;
    const auto check = [&](std::uint64_t index, Time deadline, auto longest,
                           const std::string& what) {
      const auto at = witnessed_.at(index);
      if (!at)
        notes_.unshown("deadlines", "when " + what + " was first witnessed", at.error(),
                       LogName::orders, index);
      else if (deadline > longest(at->latest() + kClockSlack_ms))
        notes_.bad(
            "deadlines",
            what + " may last until " + to_text(deadline) + ", longer than the profile allows",
            LogName::orders, index);
    };
    for (const auto& o : what_.book.orders()) {
      const order::Case& c = *what_.book.case_of(o.terms.number);
      const std::string order = "order " + std::to_string(o.terms.number);
      if (o.terms.basis == order::Basis::emergency)
        check(
            o.index, o.terms.confirm_by, [&](Time at) { return p.confirm_by(at); },
            "unconfirmed, " + order);
      if (c.kept)
        check(
            *c.kept, c.kept_until,
            [&](Time at) { return order::longest_keeping(o.terms.last, p, at); },
            "the preservation of " + order);
    }
    if (notes_.violations() == before)
      notes_.good("deadlines",
                  "no emergency and no preservation was given longer than the profile allows");
  }

  /// When the person was to be told: a judge's postponement counts if it was public before the
  /// month it moves.
  Result<order::Month> notice_due(const order::Case& c) {
    order::Month due = c.notice_due;
    for (const auto& p : c.postponements)
      if (TRY(witnessed_.at(p.index)).by(start_of(order::first_day_of(due)))) due = p.month;
    return due;
  }

  /// Whom an order concerned was told when the time had come.
  void check_notices() {
    const std::size_t before = notes_.violations();
    std::uint64_t due_by_now = 0;
    for (const auto& o : what_.book.orders()) {
      const auto due = notice_due(*what_.book.case_of(o.terms.number));
      if (!due) {
        notes_.unshown("notices", "when a postponement was witnessed", due.error(), LogName::orders,
                       o.index);
        continue;
      }
      if (what_.now <= start_of(order::first_day_of(*due)) + kNoticeDue_ms) continue;
      ++due_by_now;
      if (!what_.disclosed.contains(o.terms.disclosure.public_key))
        notes_.bad("notices",
                   "the notice of order " + std::to_string(o.terms.number) + " was due in " +
                       to_text(*due) + ", and its key is not in the log",
                   LogName::orders, o.index);
    }
    if (notes_.violations() == before)
      notes_.good("notices", counted(due_by_now, "notice", "notices") +
                                 " had to be in the log by now, and none is withheld");
  }

  /// What was kept beyond everybody's seven days ended with its key.
  void check_preservations() {
    const std::size_t before = notes_.violations();
    std::uint64_t kept = 0;
    for (const auto& o : what_.book.orders()) {
      const order::Case& c = *what_.book.case_of(o.terms.number);
      if (!c.kept) continue;
      ++kept;
      const auto end = preserved_until(c);
      const auto destroyed = c.destroyed ? witnessed_.at(*c.destroyed)
                                         : Result<tlog::NotAfter>(tlog::NotAfter(what_.now));
      if (!end || !destroyed) {
        notes_.unshown("preservations", "when this preservation was witnessed",
                       end ? destroyed.error() : end.error(), LogName::orders, *c.kept);
        continue;
      }
      if (destroyed->by(*end + kDestructionDue_ms)) continue;
      const std::string what = "what was kept under order " + std::to_string(o.terms.number) +
                               " was over at " + to_text(*end);
      if (c.destroyed)
        notes_.flag("preservations",
                    what + ", its key destroyed at " + to_text(destroyed->latest()),
                    LogName::orders, *c.destroyed);
      else
        notes_.bad("preservations", what + ", and its key is not destroyed", LogName::orders,
                   *c.kept);
    }
    if (notes_.violations() == before)
      notes_.good("preservations",
                  counted(kept, "preservation", "preservations") +
                      ", none whose key outlived it by more than 72 hours and is still there");
  }

 private:
  const Timed& what_;
  Notes& notes_;
  Witnessed witnessed_;  // one for all, for the checks ask about the same entries
};

}  // namespace

void check_times(const Timed& what, Notes& notes) {
  Times times(what, notes);
  times.check_lead_times();
  times.check_objections();
  times.check_preservations();
  times.check_deadlines();
  times.check_notices();
}

}  // namespace eq::auditor
