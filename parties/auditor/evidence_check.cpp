#include "parties/auditor/evidence_check.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "eq/gate/release.h"
#include "eq/order/acceptance.h"
#include "eq/order/approve.h"
#include "eq/wire/authorities.h"
#include "eq/wire/case_reader.h"
#include "parties/auditor/unread.h"

namespace eq::auditor {
namespace {

using evidence::LoggedBytes;
using order::OrderBook;

constexpr const char* kApplication = "data/application.bin";
constexpr const char* kStanding = "data/standing.txt";
constexpr const char* kLog = "data/log/checkpoint";

std::string path_of(const char* folder, std::size_t i, const char* suffix) {
  char number[24];
  std::snprintf(number, sizeof number, "%03zu", i + 1);
  return std::string("data/") + folder + "/" + number + suffix;
}

class Check {
 public:
  Check(PackageReport& report, const wire::Realm& realm, const Trusted& trusted)
      : r_(report),
        realm_(realm),
        trusted_(trusted),
        c_(*report.contents),
        log_(*report.orders),
        book_(OrderBook::read(log_, wire::authorities(realm))),
        who_(book_.realm()) {}

  void run() {
    if (!check_order() || !check_application()) return;
    if (order_->terms.basis == order::Basis::foreign)
      say("foreign", kApplication, check_foreign(),
          "was decided on by a judge of the agency's own realm");
    const bool complete = check_record();
    for (std::size_t i = 0; i < c_.days.size(); ++i)
      say("day", path_of("days", i, ".bin"), check_day(c_.days[i]),
          "is covered, and its object verifies and holds exactly the orders in force");
    for (std::size_t i = 0; i < c_.messages.size(); ++i)
      say("opened", path_of("messages", i, ".franking"), check_message(c_.messages[i]),
          "falls on a day that enough custodians opened");
    if (!complete) return;
    check_standing();
    if (trusted_.log) check_now(*trusted_.log);
  }

 private:
  void say(const char* name, std::string item, const std::string& why, const std::string& good) {
    r_.add(name, std::move(item), why.empty(), why.empty() ? good : why);
  }

  /// The order that the statement speaks of, as the book has it: signed and consented to.
  bool check_order() {
    const auto& f = *r_.facts;
    order_ = book_.find(f.order);
    const order::OrderTerms* t = order_ ? &order_->terms : nullptr;
    if (!t || t->first != f.first || t->last != f.last || f.realm != realm_.name ||
        f.agency != t->authority)
      return r_.add("order", "statement.bin", false,
                    "speaks of another order than the log has under that number"),
             false;
    r_.add("order", kLog, true,
           "has order " + std::to_string(t->number) + " at entry " + std::to_string(order_->index) +
               ", resting on " + std::string(order::to_text(t->basis)) +
               "; the court entered it and custodians consented");
    const auto blind = gate::Scalar::decode(c_.blind);
    const bool opens =
        blind && gate::commit_order(gate::tag(realm_.name, c_.account), *blind) == t->commitment;
    r_.add("opening", "data/opening.bin", opens,
           opens ? "shows that the order names this account"
                 : "does not open the order's commitment to this account");
    return opens;
  }

  /// What was decided on, and by whom besides this realm's court.
  bool check_application() {
    auto application = decode<order::Application>(c_.application);
    std::string why;
    if (!application ||
        order::application_digest(c_.blind, *application) != order_->terms.application)
      why = "is not what the order commits to";
    else if (!fits(*application, order_->terms))
      why = "says otherwise than the order";
    else if (application->scope.account != c_.account)
      why = "names another account than the package";
    // As of its filing: that its days lie ahead is a rule for those who decide.
    else if (const auto decided = order::Filed::verify(*application, who_, application->filed);
             !decided)
      why = decided.error().text();
    else if (application->scope.reference != r_.facts->reference)
      why = "has another file number than the statement";
    if (why.empty()) decided_on_ = std::move(application).take();
    say("application", kApplication, why, "is what the order commits to");
    return why.empty();
  }

  bool fits(const order::Application& a, const order::OrderTerms& t) const {
    return a.id() == t.filing && a.scope.authority == t.authority && a.scope.first == t.first &&
           a.scope.last == t.last && a.scope.category == t.category &&
           a.scope.urgency == t.urgency && order::basis_of(a.scope, who_) == t.basis;
  }

  /// The serving realm names the foreign judge; the judge's own realm must name the same one.
  std::string check_foreign() {
    // the book took the order
    const auto& authority = *who_.foreign_agency(order_->terms.authority);
    const auto& trusted = trusted_.realms;
    const auto home = std::find_if(trusted.begin(), trusted.end(),
                                   [&](const wire::Realm& r) { return r.name == authority.realm; });
    if (home == trusted.end())
      return "rests on a judge of another realm: give that realm's file too";
    if (home->court.name != authority.court_name || home->judge != authority.judge)
      return "rests on a judge whom that realm does not know";
    return "";
  }

  /// Every entry of the log that names the order, and nothing else: the log is whole, so none can
  /// be missing.
  bool check_record() {
    const auto entries = order::entries_of(log_, book_, *order_);
    const auto policy = wire::log_policy(realm_, wire::LogName::orders);
    for (std::size_t i = 0; i < std::max(entries.size(), c_.record.size()); ++i) {
      const auto wrong = [&](const std::string& why) {
        return r_.add("record", path_of("case", i, ".bin"), false, why), false;
      };
      if (i >= entries.size()) return wrong("does not name this order");
      if (i >= c_.record.size() || c_.record[i].proof.index != entries[i])
        return wrong("should be entry " + std::to_string(entries[i]) +
                     " of the log, which names this order");
      const auto in = tlog::Logged<tlog::AnyEntry>::verify(View(c_.record[i].entry),
                                                           c_.record[i].proof, *policy);
      seen_.emplace(entries[i], in->seen_by());  // eq/evidence has verified it
    }
    r_.add("record", kLog, true,
           "has " + counted(entries.size(), "entry", "entries") +
               " naming this order, and nothing of that is missing here");
    return true;
  }

  std::string check_day(const evidence::CoveredDay& d) {
    const auto entry = tlog::parse_entry<order::EpochEntry>(d.entry.entry);
    if (!entry) return "is not an entry of the epoch log";
    const auto& t = entry->terms;
    if (const auto signed_by = order::verify_epoch_entry(*entry, who_); !signed_by)
      return signed_by.error().text();
    if (t.epoch < realm_.e_0 || d.entry.proof.index != t.epoch.n - realm_.e_0.n)
      return "does not stand in its day's place in the log";
    if (!order_->terms.active_on(t.epoch)) return "is a day that the order does not cover";
    if (std::find(t.orders.begin(), t.orders.end(), order_->terms.number) == t.orders.end())
      return "does not hold the order";
    const auto relied_on = log_.head_at(t.order_log.size);
    if (!relied_on || *relied_on != t.order_log)
      return "relies on an order log that is not the one in this package";
    if (const auto good = order::check_epoch(t, {d.object, d.proof, d.dealt}, book_, who_); !good)
      return good.error().text();
    covered_.insert(t.epoch);
    if (opened(t.epoch, t.wid)) r_.opened.insert(t.epoch);
    return "";
  }

  /// By enough custodians, each of whose receipts is of this account's release.
  bool opened(Day day, const crypto::Digest& wid) const {
    const auto number = order_->terms.number;
    const auto release =
        gate::release_digest(c_.blind, wid, number, gate::tag(realm_.name, c_.account));
    const auto receipts = book_.receipts_of(number, day);
    const auto good = std::ranges::count_if(
        receipts, [&](const OrderBook::Receipt* r) { return r->terms.release == release; });
    return static_cast<std::size_t>(good) >= who_.custodians_on(day, order::kWholeLog).threshold;
  }

  /// A message of the first two hours may still have used the day before.
  std::string check_message(const franking::FullItem& message) const {
    const Day day = day_of(message.stamp.time), before{day.n - 1};
    if (r_.opened.contains(day)) return "";
    if (order::still_accepted(before, message.stamp.time) && r_.opened.contains(before)) return "";
    // A stamp may run a little ahead of or behind the sender's midnight.
    const Day after = day_of(message.stamp.time + kClockSlack_ms);
    return r_.opened.contains(after)
               ? ""
               : "falls on a day for which the log holds too few receipts of this account";
  }

  void say_standing(const order::CaseAsOf& as_of, const std::string& which) {
    const std::string when =
        ", as of " + which + ", which a witness vouched for at " + to_text(as_of.at);
    say("standing", kStanding,
        as_of.against ? "The order does not stand" + when + ". " + as_of.against->text() : "",
        "says that the order stands (" + std::string(order::to_text(as_of.stage)) + ")" + when);
  }

  void check_standing() {
    r_.packed = order::case_as_of(log_, book_, *order_, decided_on_, covered_, seen_);
    if (c_.standing != r_.packed->words)
      return r_.add("layout", kStanding, false, "does not say what the log says");
    say_standing(*r_.packed, "the head at which this was packed");
  }

  /// Of the log in the package: then it is only of an earlier day.
  bool is_beginning(const tlog::ReplayedLog& shorter) const {
    const auto head = log_.head_at(shorter.size());
    return head.ok() && *head == shorter.checkpoint().head();
  }

  /// The same of the log that the verifier asked, which must go on from the package's head.
  void check_now(const PublicLog& log) {
    std::optional<tlog::Head> head = log_.checkpoint().head();
    Shown server(log.server);
    const auto fail = [&](const tlog::LogFault& fault, const std::string& why) {
      r_.log_trouble = trouble_with(server, fault);
      r_.add("public_log", kLog, false, why + fault.what);
    };
    if (log.now) {
      const auto fresh =
          wire::read_fresh_log(server, realm_, wire::LogName::orders, head, *log.now);
      fresh ? look(server, *fresh)
            : fail(fresh.error(), "cannot be compared with the log as it is now: ");
    } else {
      const auto saved = wire::read_log(server, realm_, wire::LogName::orders, head);
      if (saved) return look(server, *saved);
      fail(saved.error(), "is not continued by the log that was given: ");
      const auto older = wire::read_log(server, realm_, wire::LogName::orders);
      if (older && is_beginning(*older)) r_.log_trouble = LogTrouble::older;
    }
  }
  /// What keeps it from being compared and says nothing of the package; nothing where it is false.
  std::optional<LogTrouble> trouble_with(const Shown& server, const tlog::LogFault& fault) const {
    if (fault.err == Err::stale) return LogTrouble::clock;
    if (fault.err == Err::missing) return LogTrouble::not_shown;
    if (is_another_log(server.checkpoint(wire::LogName::orders), realm_, wire::LogName::orders))
      return LogTrouble::another;
    return std::nullopt;
  }
  void look(wire::Transport& server, const tlog::ReplayedLog& log) {
    const auto book = OrderBook::read(log, wire::authorities(realm_));
    const OrderBook::Order* order = book.find(order_->terms.number);
    EQ_ASSERT(order != nullptr);  // it goes on from a log that has it
    const auto record = wire::read_case(server, realm_, log, book, *order);
    if (!record)
      return r_.add("public_log", kLog, false,
                    "the log does not show when entries of the case were witnessed");
    r_.add("public_log", kLog, true,
           "is continued by the public log, which has " +
               counted(log.size() - log_.size(), "entry", "entries") + " more");
    r_.now = order::case_as_of(log, book, *order, decided_on_, covered_, wire::seen_by(*record));
    say_standing(*r_.now, "the public log");
  }

  PackageReport& r_;
  const wire::Realm& realm_;
  const Trusted& trusted_;
  const evidence::Contents& c_;
  const tlog::ReplayedLog& log_;
  const OrderBook book_;
  const order::Authorities& who_;
  const OrderBook::Order* order_ = nullptr;
  order::Application decided_on_;
  order::SeenBy seen_;
  std::set<Day> covered_;  // with a verified object that holds the order
};

}  // namespace

Result<evidence::Anchors> anchors(const wire::Realm& realm) {
  // The fallible parts first: clang before 19 forgets to destroy an aggregate that TRY leaves half
  // made.
  auto orders = TRY(wire::log_policy(realm, wire::LogName::orders));
  auto epochs = TRY(wire::log_policy(realm, wire::LogName::epochs));
  std::map<std::string, crypto::VerifyKey> agencies{{realm.agency.name, realm.agency.signing}};
  for (const auto& f : realm.foreign) agencies.emplace(f.agency.name, f.agency.signing);
  return evidence::Anchors{encode(realm),
                           std::move(agencies),
                           realm.moderator.signing,
                           realm.stamp_key,
                           std::move(orders),
                           std::move(epochs),
                           {}};
}

PackageReport verify_package(const evidence::Items& items, const Trusted& trusted) {
  PackageReport report;
  const auto named = items.find("data/realm.bin");
  auto serving = std::find_if(
      trusted.realms.begin(), trusted.realms.end(),
      [&](const wire::Realm& r) { return named != items.end() && encode(r) == named->second; });
  // whatever fails, fails against that one
  if (serving == trusted.realms.end()) serving = trusted.realms.begin();
  if (serving == trusted.realms.end()) {
    report.add("realm", "data/realm.bin", false, "no realm is trusted");
    return report;
  }
  auto believed = anchors(*serving);
  if (!believed) {
    report.add("realm", "data/realm.bin", false, "the trusted realm's log keys cannot be read");
    return report;
  }
  believed->time_authorities = trusted.time_authorities;
  static_cast<evidence::Report&>(report) = evidence::verify(items, *believed);
  // What merely lies beside the package was looked at by nothing: it keeps nothing else from being
  // said.
  if (report.ok() || report.only_strays_fail()) Check(report, *serving, trusted).run();
  // they are named last
  std::ranges::stable_partition(report.checks,
                                [](const evidence::Check& c) { return c.name != "stray"; });
  return report;
}
PackageReport verify_package(const evidence::Items& items, const wire::Realm& realm) {
  return verify_package(items, Trusted{{realm}});
}

}  // namespace eq::auditor
