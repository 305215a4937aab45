#include "parties/auditor/days.h"

#include <algorithm>

#include "eq/order/acceptance.h"
#include "parties/auditor/unread.h"
#include "parties/auditor/witnessed.h"

namespace eq::auditor {
namespace {

using wire::LogName;

class Days {
 public:
  Days(const DaysAsked& what, Notes& notes) : what_(what), notes_(notes) {}

  DaysSeen check() {
    constexpr std::uint64_t kBlock = 64;  // days whose objects are held at a time
    const std::size_t before = notes_.violations();
    Witnessed witnessed(what_.server, what_.realm, LogName::epochs, what_.epochs);
    std::vector<LateDay> late;
    for (std::uint64_t from = 0; from < what_.epochs.size(); from += kBlock) {
      std::vector<Leaf> leaves;
      for (std::uint64_t i = from; i < std::min(from + kBlock, what_.epochs.size()); ++i)
        leaves.push_back(fetch_leaf(i, witnessed));
      run_all(what_.executor, leaves.size(), [&](std::size_t i) { judge(leaves[i]); });
      for (Leaf& leaf : leaves) {
        if (!leaf.late.empty()) late.push_back({leaf.index, leaf.late});
        enter(leaf);
      }
    }
    const bool none_late = note_late(late), none_due = note_due(), in_time = none_late && none_due;
    if (notes_.violations() == before)
      notes_.good(
          "epochs",
          counted(what_.epochs.size(), "day", "days") + ", each in its place" +
              (in_time ? " and published in time" : "") +
              "; each object verifies and names exactly the orders in force when it was made");
    flag_days_without_effect();
    return std::move(seen_);
  }

 private:
  /// An order that was logged after the object of one of its days was made is not in it.
  void flag_days_without_effect() {
    for (const auto& order : what_.book.orders()) {
      if (order.terms.category != order::DataCategory::content) continue;
      std::string days;
      for (Day d = order.terms.first; d <= order.terms.last; d = d + 1) {
        const auto made = seen_.made_at.find(d);
        if (made != seen_.made_at.end() && made->second <= order.index)
          days += (days.empty() ? "" : ", ") + to_text(d);
      }
      if (!days.empty())
        notes_.flag("epochs",
                    "order " + std::to_string(order.terms.number) + " opens nothing on " + days +
                        ": it was logged after the objects of these days were made",
                    LogName::orders, order.index);
    }
  }

  using LateDay = std::pair<std::uint64_t, std::string>;  // index, what to say
  /// A late day is news until a day came in time, or this auditor has reported it.  @return whether
  /// there was none
  bool note_late(const std::vector<LateDay>& late) {
    std::uint64_t since = what_.epochs.size();  // from here on every day was late
    for (auto it = late.rbegin(); it != late.rend() && it->first + 1 == since; ++it)
      since = it->first;
    for (const auto& [index, detail] : late) {
      const Day day = what_.realm.e_0 + static_cast<std::uint32_t>(index);
      const bool reported = std::ranges::binary_search(what_.reported, day);
      seen_.late_to_remember.push_back(day);
      if (index < since)
        notes_.flag("epochs", detail + "; later days came in time", LogName::epochs, index);
      else if (reported)
        notes_.flag("epochs", detail + "; it was reported before", LogName::epochs, index);
      else
        notes_.add("epochs", Severity::late, detail, LogName::epochs, index);
    }
    return late.empty();
  }
  /// Days that should be there by now.  @return whether none is awaited
  bool note_due() {
    const Day next = what_.realm.e_0 + static_cast<std::uint32_t>(what_.epochs.size()),
              last = day_of(what_.now - kHour_ms);
    if (what_.now <= awaited(next)) return true;
    notes_.add(
        "epochs", Severity::late,
        "no object is in the log yet for " + to_text(next) +
            (next < last ? " and the days up to " + to_text(last) : "") +
            ": it was due six hours before the day, and messages of such a day carry no envelope",
        LogName::epochs, {});
    return false;
  }

  /// A day's leaf with what it names; `fault` is empty as long as it is as it must be, `late` if it
  /// came in time.
  struct Leaf {
    std::uint64_t index = 0;
    order::EpochEntry entry;
    bool is_read = false;   // the entry
    bool is_right = false;  // all that it says by itself, without what it names
    order::DayBlobs blobs;
    std::vector<Bytes> dealings;
    std::string fault, late;
    Severity severity = Severity::violation;  // of the fault
    gate::DealtPoints dealt = {};             // what its dealings begin from
  };

  /// Not shown, or another than the one named.
  static Leaf unshown(Leaf leaf, const std::string& what, Err why) {
    leaf.fault = what + (why == Err::unavailable ? " was asked for, and the server did not answer"
                         : why == Err::missing   ? " is not served"
                                                 : " is another");
    leaf.severity = severity_of(why);
    return leaf;
  }

  /// What takes the server: the object, its proof, and when the day was witnessed.
  Leaf fetch_leaf(std::uint64_t index, Witnessed& witnessed) {
    Leaf leaf;
    leaf.index = index;
    auto entry = tlog::parse_entry<order::EpochEntry>(what_.epochs.entry(index));
    if (!entry) return leaf.fault = "entry cannot be read", leaf;
    leaf.entry = std::move(entry).take();
    leaf.is_read = true;
    const auto& t = leaf.entry.terms;
    auto w = wire::log_blob(what_.server, t.w), proof = wire::log_blob(what_.server, t.proof),
         dealt = wire::log_blob(what_.server, t.dealt.body);
    for (const auto* blob : {&w, &proof, &dealt})
      if (!*blob) return unshown(std::move(leaf), "object, proof or what was dealt", blob->error());
    leaf.blobs = {std::move(w).take(), std::move(proof).take(), std::move(dealt).take()};
    for (const auto& digest : t.dealt.dealings) {
      auto file = wire::log_blob(what_.server, digest);
      if (!file) return unshown(std::move(leaf), "a custodian's dealing", file.error());
      leaf.dealings.push_back(std::move(file).take());
    }
    const Day day = what_.realm.e_0 + static_cast<std::uint32_t>(index);
    const auto at = witnessed.at(index);
    if (!at) return unshown(std::move(leaf), "when this day was first witnessed", at.error());
    if (!at->by(start_of(day) - order::kLead_ms))
      leaf.late = to_text(day) + " was witnessed at " + to_text(at->latest()) +
                  ", less than six hours before the day";
    return leaf;
  }

  /// The rest needs the logs alone.  What the entry says is judged also where the service does not
  /// show what it names: so that hides no more than whether the object is what it must be.
  void judge(Leaf& leaf) const {
    if (!leaf.is_read) return;
    if (std::string fault = fault_of_entry(leaf); !fault.empty()) {
      leaf.fault = std::move(fault);
      leaf.severity = Severity::violation;
      return;
    }
    leaf.is_right = true;
    if (!leaf.fault.empty()) return;
    const auto checked =
        order::check_epoch(leaf.entry.terms, leaf.blobs, what_.book, what_.book.realm());
    leaf.fault = checked ? fault_of_dealings(leaf, checked->dealt()) : checked.error().text();
    leaf.is_right = leaf.fault.empty();
  }
  std::string fault_of_entry(const Leaf& leaf) const {
    const auto& t = leaf.entry.terms;
    const Day day = what_.realm.e_0 + static_cast<std::uint32_t>(leaf.index);
    if (t.epoch != day)
      return "this leaf belongs to " + to_text(day) + ", the entry is about " + to_text(t.epoch);
    if (const auto signed_by = order::verify_epoch_entry(leaf.entry, what_.book.realm());
        !signed_by)
      return signed_by.error().text();
    const auto relied_on = what_.orders.head_at(t.order_log.size);
    if (!relied_on || *relied_on != t.order_log)
      return "relies on an order log that is not the public one";
    if (!order::lists_the_orders(t, what_.book))
      return order::refuse(order::Rule::epoch_object, "It lists other orders than those in force.")
          .text();
    return "";
  }

  /// Every dealing of Q is its dealer's and proven, and they add up to what the object starts from:
  /// so that was made to hide nothing, whatever those who signed it saw.
  std::string fault_of_dealings(Leaf& leaf, const gate::DealtBody& body) const {
    const auto pins =
        order::dealt_pins(what_.book.realm(), body.terms.epoch, leaf.entry.terms.order_log.size);
    std::vector<gate::CheckedDealing> dealings;
    std::vector<std::uint16_t> dealers;
    for (const Bytes& file : leaf.dealings) {
      auto dealing = gate::Dealing::decode(file, body.terms);
      if (!dealing || dealing->dealer < 1 || dealing->dealer > pins.custodians.size())
        return "a custodian's dealing cannot be read";
      const std::uint16_t dealer = dealing->dealer;
      auto good = gate::CheckedDealing::check_var(std::move(*dealing), body.terms,
                                                  pins.custodians[dealer - 1u], leaf.dealt);
      if (!good)
        return "dealing of custodian " + std::to_string(dealer) + ": " +
               std::string(gate::to_text(good.error()));
      good->remember(leaf.dealt);
      dealers.push_back(dealer);
      dealings.push_back(std::move(*good));
    }
    const auto sum = gate::add_up(body.terms, dealings, dealers);
    return sum && *sum == body ? "" : "the dealings do not add up to what the object starts from";
  }

  void enter(Leaf& leaf) {
    for (const auto& point : leaf.dealt) {
      if (ever_dealt_.insert(point).second) continue;
      leaf.fault = "a secret that was dealt for this day was dealt for a day before";
      leaf.severity = Severity::violation;
    }
    if (!leaf.late.empty())
      seen_.late.insert(what_.realm.e_0 + static_cast<std::uint32_t>(leaf.index));
    if (!leaf.fault.empty())
      notes_.add("epochs", leaf.severity, leaf.fault, LogName::epochs, leaf.index);
    if (!leaf.is_right) return;
    seen_.made_at.emplace(leaf.entry.terms.epoch, leaf.entry.terms.order_log.size);
    for (const auto number : leaf.entry.terms.orders)
      seen_.authorised.insert({number, leaf.entry.terms.epoch});
    seen_.account_days += leaf.entry.terms.m;
  }

  const DaysAsked& what_;
  Notes& notes_;
  // of all days, for a day must not open with another's secrets
  gate::DealtPoints ever_dealt_;
  DaysSeen seen_;
};

}  // namespace

DaysSeen check_days(const DaysAsked& what, Notes& notes) { return Days(what, notes).check(); }

}  // namespace eq::auditor
