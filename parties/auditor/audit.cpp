#include "parties/auditor/audit.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "eq/list/history.h"
#include "eq/list/in_force.h"
#include "eq/order/acceptance.h"
#include "eq/order/life.h"
#include "eq/tlog/witness_clock.h"
#include "eq/voucher/opening.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/log_reader.h"
#include "parties/auditor/notes.h"
#include "parties/auditor/times.h"
#include "parties/auditor/unread.h"
#include "parties/auditor/witnessed.h"

namespace eq::auditor {

bool AuditReport::clean() const { return !findings.empty() && worst() <= Severity::late; }
Severity AuditReport::worst() const {
  const auto* f = first_of_worst();
  return f ? f->severity : Severity::good;
}
const Finding* AuditReport::first_of_worst() const {
  // the first of equals
  const auto it = std::ranges::max_element(findings, {}, &Finding::severity);
  return it == findings.end() || it->severity == Severity::good ? nullptr : &*it;
}
const Finding* AuditReport::first_violation() const {
  return worst() > Severity::late ? first_of_worst() : nullptr;
}

namespace {

using wire::LogName;

/// A receipt is due so long after its intent.
constexpr std::uint64_t kReceiptDue_ms = 24 * kHour_ms;

class Audit {
 public:
  Audit(wire::Transport& server, const wire::Realm& realm, const Memory& memory, Time now,
        Executor* executor, const tlog::TrustPolicy* policy)
      : server_(server),
        realm_(realm),
        memory_(memory),
        now_(now),
        executor_(executor),
        policy_(policy) {}

  AuditReport run() {
    out_.figures.authority = realm_.agency.name;
    // The epoch log first: it relies on heads of the order log, which may grow meanwhile.
    epochs_ = read(LogName::epochs, memory_.epochs);
    orders_ = read(LogName::orders, memory_.orders);
    if (epochs_ && epochs_->size() > 0 && !orders_ && notes_.violations() == 0)
      notes_.add("orders_log", Severity::missing,
                 "the epoch log has " + counted(epochs_->size(), "day", "days") +
                     ", which rely on an order log that is not shown",
                 LogName::orders, {}, "checkpoint");
    if (orders_) {
      check_entries();
      check_lists();
      check_book();
    }
    if (book_) {
      check_times({server_, realm_, *orders_, *book_, disclosed_, now_}, notes_);
    }
    if (book_ && epochs_) {
      check_epochs();
      check_openings();
    }
    if (orders_) out_.next.orders = orders_->checkpoint().head();
    if (orders_ && book_)
      out_.read.emplace(AuditReport::Read{std::move(*orders_), std::move(*book_)});
    if (epochs_) out_.next.epochs = epochs_->checkpoint().head();
    return std::move(out_);
  }

 private:
  void good(const char* step, std::string detail) { notes_.good(step, std::move(detail)); }
  void bad(const char* step, std::string detail, LogName log, std::optional<std::uint64_t> index,
           std::string path = "") {
    notes_.bad(step, std::move(detail), log, index, std::move(path));
  }
  void flag(const char* step, std::string detail, LogName log, std::uint64_t index) {
    notes_.flag(step, std::move(detail), log, index);
  }
  std::size_t violations() const { return notes_.violations(); }

  /// Step 1: checkpoint, cosignature, every tile and entry, and the head seen last time.
  std::optional<tlog::ReplayedLog> read(LogName log, const std::optional<tlog::Head>& seen) {
    const char* step = log == LogName::orders ? "orders_log" : "epochs_log";
    const std::vector<tlog::Head> known = seen ? std::vector{*seen} : std::vector<tlog::Head>{};
    auto replayed = wire::read_log(server_, realm_, log, known);
    if (!replayed) {
      note_unread({server_.checkpoint(log), realm_, now_}, step, log, seen.has_value(),
                  replayed.error(), notes_);
      return std::nullopt;
    }
    const auto& c = replayed->checkpoint();
    if (tlog::judge_clock(c, std::nullopt, now_) == tlog::WitnessClock::ahead)
      notes_.add(
          "clock", Severity::misconfigured,
          "the newest checkpoint was witnessed at " + to_text(c.seen_by().latest()) +
              ", and here it is " + to_text(now_) +
              ": this machine's clock is wrong, or the witness's, by which every deadline is counted",
          log, {}, "checkpoint");
    (log == LogName::orders ? out_.figures.orders_entries : out_.figures.epochs_entries) = c.size();
    (log == LogName::orders ? out_.figures.orders_witnessed : out_.figures.epochs_witnessed) =
        c.seen_by().latest();
    good(step,
         counted(c.size(), "entry", "entries") + " replayed up to the checkpoint witnessed at " +
             to_text(c.seen_by().latest()) +
             (seen ? "; continues the head seen before (" + std::to_string(seen->size) + ")" : ""));
    if (policy_) check_policy(log, c);
    return std::move(replayed).take();
  }

  /// Step 1b: the auditor's own policy, where there is one.
  void check_policy(LogName log, const tlog::CosignedCheckpoint& c) {
    const auto quorum = policy_->check(c.checkpoint().note().to_text());
    if (!quorum)
      return bad(
          "policy",
          "the checkpoint does not satisfy the policy: its log is not listed, or the quorum did not cosign it",
          log, {}, "checkpoint");
    good("policy", "the checkpoint of the " + std::string(to_text(log)) +
                       " log satisfies the policy" +
                       (*quorum ? ", its quorum complete at " + to_text(**quorum) : ""));
  }

  /// Step 2a: each entry is of a kind that exists; key events are readable.
  void check_entries() {
    const std::size_t before = violations();
    for (std::uint64_t i = 0; i < orders_->size(); ++i) {
      const auto entry = decode<wire::LogEntry>(orders_->entry(i));
      if (!entry) {
        bad("entries", "entry is of no kind that exists", LogName::orders, i);
      } else if (entry->kind == wire::LogEntryKind::key_event) {
        const auto event = tlog::parse_entry<wire::KeyEvent>(orders_->entry(i));
        if (!event)
          bad("entries", "key event cannot be read", LogName::orders, i);
        else if (event->purpose == "realm" && !equal_var(event->data, realm_.digest()))
          bad("entries", "the log announces another constitution than the pinned one",
              LogName::orders, i);
        if (event) note_disclosure(*event);
        ++out_.figures.key_events;
      }
    }
    if (violations() == before) good("entries", "every entry of the order log is of a known kind");
  }

  void note_disclosure(const wire::KeyEvent& event) {
    if (!event.purpose.starts_with("disclosure-")) return;
    const auto key = crypto::hpke_public_key(crypto::Kem::dhkem_x25519, event.data);
    if (key.ok() && key->size() == 32) disclosed_.insert(to_array<32>(*key).take());
  }

  /// Step 2b: orders, intents and receipts one by one (eq/order).  What is void is named, and the
  /// audit goes on without it.
  void check_book() {
    book_ = order::OrderBook::read(*orders_, wire::authorities(realm_), executor_);
    for (const auto& v : book_->voids())
      bad("orders",
          "this entry has no effect, and the server should have refused it. " + v.why.text(),
          LogName::orders, v.index);
    out_.figures.orders = book_->orders().size();
    out_.figures.intents = book_->intents().size();
    out_.figures.receipts = book_->receipts().size();
    if (!book_->voids().empty()) return;
    good(
        "orders",
        counted(book_->orders().size(), "order", "orders") +
            ", each with a number of its own, signed by a judge and enough custodians, none longer than " +
            std::to_string(realm_.profile.days_max) + " days");
  }

  /// Step 3: one leaf for each day, in its place and in time, and its object holds exactly the
  /// orders in force.
  void check_epochs() {
    constexpr std::uint64_t kBlock = 64;  // days whose objects are held at a time
    const std::size_t before = violations();
    Witnessed witnessed(server_, realm_, LogName::epochs, *epochs_);
    std::vector<LateDay> late;
    for (std::uint64_t from = 0; from < epochs_->size(); from += kBlock) {
      std::vector<Leaf> leaves;
      for (std::uint64_t i = from; i < std::min(from + kBlock, epochs_->size()); ++i)
        leaves.push_back(fetch_leaf(i, witnessed));
      run_all(executor_, leaves.size(), [&](std::size_t i) { judge(leaves[i]); });
      for (Leaf& leaf : leaves) {
        if (!leaf.late.empty()) late.push_back({leaf.index, leaf.late});
        enter(leaf);
      }
    }
    const bool none_late = note_late(late), none_due = note_due(), in_time = none_late && none_due;
    if (violations() == before)
      good("epochs",
           counted(epochs_->size(), "day", "days") + ", each in its place" +
               (in_time ? " and published in time" : "") +
               "; each object verifies and names exactly the orders in force when it was made");
    flag_days_without_effect();
  }

  /// An order that was logged after the object of one of its days was made is not in it.
  void flag_days_without_effect() {
    for (const auto& order : book_->orders()) {
      if (order.terms.category != order::DataCategory::content) continue;
      std::string days;
      for (Day d = order.terms.first; d <= order.terms.last; d = d + 1) {
        const auto made = made_at_.find(d);
        if (made != made_at_.end() && made->second <= order.index)
          days += (days.empty() ? "" : ", ") + to_text(d);
      }
      if (!days.empty())
        flag("epochs",
             "order " + std::to_string(order.terms.number) + " opens nothing on " + days +
                 ": it was logged after the objects of these days were made",
             LogName::orders, order.index);
    }
  }

  using LateDay = std::pair<std::uint64_t, std::string>;  // index, what to say
  /// A late day is news until a day came in time, or this auditor has reported it.  @return whether
  /// there was none
  bool note_late(const std::vector<LateDay>& late) {
    std::uint64_t since = epochs_->size();  // from here on every day was late
    for (auto it = late.rbegin(); it != late.rend() && it->first + 1 == since; ++it)
      since = it->first;
    for (const auto& [index, detail] : late) {
      const Day day = realm_.e_0 + static_cast<std::uint32_t>(index);
      const bool reported = std::ranges::binary_search(memory_.late, day);
      out_.next.late.push_back(day);
      if (index < since)
        flag("epochs", detail + "; later days came in time", LogName::epochs, index);
      else if (reported)
        flag("epochs", detail + "; it was reported before", LogName::epochs, index);
      else
        notes_.add("epochs", Severity::late, detail, LogName::epochs, index);
    }
    return late.empty();
  }
  /// Days that should be there by now.  @return whether none is awaited
  bool note_due() {
    const Day next = realm_.e_0 + static_cast<std::uint32_t>(epochs_->size()),
              last = day_of(now_ - kHour_ms);
    if (now_ <= awaited(next)) return true;
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
    auto entry = tlog::parse_entry<order::EpochEntry>(epochs_->entry(index));
    if (!entry) return leaf.fault = "entry cannot be read", leaf;
    leaf.entry = std::move(entry).take();
    leaf.is_read = true;
    const auto& t = leaf.entry.terms;
    auto w = wire::log_blob(server_, t.w), proof = wire::log_blob(server_, t.proof),
         dealt = wire::log_blob(server_, t.dealt.body);
    for (const auto* blob : {&w, &proof, &dealt})
      if (!*blob) return unshown(std::move(leaf), "object, proof or what was dealt", blob->error());
    leaf.blobs = {std::move(w).take(), std::move(proof).take(), std::move(dealt).take()};
    for (const auto& digest : t.dealt.dealings) {
      auto file = wire::log_blob(server_, digest);
      if (!file) return unshown(std::move(leaf), "a custodian's dealing", file.error());
      leaf.dealings.push_back(std::move(file).take());
    }
    const Day day = realm_.e_0 + static_cast<std::uint32_t>(index);
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
    const auto checked = order::check_epoch(leaf.entry.terms, leaf.blobs, *book_, book_->realm());
    leaf.fault = checked ? fault_of_dealings(leaf, checked->dealt()) : checked.error().text();
    leaf.is_right = leaf.fault.empty();
  }
  std::string fault_of_entry(const Leaf& leaf) const {
    const auto& t = leaf.entry.terms;
    const Day day = realm_.e_0 + static_cast<std::uint32_t>(leaf.index);
    if (t.epoch != day)
      return "this leaf belongs to " + to_text(day) + ", the entry is about " + to_text(t.epoch);
    if (const auto signed_by = order::verify_epoch_entry(leaf.entry, book_->realm()); !signed_by)
      return signed_by.error().text();
    const auto relied_on = orders_->head_at(t.order_log.size);
    if (!relied_on || *relied_on != t.order_log)
      return "relies on an order log that is not the public one";
    if (!order::lists_the_orders(t, *book_))
      return order::refuse(order::Rule::epoch_object, "It lists other orders than those in force.")
          .text();
    return "";
  }

  /// Every dealing of Q is its dealer's and proven, and they add up to what the object starts from:
  /// so that was made to hide nothing, whatever those who signed it saw.
  std::string fault_of_dealings(Leaf& leaf, const gate::DealtBody& body) const {
    const auto pins =
        order::dealt_pins(book_->realm(), body.terms.epoch, leaf.entry.terms.order_log.size);
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
    if (!leaf.late.empty()) late_.insert(realm_.e_0 + static_cast<std::uint32_t>(leaf.index));
    if (!leaf.fault.empty())
      notes_.add("epochs", leaf.severity, leaf.fault, LogName::epochs, leaf.index);
    if (!leaf.is_right) return;
    made_at_.emplace(leaf.entry.terms.epoch, leaf.entry.terms.order_log.size);
    for (const auto number : leaf.entry.terms.orders)
      authorised_.insert({number, leaf.entry.terms.epoch});
    out_.figures.account_days += leaf.entry.terms.m;
  }

  /// An intent for an order that is not in the object of that day.  Where there is no object, or
  /// the order was logged after it was made or had ended before, the order cannot be in it: then
  /// the intent opens nothing, and harms nobody.
  void judge_unheld(const order::OrderBook::Intent& intent) {
    const std::string what = "intent for order " + std::to_string(intent.entry.order) + " on " +
                             to_text(intent.entry.epoch);
    const auto opens_nothing = [&](const std::string& why) {
      flag("openings", what + ", " + why, LogName::orders, intent.index);
    };
    if (realm_.e_0 + static_cast<std::uint32_t>(epochs_->size()) <= intent.entry.epoch)
      return opens_nothing("of which no object is in the log");
    const auto made = made_at_.find(intent.entry.epoch);
    const auto& order = *book_->find(intent.entry.order);
    if (made != made_at_.end() && made->second <= order.index)
      return opens_nothing("whose object was made before that order was logged");
    const auto left = book_->case_of(order.terms.number)->left_at();
    if (left && made != made_at_.end() && *left < made->second)
      return opens_nothing("whose object was made after that order had ended");
    bad("openings", what + ", whose object does not hold that order", LogName::orders,
        intent.index);
  }

  /// The last receipt of an opening came while the order might be opened, and of a day for which
  /// somebody could have sealed something.
  void judge_opened(const order::OrderBook::Receipt& receipt, tlog::NotAfter asked,
                    tlog::NotAfter done, Witnessed& witnessed) {
    const auto& o = *book_->find(receipt.terms.order);
    const order::Case& c = *book_->case_of(receipt.terms.order);
    order::WitnessedTimes times{asked, {}, {}, {}};
    for (const auto& [act, time] :
         {std::pair(c.kept, &times.kept), std::pair(c.extended, &times.extended)}) {
      if (const auto at = act ? witnessed.at(*act) : Result<tlog::NotAfter>(Err::missing); at.ok())
        *time = *at;
    }
    const std::string what = to_text(receipt.terms.epoch) + " was let go under order " +
                             std::to_string(receipt.terms.order);
    const Time end = order::releasable_until(o.terms, c, times);
    if (!done.by(end + tlog::kFreshness_ms))
      bad("openings",
          what + " by " + to_text(done.latest()) + ", and that order was over at " + to_text(end),
          LogName::orders, receipt.index);
    if (late_.contains(receipt.terms.epoch))
      flag("openings", what + ", although its object came late: nobody sealed anything under it",
           LogName::orders, receipt.index);
  }

  /// Step 4: openings stay within what was authorised and are accounted for.
  void check_openings() {
    const std::size_t before = violations();
    Witnessed witnessed(server_, realm_, LogName::orders, *orders_);
    std::set<std::pair<std::uint32_t, Day>> extracted;
    std::vector<std::uint64_t> delays_ms;
    for (const auto& intent : book_->intents()) {
      const auto key = std::pair(intent.entry.order, intent.entry.epoch);
      const auto asked = witnessed.at(intent.index);
      if (!asked) {
        notes_.unshown("openings", "when this intent was first witnessed", asked.error(),
                       LogName::orders, intent.index);
        continue;
      }
      if (!authorised_.contains(key)) judge_unheld(intent);
      if (book_->tally_of(intent.index) == nullptr)
        bad("openings", "the server's count does not stand behind this intent", LogName::orders,
            intent.index);
      const auto* receipt = book_->opened_by(key.first, key.second);
      if (!receipt) {
        if (asked->waited(kReceiptDue_ms) < now_)
          flag("openings", "intent without enough receipts for more than a day", LogName::orders,
               intent.index);
        continue;
      }
      extracted.insert(key);
      const auto done = witnessed.at(receipt->index);
      if (!done) {
        notes_.unshown("openings", "when this receipt was first witnessed", done.error(),
                       LogName::orders, receipt->index);
        continue;
      }
      judge_opened(*receipt, *asked, *done, witnessed);
      // The intent stands before its receipts, whatever checkpoint the server shows for it.
      delays_ms.push_back(done->latest().ms - std::min(done->latest().ms, asked->latest().ms));
      if (delays_ms.back() > kReceiptDue_ms)
        flag("openings", "receipt more than a day after its intent", LogName::orders,
             receipt->index);
    }
    out_.figures.extracted = extracted.size();
    if (extracted.size() > out_.figures.account_days)
      bad("openings", "more was opened than was ever authorised", LogName::orders, std::nullopt);
    if (!delays_ms.empty()) {
      const auto middle = delays_ms.begin() + static_cast<std::ptrdiff_t>(delays_ms.size() / 2);
      std::nth_element(delays_ms.begin(), middle, delays_ms.end());
      out_.figures.median_answer_ms = *middle;
    }
    if (violations() == before)
      good("openings", counted(book_->intents().size(), "intent", "intents") + ", " +
                           counted(book_->receipts().size(), "receipt", "receipts") + "; " +
                           std::to_string(extracted.size()) + " of " +
                           std::to_string(out_.figures.account_days) +
                           " authorised account-days opened");
  }

  /// Pictures are opened only by a list that was in force for reports somewhere then, and only
  /// above its threshold.
  void check_picture_opening(std::uint64_t index,
                             const std::map<crypto::Digest, list::ListHead>& by_table,
                             Witnessed& witnessed) {
    ++out_.figures.picture_openings;
    const auto e = tlog::parse_entry<voucher::OpeningEntry>(orders_->entry(index));
    const auto head = e ? by_table.find(e->table) : by_table.end();
    if (head == by_table.end())
      return bad("picture_openings", "pictures were opened by a table that no list before it names",
                 LogName::orders, index);
    // When the service says that it was (e->at) counts nowhere.
    const auto seen = witnessed.at(index);
    if (!seen)
      return notes_.unshown("picture_openings", "when this opening of pictures was first witnessed",
                            seen.error(), LogName::orders, index);
    if (!list::reports_somewhere(head->second, realm_.judge, seen->latest()))
      bad("picture_openings", "pictures were opened where no legal basis for reports was in force",
          LogName::orders, index);
    if (e->pictures <= head->second.reporting->terms.curves.threshold)
      bad("picture_openings", "pictures were opened below the threshold", LogName::orders, index);
  }

  void count_removals(const list::ListHead& head) {
    auto& f = out_.figures;
    for (const auto& r : head.removed)
      ++(r.reason == list::Reason::withdrawn ? f.entries_withdrawn
         : r.reason == list::Reason::expired ? f.entries_expired
                                             : f.entries_disputed);
    f.disputes_upheld += head.disputes.upheld;
    f.disputes_withdrawn += head.disputes.withdrawn;
  }

  /// No reader goes by it; but the service should not have let it in.
  static std::string why_void(const list::SignedHead& head, const list::History& history,
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

  /// Step 5: list versions follow one another and are certified.
  void check_lists() {
    const std::size_t before = violations();
    const auto trust = wire::list_trust(realm_);
    list::History history(trust);
    std::map<crypto::Digest, list::ListHead> by_table;
    std::map<list::Kind, std::size_t> versions;
    Witnessed witnessed(server_, realm_, LogName::orders, *orders_);
    for (std::uint64_t i = 0; i < orders_->size(); ++i) {
      const std::uint8_t tag = orders_->entry(i).empty() ? 0 : orders_->entry(i)[0];
      if (tag == voucher::OpeningEntry::kLogTag) check_picture_opening(i, by_table, witnessed);
      if (tag != list::SignedHead::kLogTag) continue;
      const auto head = tlog::parse_entry<list::SignedHead>(orders_->entry(i));
      if (!head) {
        bad("lists", "list head cannot be read", LogName::orders, i);
        continue;
      }
      if (!history.follow(*head, i).ok()) {
        bad("lists", why_void(*head, history, trust), LogName::orders, i);
        continue;
      }
      if (head->head.reporting)
        by_table.insert_or_assign(head->head.reporting->terms.table, head->head);
      ++out_.figures.list_versions;
      ++versions[head->head.kind];
      count_removals(head->head);
    }
    const auto of_pictures = static_cast<std::size_t>(
        std::ranges::count(out_.findings, std::string("picture_openings"), &Finding::step));
    if (of_pictures == 0)
      good(
          "picture_openings",
          counted(out_.figures.picture_openings, "opening", "openings") +
              " of somebody's pictures; each by a logged list, above its threshold, in the time of a legal basis that the court signed");
    if (violations() > before + of_pictures) return;
    std::string each;
    for (const auto& [kind, n] : versions)
      each +=
          (each.empty() ? ": " : ", ") + std::string(list::to_text(kind)) + " " + std::to_string(n);
    good("lists", counted(out_.figures.list_versions, "list version", "list versions") + each +
                      ". Each is certified by hotlines for its kind and follows the one before");
  }

  Shown server_;
  const wire::Realm& realm_;
  const Memory& memory_;
  Time now_;
  Executor* executor_;
  const tlog::TrustPolicy* policy_;
  std::optional<tlog::ReplayedLog> orders_, epochs_;
  std::optional<order::OrderBook> book_;
  // (order, day) in a published object, or by the day's entry where the object is not shown
  std::set<std::pair<std::uint32_t, Day>> authorised_;
  // of all days, for a day must not open with another's secrets
  gate::DealtPoints ever_dealt_;
  std::map<Day, std::uint64_t> made_at_;  // the size of the order log that its object relies on
  std::set<Day> late_;                    // whose object came late
  std::set<Array<32>> disclosed_;         // public halves of the notices' keys that are in the log
  AuditReport out_;
  Notes notes_{out_.findings};
};

}  // namespace

void judge_age(AuditReport& report, Time now) {
  const auto judge = [&](const char* step, const char* log, std::uint64_t entries, Time witnessed) {
    if (entries == 0 || now <= witnessed + tlog::kFreshness_ms) return;
    report.findings.push_back({step,
                               Severity::late,
                               "no witness has vouched for this log since " + to_text(witnessed) +
                                   ": it stands still, or what came since is kept back",
                               log,
                               {},
                               "checkpoint"});
  };
  judge("orders_log", "orders", report.figures.orders_entries, report.figures.orders_witnessed);
  judge("epochs_log", "epochs", report.figures.epochs_entries, report.figures.epochs_witnessed);
}

AuditReport audit(wire::Transport& server, const wire::Realm& realm, const Memory& memory, Time now,
                  Executor* executor, const tlog::TrustPolicy* policy) {
  return Audit(server, realm, memory, now, executor, policy).run();
}

}  // namespace eq::auditor
