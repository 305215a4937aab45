#include "eq/order/case_words.h"

#include <algorithm>

#include "eq/base/shown.h"

namespace eq::order {
namespace {

std::string at_entry(std::uint64_t index, const SeenBy& seen) {
  return "entry " + std::to_string(index) + ", seen by a witness at " +
         eq::to_text(seen.at(index).latest());
}

/// The issuers of an application, who decided besides the court or instead of it.
std::string issued_by(const Application& a) {
  std::string out;
  for (const Issue& i : a.issues)
    out += (out.empty() ? "" : ", ") + std::string(to_text(i.kind)) + " " + shown_line(i.name);
  return out;
}

std::string confirmation(const OrderTerms& t, const Case& c, const SeenBy& seen) {
  const std::string hour = ", which had to come by " + eq::to_text(t.confirm_by);
  if (!c.confirmed) return "No judge's confirmation" + hour + ", is in the log.";
  const bool in_time = seen.at(*c.confirmed).by(t.confirm_by);
  return "A judge's confirmation" + hour +
         (in_time ? ", came in time: " : ", is not shown to have come in time: ") +
         at_entry(*c.confirmed, seen) + ".";
}

/// Who decided, and who only entered what others decided.
std::string decided(const OrderTerms& t, const Case& c, const Application& a,
                    const Authorities& realm, const SeenBy& seen) {
  const std::string entered = " The court entered it and did not decide it.";
  switch (t.basis) {
    case Basis::judge:
      return "By a judge: the court of the realm signed the order as its own decision." +
             (a.issues.empty() ? "" : " Issued before by: " + issued_by(a) + ".");
    case Basis::issuer: return "By an issuer, without a judge: " + issued_by(a) + "." + entered;
    case Basis::emergency:
      return "In an emergency, before any judge, by " +
             (a.issues.empty() ? "the agency itself" : issued_by(a)) + "." + entered + " " +
             confirmation(t, c, seen);
    case Basis::foreign: {
      const ForeignAuthority* f = realm.foreign_agency(t.authority);
      return "By a judge of another realm: " +
             (f ? shown_line(f->court_name) + " of " + shown_line(f->realm) : "unknown") + "." +
             entered +
             (c.cleared ? " It cleared the order: " + at_entry(*c.cleared, seen) + "." : "");
    }
  }
  return "unknown";
}

std::string agreed(const tlog::ReplayedLog& log, const OrderBook::Order& order,
                   const Authorities& realm) {
  // the book took it
  const auto entry = tlog::parse_entry<OrderEntry>(log.entry(order.index)).take();
  std::string names;
  for (const auto& s : entry.custodians) {
    const CustodianKey* c = realm.custodians_on(order.terms.first, order.index).find(s.index);
    names += (names.empty() ? "" : ", ") +
             (c ? shown_line(c->name) : "custodian " + std::to_string(s.index));
  }
  return std::to_string(entry.custodians.size()) + " custodians: " + names;
}

std::string act_line(const ActEntry& e) {
  std::string who = "the court";
  if (e.actor == Actor::agency) who = shown_line(e.name);
  if (e.actor == Actor::custodian) who = "custodian " + std::to_string(e.custodian);
  std::string out = std::string(to_text(e.act)) + ", by " + who;
  if (e.act == Act::resume && e.until != Time{})
    out += ", open to objections until " + eq::to_text(e.until);
  if (e.ground != Ground::none) out += ", ground: " + std::string(to_text(e.ground));
  return out;
}

std::string answer_line(const AnswerEntry& e) {
  std::string out = "the service's answer";
  for (const Item& i : e.items)
    out += "; " + eq::to_text(i.day) + " " + std::string(to_text(i.disposition));
  return out;
}

/// What an entry of the case says.  They are entries_of(): each can be read.
std::string line_of(View entry) {
  switch (entry.empty() ? 0 : entry[0]) {
    case OrderEntry::kLogTag:
      return "order " + std::to_string(tlog::parse_entry<OrderEntry>(entry)->terms.number) +
             ", by the court and custodians";
    case IntentEntry::kLogTag:
      return "the agency's intent to open " +
             eq::to_text(tlog::parse_entry<IntentEntry>(entry)->epoch);
    case TallyEntry::kLogTag:
      return "the service's count of " + eq::to_text(tlog::parse_entry<TallyEntry>(entry)->day);
    case ReceiptEntry::kLogTag: {
      const auto e = tlog::parse_entry<ReceiptEntry>(entry).take();
      return "custodian " + std::to_string(e.custodian.index) + " lets go " +
             eq::to_text(e.terms.epoch);
    }
    case ActEntry::kLogTag: return act_line(tlog::parse_entry<ActEntry>(entry).take());
    case AnswerEntry::kLogTag: return answer_line(tlog::parse_entry<AnswerEntry>(entry).take());
    case SuccessionEntry::kLogTag:
      return "new custodians from " +
             eq::to_text(tlog::parse_entry<SuccessionEntry>(entry)->record.circle.from) + " on";
    default: return "unknown";
  }
}

}  // namespace

std::string case_in_words(const tlog::ReplayedLog& log, const OrderBook& book,
                          const OrderBook::Order& order, const Application& decided_on,
                          std::span<const std::uint64_t> entries, const SeenBy& seen,
                          const CaseAsOf& as_of) {
  const OrderTerms& t = order.terms;
  const Case& c = *book.case_of(t.number);
  std::string out = "Order " + std::to_string(t.number) + " of " + shown_line(book.realm().realm) +
                    ", as the public order log shows it\n\n";
  const auto row = [&](const char* name, const std::string& value) { out += name + value + "\n"; };
  row("As of      ", "an order log of " + std::to_string(as_of.entries) +
                         " entries, which a witness vouched for at " + eq::to_text(as_of.at) + ".");
  row("Decided    ", decided(t, c, decided_on, book.realm(), seen));
  row("Agreed to  ", agreed(log, order, book.realm()));
  row("Asked by   ",
      shown_line(t.authority) + ", for " + eq::to_text(t.first) + " to " + eq::to_text(t.last));
  row("Stage      ", std::string(to_text(as_of.stage)));
  row("Standing   ", as_of.against ? "It does not stand. " + as_of.against->text() : "It stands.");
  out += "\nEvery entry of that log that it rests on\n";
  for (const std::uint64_t i : entries) {
    const auto found = std::ranges::lower_bound(book.voids(), i, {}, &OrderBook::Void::index);
    const bool counts = found == book.voids().end() || found->index != i;
    out += "  " + at_entry(i, seen) + ": " + line_of(log.entry(i)) +
           (counts ? "" : " (void: " + found->why.id + ")") + "\n";
  }
  return out;
}

}  // namespace eq::order
