#include "parties/auditor/lists.h"

#include <algorithm>
#include <map>

#include "eq/list/history.h"
#include "eq/list/in_force.h"
#include "eq/voucher/opening.h"
#include "eq/wire/authorities.h"
#include "parties/auditor/witnessed.h"

namespace eq::auditor {
namespace {

using wire::LogName;

void count_removals(const list::ListHead& head, Figures& figures) {
  for (const auto& r : head.removed)
    ++(r.reason == list::Reason::withdrawn ? figures.entries_withdrawn
       : r.reason == list::Reason::expired ? figures.entries_expired
                                           : figures.entries_disputed);
  figures.disputes_upheld += head.disputes.upheld;
  figures.disputes_withdrawn += head.disputes.withdrawn;
}

/// No reader goes by it; but the service should not have let it in.
std::string why_void(const list::SignedHead& head, const list::History& history,
                     const list::Trust& trust) {
  const auto is_other_kinds = [&](const auto& s) {
    return !list::authority_for(head.head.kind, s.key, trust.authorities);
  };
  if (std::ranges::any_of(head.signatures, is_other_kinds))
    return "list head is signed by somebody who may not certify lists of " +
           std::string(list::subject_of(head.head.kind));
  if (!list::check_certification(head, trust.authorities).ok())
    return "list head lacks the signatures of two hotlines of different jurisdictions, or its values are impossible";
  if (head.head.match_key != trust.match_key)
    return "list is matched under another key than the realm's";
  const auto* newest = history.newest(head.head.kind);
  const list::SignedHead* last = newest ? &newest->signed_head : nullptr;
  if (list::check_next(head, last, trust).ok())
    return "list names an evaluation key or a table of a list of another kind";
  return "version " + std::to_string(head.head.version) + " of the " +
         std::string(list::to_text(head.head.kind)) + " list does not follow version " +
         std::to_string(last ? last->head.version : 0);
}

class Lists {
 public:
  Lists(const ListsAsked& what, Figures& figures, Notes& notes)
      : what_(what),
        figures_(figures),
        notes_(notes),
        trust_(wire::list_trust(what.realm)),
        history_(trust_),
        witnessed_(what.server, what.realm, LogName::orders, what.orders) {}

  void check() {
    std::size_t bad_lists = 0, bad_openings = 0;
    for (std::uint64_t i = 0; i < what_.orders.size(); ++i) {
      const Bytes& entry = what_.orders.entry(i);
      const std::uint8_t tag = entry.empty() ? 0 : entry[0];
      if (tag == voucher::OpeningEntry::kLogTag && !judge_opening(i)) ++bad_openings;
      if (tag == list::SignedHead::kLogTag && !follow(i)) ++bad_lists;
    }
    if (bad_openings == 0)
      notes_.good(
          "picture_openings",
          counted(figures_.picture_openings, "opening", "openings") +
              " of somebody's pictures; each by a logged list, above its threshold, in the time of a legal basis that the court signed");
    if (bad_lists > 0) return;
    std::string each;
    for (const auto& [kind, n] : versions_)
      each +=
          (each.empty() ? ": " : ", ") + std::string(list::to_text(kind)) + " " + std::to_string(n);
    notes_.good("lists",
                counted(figures_.list_versions, "list version", "list versions") + each +
                    ". Each is certified by hotlines for its kind and follows the one before");
  }

 private:
  /// @return whether the head is one that readers go by
  bool follow(std::uint64_t index) {
    const auto head = tlog::parse_entry<list::SignedHead>(what_.orders.entry(index));
    if (!head) {
      notes_.bad("lists", "list head cannot be read", LogName::orders, index);
      return false;
    }
    if (!history_.follow(*head, index).ok()) {
      notes_.bad("lists", why_void(*head, history_, trust_), LogName::orders, index);
      return false;
    }
    if (head->head.reporting)
      by_table_.insert_or_assign(head->head.reporting->terms.table, head->head);
    ++figures_.list_versions;
    ++versions_[head->head.kind];
    count_removals(head->head, figures_);
    return true;
  }

  /// Pictures are opened only by a list that was in force for reports somewhere then, and only
  /// above its threshold.  @return whether that is seen of this one
  bool judge_opening(std::uint64_t index) {
    constexpr const char* kStep = "picture_openings";
    ++figures_.picture_openings;
    const auto e = tlog::parse_entry<voucher::OpeningEntry>(what_.orders.entry(index));
    const auto head = e ? by_table_.find(e->table) : by_table_.end();
    if (head == by_table_.end()) {
      notes_.bad(kStep, "pictures were opened by a table that no list before it names",
                 LogName::orders, index);
      return false;
    }
    // When the service says that it was (e->at) counts nowhere.
    const auto seen = witnessed_.at(index);
    if (!seen) {
      notes_.unshown(kStep, "when this opening of pictures was first witnessed", seen.error(),
                     LogName::orders, index);
      return false;
    }
    const bool in_force = list::reports_somewhere(head->second, what_.realm.judge, seen->latest());
    if (!in_force)
      notes_.bad(kStep, "pictures were opened where no legal basis for reports was in force",
                 LogName::orders, index);
    const bool above = e->pictures > head->second.reporting->terms.curves.threshold;
    if (!above)
      notes_.bad(kStep, "pictures were opened below the threshold", LogName::orders, index);
    return in_force && above;
  }

  const ListsAsked& what_;
  Figures& figures_;
  Notes& notes_;
  const list::Trust trust_;
  list::History history_;
  Witnessed witnessed_;
  std::map<crypto::Digest, list::ListHead> by_table_;
  std::map<list::Kind, std::size_t> versions_;
};

}  // namespace

void check_lists(const ListsAsked& what, Figures& figures, Notes& notes) {
  Lists(what, figures, notes).check();
}

}  // namespace eq::auditor
