#include "parties/auditor/openings.h"

#include <algorithm>

#include "eq/order/life.h"
#include "parties/auditor/witnessed.h"

namespace eq::auditor {
namespace {

using wire::LogName;

/// A receipt is due so long after its intent.
constexpr std::uint64_t kReceiptDue_ms = 24 * kHour_ms;

class Openings {
 public:
  Openings(const OpeningsAsked& what, Notes& notes)
      : what_(what),
        notes_(notes),
        witnessed_(what.server, what.realm, LogName::orders, what.orders) {}

  OpeningsSeen check() {
    const std::size_t before = notes_.violations();
    std::set<std::pair<std::uint32_t, Day>> extracted;
    std::vector<std::uint64_t> delays_ms;
    for (const auto& intent : what_.book.intents()) {
      const auto key = std::pair(intent.entry.order, intent.entry.epoch);
      const auto asked = witnessed_.at(intent.index);
      if (!asked) {
        notes_.unshown("openings", "when this intent was first witnessed", asked.error(),
                       LogName::orders, intent.index);
        continue;
      }
      if (!what_.days.authorised.contains(key)) judge_unheld(intent);
      if (what_.book.tally_of(intent.index) == nullptr)
        notes_.bad("openings", "the server's count does not stand behind this intent",
                   LogName::orders, intent.index);
      const auto* receipt = what_.book.opened_by(key.first, key.second);
      if (!receipt) {
        if (asked->waited(kReceiptDue_ms) < what_.now)
          notes_.flag("openings", "intent without enough receipts for more than a day",
                      LogName::orders, intent.index);
        continue;
      }
      extracted.insert(key);
      const auto done = witnessed_.at(receipt->index);
      if (!done) {
        notes_.unshown("openings", "when this receipt was first witnessed", done.error(),
                       LogName::orders, receipt->index);
        continue;
      }
      judge_opened(*receipt, *asked, *done);
      // The intent stands before its receipts, whatever checkpoint the server shows for it.
      delays_ms.push_back(done->latest().ms - std::min(done->latest().ms, asked->latest().ms));
      if (delays_ms.back() > kReceiptDue_ms)
        notes_.flag("openings", "receipt more than a day after its intent", LogName::orders,
                    receipt->index);
    }
    OpeningsSeen seen;
    seen.extracted = extracted.size();
    if (extracted.size() > what_.days.account_days)
      notes_.bad("openings", "more was opened than was ever authorised", LogName::orders,
                 std::nullopt);
    if (!delays_ms.empty()) {
      const auto middle = delays_ms.begin() + static_cast<std::ptrdiff_t>(delays_ms.size() / 2);
      std::nth_element(delays_ms.begin(), middle, delays_ms.end());
      seen.median_answer_ms = *middle;
    }
    if (notes_.violations() == before)
      notes_.good("openings", counted(what_.book.intents().size(), "intent", "intents") + ", " +
                                  counted(what_.book.receipts().size(), "receipt", "receipts") +
                                  "; " + std::to_string(extracted.size()) + " of " +
                                  std::to_string(what_.days.account_days) +
                                  " authorised account-days opened");
    return seen;
  }

 private:
  /// An intent for an order that is not in the object of that day.  Where there is no object, or
  /// the order was logged after it was made or had ended before, the order cannot be in it: then
  /// the intent opens nothing, and harms nobody.
  void judge_unheld(const order::OrderBook::Intent& intent) {
    const std::string what = "intent for order " + std::to_string(intent.entry.order) + " on " +
                             to_text(intent.entry.epoch);
    const auto opens_nothing = [&](const std::string& why) {
      notes_.flag("openings", what + ", " + why, LogName::orders, intent.index);
    };
    if (what_.next_day <= intent.entry.epoch)
      return opens_nothing("of which no object is in the log");
    const auto made = what_.days.made_at.find(intent.entry.epoch);
    const auto& order = *what_.book.find(intent.entry.order);
    if (made != what_.days.made_at.end() && made->second <= order.index)
      return opens_nothing("whose object was made before that order was logged");
    const auto left = what_.book.case_of(order.terms.number)->left_at();
    if (left && made != what_.days.made_at.end() && *left < made->second)
      return opens_nothing("whose object was made after that order had ended");
    notes_.bad("openings", what + ", whose object does not hold that order", LogName::orders,
               intent.index);
  }

  /// The last receipt of an opening came while the order might be opened, and of a day for which
  /// somebody could have sealed something.
  void judge_opened(const order::OrderBook::Receipt& receipt, tlog::NotAfter asked,
                    tlog::NotAfter done) {
    const auto& o = *what_.book.find(receipt.terms.order);
    const order::Case& c = *what_.book.case_of(receipt.terms.order);
    order::WitnessedTimes times{asked, {}, {}, {}};
    for (const auto& [act, time] :
         {std::pair(c.kept, &times.kept), std::pair(c.extended, &times.extended)}) {
      if (const auto at = act ? witnessed_.at(*act) : Result<tlog::NotAfter>(Err::missing); at.ok())
        *time = *at;
    }
    const std::string what = to_text(receipt.terms.epoch) + " was let go under order " +
                             std::to_string(receipt.terms.order);
    const Time end = order::releasable_until(o.terms, c, times);
    if (!done.by(end + tlog::kFreshness_ms))
      notes_.bad(
          "openings",
          what + " by " + to_text(done.latest()) + ", and that order was over at " + to_text(end),
          LogName::orders, receipt.index);
    if (what_.days.late.contains(receipt.terms.epoch))
      notes_.flag("openings",
                  what + ", although its object came late: nobody sealed anything under it",
                  LogName::orders, receipt.index);
  }

  const OpeningsAsked& what_;
  Notes& notes_;
  Witnessed witnessed_;
};

}  // namespace

OpeningsSeen check_openings(const OpeningsAsked& what, Notes& notes) {
  return Openings(what, notes).check();
}

}  // namespace eq::auditor
