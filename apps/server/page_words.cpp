// What an entry of the public logs says, as a sentence for people.
#include "apps/server/page.h"
#include "eq/franking/day_key.h"
#include "eq/list/head.h"
#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"
#include "eq/voucher/opening.h"
#include "eq/wire/day_key.h"

namespace eq::server {
namespace {

std::string number(std::uint64_t n) { return std::to_string(n); }
std::string plural(std::uint64_t n, std::string_view one, std::string_view many) {
  return number(n) + " " + std::string(n == 1 ? one : many);
}
std::string days(Day first, Day last) {
  return first == last ? "on " + to_text(first) : "from " + to_text(first) + " to " + to_text(last);
}

std::string about(const order::OrderEntry& e) {
  return "Order " + number(e.terms.number) + ": " + e.terms.authority +
         " may open what one account sends (" + std::string(to_text(e.terms.category)) + ") " +
         days(e.terms.first, e.terms.last) + ". A judge and " +
         plural(e.custodians.size(), "custodian", "custodians") +
         " signed it. Whom it names stays sealed; the account is told in " +
         to_text(e.terms.disclosure.month) + ".";
}
std::string about(const order::IntentEntry& e) {
  return "The agency announced that it will ask for the keys of order " + number(e.order) +
         " for " + to_text(e.epoch) + ".";
}
std::string about(const order::ReceiptEntry& e) {
  return "Opening under order " + number(e.terms.order) + " for " + to_text(e.terms.epoch) +
         ": custodian " + number(e.custodian.index) + " lets go.";
}
std::string about(const list::SignedHead& e) {
  return "List of " + std::string(list::subject_of(e.head.kind)) + ", version " +
         number(e.head.version) + ": " + number(e.head.slots) +
         " places, filler included, certified by " +
         plural(e.signatures.size(), "authority", "authorities") + ". Valid until " +
         to_text(day_of(e.head.expires)) + ".";
}
std::string about(const wire::KeyEvent& e) {
  if (e.purpose == wire::kDayKeyPurpose) {
    if (const auto certificate = decode<franking::DayKeyCertificate>(e.data); certificate.ok())
      return e.holder + " announced its signing key of " + to_text(certificate->day) +
             (certificate->role == franking::Role::issuer ? " for sending tokens."
                                                          : " for message stamps.");
  }
  if (e.purpose.starts_with("disclosure-"))
    return e.holder + " published the disclosure key of " +
           e.purpose.substr(std::string_view("disclosure-").size()) +
           ": whoever its orders named now finds the notice.";
  return e.holder + " announced a key (" + e.purpose + ").";
}
std::string about(const order::ActEntry& e) {
  const std::string who = e.actor == order::Actor::agency  ? e.name
                          : e.actor == order::Actor::court ? "The court"
                                                           : "Custodian " + number(e.custodian);
  std::string out =
      who + ", on case " + hex(View(e.filing).first(4)) + ": " + std::string(order::to_text(e.act));
  if (e.ground != order::Ground::none) out += " (" + std::string(order::to_text(e.ground)) + ")";
  if (e.act == order::Act::postpone) out += " until " + order::to_text(e.month);
  return out + ".";
}
std::string about(const order::AnswerEntry& e) {
  std::size_t produced = 0, nothing = 0;
  for (const auto& i : e.items) {
    produced += i.disposition == order::Disposition::produced;
    nothing += i.disposition == order::Disposition::not_held;
  }
  return "The service's answer to order " + number(e.order) + ": of " +
         plural(e.items.size(), "day", "days") + ", " + number(produced) + " produced, " +
         number(nothing) + " not held, " + number(e.items.size() - produced - nothing) +
         " refused or unclear.";
}
std::string about(const order::TallyEntry& e) {
  return "The service's count of the envelopes of " + to_text(e.day) +
         ", before it knew whose are asked for.";
}
std::string about(const voucher::OpeningEntry& e) {
  return number(e.pictures) +
         " pictures of some account are about to be opened: more than the threshold of a list matched. Whose, only a " +
         "commitment says.";
}
std::string about(const order::SuccessionEntry& e) {
  const order::Circle& next = e.record.circle;
  std::string names;
  for (const order::Peer& p : next.peers) names += (names.empty() ? "" : ", ") + p.name;
  return "From " + to_text(next.from) + " on the custodians are " + names + ", of whom any " +
         number(next.threshold) + " act together, under new keys. Those before them signed it.";
}
std::string about(const order::EpochEntry& e) {
  return "Day " + to_text(e.terms.epoch) + ": " +
         (e.terms.m == 0 ? std::string("no order is in force")
                         : plural(e.terms.m, "order is", "orders are") + " in force") +
         "; " + plural(e.terms.dealt.dealings.size(), "custodian", "custodians") +
         " dealt for it; the sealed object has room for " + number(e.terms.k) + " accounts and " +
         plural(e.custodians.size(), "custodian", "custodians") + " signed it.";
}

template <class T>
std::string sentence(View entry) {
  const auto e = tlog::parse_entry<T>(entry);
  return e.ok() ? about(*e) : "An entry that this version cannot read.";
}

}  // namespace

std::string_view kind_of(const platform::PublicEntry& e) {
  if (e.log == wire::LogName::epochs) return "Day";
  switch (static_cast<wire::LogEntryKind>(e.entry.empty() ? 0 : e.entry[0])) {
    case wire::LogEntryKind::order: return "Order";
    case wire::LogEntryKind::intent: return "Intent";
    case wire::LogEntryKind::receipt: return "Opening";
    case wire::LogEntryKind::list_head: return "List";
    case wire::LogEntryKind::key_event: return "Key";
    case wire::LogEntryKind::act: return "Step";
    case wire::LogEntryKind::answer: return "Answer";
    case wire::LogEntryKind::tally: return "Count";
    case wire::LogEntryKind::voucher_opening: return "Pictures";
    case wire::LogEntryKind::succession: return "Keys";
  }
  return "Entry";
}

std::string sentence_for(const platform::PublicEntry& e) {
  if (e.log == wire::LogName::epochs) return sentence<order::EpochEntry>(e.entry);
  switch (static_cast<wire::LogEntryKind>(e.entry.empty() ? 0 : e.entry[0])) {
    case wire::LogEntryKind::order: return sentence<order::OrderEntry>(e.entry);
    case wire::LogEntryKind::intent: return sentence<order::IntentEntry>(e.entry);
    case wire::LogEntryKind::receipt: return sentence<order::ReceiptEntry>(e.entry);
    case wire::LogEntryKind::list_head: return sentence<list::SignedHead>(e.entry);
    case wire::LogEntryKind::key_event: return sentence<wire::KeyEvent>(e.entry);
    case wire::LogEntryKind::act: return sentence<order::ActEntry>(e.entry);
    case wire::LogEntryKind::answer: return sentence<order::AnswerEntry>(e.entry);
    case wire::LogEntryKind::tally: return sentence<order::TallyEntry>(e.entry);
    case wire::LogEntryKind::voucher_opening: return sentence<voucher::OpeningEntry>(e.entry);
    case wire::LogEntryKind::succession: return sentence<order::SuccessionEntry>(e.entry);
  }
  return "An entry that this version cannot read.";
}

}  // namespace eq::server
