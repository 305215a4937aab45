#include "parties/auditor/audit.h"

#include <algorithm>
#include <ranges>
#include <set>

#include "eq/tlog/witness_clock.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/log_reader.h"
#include "parties/auditor/days.h"
#include "parties/auditor/directory.h"
#include "parties/auditor/lists.h"
#include "parties/auditor/notes.h"
#include "parties/auditor/openings.h"
#include "parties/auditor/times.h"
#include "parties/auditor/unread.h"

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
      check_lists({server_, realm_, *orders_}, out_.figures, notes_);
      check_book();
    }
    if (book_) check_times({server_, realm_, *orders_, *book_, disclosed_, now_}, notes_);
    if (book_ && epochs_) check_days_and_openings();
    if (orders_) out_.next.orders = orders_->checkpoint().head();
    if (orders_ && book_)
      out_.read.emplace(AuditReport::Read{std::move(*orders_), std::move(*book_)});
    if (epochs_) out_.next.epochs = epochs_->checkpoint().head();
    check_accounts();
    return std::move(out_);
  }

 private:
  void good(const char* step, std::string detail) { notes_.good(step, std::move(detail)); }
  void bad(const char* step, std::string detail, LogName log, std::optional<std::uint64_t> index,
           std::string path = "") {
    notes_.bad(step, std::move(detail), log, index, std::move(path));
  }
  std::size_t violations() const { return notes_.violations(); }

  /// Step 1: checkpoint, cosignature, every tile and entry, and the head seen last time.
  std::optional<tlog::ReplayedLog> read(LogName log, const std::optional<tlog::Head>& seen) {
    const char* step = log == LogName::orders   ? "orders_log"
                       : log == LogName::epochs ? "epochs_log"
                                                : "directory_log";
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
    out_.figures.of(log) = {c.size(), c.seen_by().latest()};
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

  /// Step 5: the directory of accounts, which rests on no other log.
  void check_accounts() {
    const auto log = read(LogName::directory, memory_.directory);
    if (!log) return;
    check_directory({server_, *log, memory_.directory_epochs}, out_.figures, notes_);
    out_.next.directory = log->checkpoint().head();
    out_.next.directory_epochs = log->size();
  }

  /// Steps 3 and 4.
  void check_days_and_openings() {
    auto days = check_days(
        {server_, realm_, *orders_, *epochs_, *book_, memory_.late, executor_, now_}, notes_);
    const Day next_day = realm_.e_0 + static_cast<std::uint32_t>(epochs_->size());
    const auto openings =
        check_openings({server_, realm_, *orders_, *book_, days, next_day, now_}, notes_);
    out_.figures.account_days = days.account_days;
    out_.figures.extracted = openings.extracted;
    out_.figures.median_answer_ms = openings.median_answer_ms;
    out_.next.late = std::move(days.late_to_remember);
  }

  Shown server_;
  const wire::Realm& realm_;
  const Memory& memory_;
  Time now_;
  Executor* executor_;
  const tlog::TrustPolicy* policy_;
  std::optional<tlog::ReplayedLog> orders_, epochs_;
  std::optional<order::OrderBook> book_;
  std::set<Array<32>> disclosed_;  // public halves of the notices' keys that are in the log
  AuditReport out_;
  Notes notes_{out_.findings};
};

}  // namespace

void judge_age(AuditReport& report, Time now) {
  const auto judge = [&](const char* step, const char* log, const Figures::Log& read) {
    if (read.entries == 0 || now <= read.witnessed + tlog::kFreshness_ms) return;
    report.findings.push_back({step,
                               Severity::late,
                               "no witness has vouched for this log since " +
                                   to_text(read.witnessed) +
                                   ": it stands still, or what came since is kept back",
                               log,
                               {},
                               "checkpoint"});
  };
  judge("orders_log", "orders", report.figures.orders_log);
  judge("epochs_log", "epochs", report.figures.epochs_log);
  judge("directory_log", "directory", report.figures.directory_log);
}

AuditReport audit(wire::Transport& server, const wire::Realm& realm, const Memory& memory, Time now,
                  Executor* executor, const tlog::TrustPolicy* policy) {
  return Audit(server, realm, memory, now, executor, policy).run();
}

}  // namespace eq::auditor
