#include "parties/auditor/evidence_check.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "eq/gate/release.h"
#include "eq/order/acceptance.h"
#include "eq/order/approve.h"
#include "eq/order/succession.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"

namespace eq::auditor {
namespace {

using evidence::LoggedBytes;
using evidence::Report;

std::string path_of(const char* folder, std::size_t i, const char* suffix) {
  char number[24];
  std::snprintf(number, sizeof number, "%03zu", i + 1);
  return std::string("data/") + folder + "/" + number + suffix;
}

/// What is known about the package's order once it is checked.
struct Meaning {
  order::OrderTerms terms;
  std::set<Day> covered;                 // with a verified object that holds the order
  std::map<Day, crypto::Digest> releases;  // what the receipts of a covered day must say
  std::set<Day> intended;
  std::map<Day, std::set<std::uint16_t>> receipts;  // of these custodians
  std::set<Day> opened;                  // with enough receipts
};

class Check {
 public:
  Check(Report& report, const wire::Realm& realm, const std::vector<wire::Realm>& trusted)
      : r_(report), realm_(realm), trusted_(trusted), who_(wire::authorities(realm)), c_(*report.contents) {}

  void run() {
    for (std::size_t i = 0; i < c_.successions.size(); ++i) say("custodians", path_of("successions", i, ".bin"), check_succession(c_.successions[i]), "was signed by the custodians before");
    if (!check_order()) return;
    if (m_.terms.basis == order::Basis::foreign)
      say("foreign", "data/application.bin", check_foreign(), "was decided on by a judge of the agency's own realm");
    else if (!c_.application.empty())
      r_.add("foreign", "data/application.bin", false, "has no place in the package of the realm's own order");
    for (std::size_t i = 0; i < c_.days.size(); ++i) say("day", path_of("days", i, ".bin"), check_day(c_.days[i]), "is covered, and its object verifies and holds the order");
    for (std::size_t i = 0; i < c_.intents.size(); ++i) say("intent", path_of("intents", i, ".bin"), check_intent(c_.intents[i]), "is the agency's, for this order");
    for (std::size_t i = 0; i < c_.receipts.size(); ++i) say("receipt", path_of("receipts", i, ".bin"), check_receipt(c_.receipts[i]), "is a custodian's, for this account on a day that is in this package");
    for (std::size_t i = 0; i < c_.messages.size(); ++i) say("opened", path_of("messages", i, ".franking"), check_message(c_.messages[i]), "falls on a day that enough custodians opened");
  }

 private:
  void say(const char* name, std::string item, const std::string& why, const char* good) {
    r_.add(name, std::move(item), why.empty(), why.empty() ? good : why);
  }

  std::string check_succession(const LoggedBytes& logged) {
    const auto entry = tlog::parse_entry<order::SuccessionEntry>(logged.entry);
    if (!entry) return "is not a succession";
    auto next = order::verify_succession(*entry, logged.proof.index, who_);
    if (!next) return next.error().text();
    who_.custodians.push_back(std::move(*next));
    return "";
  }

  bool check_order() {
    const auto entry = tlog::parse_entry<order::OrderEntry>(c_.order.entry);
    if (!entry) return r_.add("order", "data/order.bin", false, "is not an order"), false;
    const auto terms = order::verify_order(*entry, c_.order.proof.index, who_);
    if (!terms) return r_.add("order", "data/order.bin", false, terms.error().text()), false;
    const auto& f = *r_.facts;
    if (terms->number != f.order || terms->first != f.first || terms->last != f.last || f.realm != realm_.name || f.agency != terms->authority)
      return r_.add("order", "statement.bin", false, "speaks of another order than the one in the package"), false;
    r_.add("order", "data/order.bin", true, "order " + std::to_string(terms->number) + ", signed by a judge and " +
                                                std::to_string(entry->custodians.size()) + " custodians");
    const auto blind = gate::Scalar::decode(c_.blind);
    const bool opens = blind && gate::commit_order(gate::tag(realm_.name, c_.account), *blind) == terms->commitment;
    r_.add("opening", "data/opening.bin", opens, opens ? "shows that the order names this account" : "does not open the order's commitment to this account");
    m_.terms = *terms;
    return opens;
  }

  /// The serving realm names the foreign judge; the judge's own realm must name the same one.
  std::string check_foreign() {
    const auto& authority = *who_.foreign_agency(m_.terms.authority);  // verify_order() found it
    const auto home = std::find_if(trusted_.begin(), trusted_.end(), [&](const wire::Realm& r) { return r.name == authority.realm; });
    if (home == trusted_.end()) return "rests on a judge of another realm: give that realm's file too";
    if (home->court.name != authority.court_name || home->court.signing != authority.court)
      return "rests on a judge whom that realm does not know";
    const auto application = decode<order::Application>(c_.application);
    if (!application || order::application_digest(c_.blind, *application) != m_.terms.application)
      return "is not what the order commits to";
    // As of its filing: that its days lie ahead is a rule for those who decide.
    const auto decided = order::Filed::verify(*application, who_, application->filed);
    if (!decided) return decided.error().text();
    return application->scope.account == c_.account ? "" : "names another account than the package";
  }

  std::string check_day(const evidence::CoveredDay& d) {
    const auto entry = tlog::parse_entry<order::EpochEntry>(d.entry.entry);
    if (!entry) return "is not an entry of the epoch log";
    const auto& t = entry->terms;
    if (const auto signed_by = order::verify_epoch_entry(*entry, who_); !signed_by) return signed_by.error().text();
    if (t.epoch < realm_.e_0 || d.entry.proof.index != t.epoch.n - realm_.e_0.n) return "does not stand in its day's place in the log";
    if (!m_.terms.active_on(t.epoch)) return "is a day that the order does not cover";
    if (std::find(t.orders.begin(), t.orders.end(), m_.terms.number) == t.orders.end()) return "does not hold the order";
    const auto epoch = order::open_object(t, {d.object, d.proof, d.dealt}, who_);
    if (!epoch) return "has an object that does not verify, or comes with another than the logged one";
    const auto& commitments = epoch->object().commitments;
    if (std::find(commitments.begin(), commitments.end(), m_.terms.commitment) == commitments.end()) return "has an object without the order's commitment";
    m_.covered.insert(t.epoch);
    const auto tag = gate::tag(realm_.name, c_.account);
    m_.releases.emplace(t.epoch, gate::release_digest(c_.blind, t.wid, m_.terms.number, tag));
    return "";
  }

  std::string check_intent(const LoggedBytes& logged) {
    const auto entry = tlog::parse_entry<order::IntentEntry>(logged.entry);
    if (!entry) return "is not an intent";
    if (const auto signed_by = order::verify_intent(*entry, m_.terms.authority, who_); !signed_by) return signed_by.error().text();
    if (entry->order != m_.terms.number || !m_.covered.contains(entry->epoch)) return "is for another order or for a day that is not in the package";
    m_.intended.insert(entry->epoch);
    return "";
  }

  std::string check_receipt(const LoggedBytes& logged) {
    const auto entry = tlog::parse_entry<order::ReceiptEntry>(logged.entry);
    if (!entry) return "is not a receipt";
    if (const auto signed_by = order::verify_receipt(*entry, logged.proof.index, who_); !signed_by) return signed_by.error().text();
    const order::ReceiptTerms& t = entry->terms;
    if (t.order != m_.terms.number || !m_.intended.contains(t.epoch)) return "answers no intent of this package";
    if (m_.releases.at(t.epoch) != t.release) return "is of another account's release";
    auto& by = m_.receipts[t.epoch];
    by.insert(entry->custodian.index);
    if (by.size() >= who_.custodians_on(t.epoch, logged.proof.index).threshold) m_.opened.insert(t.epoch);
    return "";
  }

  /// A message of the first two hours may still have used the day before.
  std::string check_message(const franking::FullItem& message) {
    const Day day = day_of(message.stamp.time), before{day.n - 1};
    if (m_.opened.contains(day)) return "";
    if (order::still_accepted(before, message.stamp.time) && m_.opened.contains(before)) return "";
    // A stamp may run a little ahead of or behind the sender's midnight.
    const Day after = day_of(message.stamp.time + kClockSlack_ms);
    return m_.opened.contains(after) ? "" : "falls on a day for which the package holds too few receipts";
  }

  Report& r_;
  const wire::Realm& realm_;
  const std::vector<wire::Realm>& trusted_;
  order::Authorities who_;
  const evidence::Contents c_;  // a copy: adding checks must not disturb it
  Meaning m_;
};

}  // namespace

Result<evidence::Anchors> anchors(const wire::Realm& realm) {
  // The fallible parts first: clang before 19 forgets to destroy an aggregate that TRY leaves half made.
  auto orders = TRY(wire::log_policy(realm, wire::LogName::orders));
  auto epochs = TRY(wire::log_policy(realm, wire::LogName::epochs));
  std::map<std::string, crypto::VerifyKey> agencies{{realm.agency.name, realm.agency.signing}};
  for (const auto& f : realm.foreign) agencies.emplace(f.agency.name, f.agency.signing);
  return evidence::Anchors{encode(realm), std::move(agencies), realm.moderator.signing, realm.stamp_key, std::move(orders),
                           std::move(epochs), {}};
}

evidence::Report verify_package(const evidence::Items& items, const Trusted& trusted) {
  Report report;
  const auto named = items.find("data/realm.bin");
  auto serving = std::find_if(trusted.realms.begin(), trusted.realms.end(),
                              [&](const wire::Realm& r) { return named != items.end() && encode(r) == named->second; });
  if (serving == trusted.realms.end()) serving = trusted.realms.begin();  // whatever fails, fails against that one
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
  report = evidence::verify(items, *believed);
  if (report.ok()) Check(report, *serving, trusted.realms).run();
  return report;
}
evidence::Report verify_package(const evidence::Items& items, const wire::Realm& realm) {
  return verify_package(items, Trusted{{realm}, {}});
}

}  // namespace eq::auditor
