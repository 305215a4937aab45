#include "apps/server/page.h"

#include "eq/base/html.h"
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

std::string_view state_text(wire::CaseState s) {
  switch (s) {
    case wire::CaseState::open: return "○ Open";
    case wire::CaseState::decided: return "● Decided";
    case wire::CaseState::appealed: return "◐ Under appeal";
    case wire::CaseState::closed: return "Closed";
    case wire::CaseState::upheld: return "● Decided again, upheld";
    case wire::CaseState::reversed: return "● Decided again, reversed";
  }
  return "";
}

std::string time_tag(Time t) {
  return "<time datetime=\"" + to_text(t) + "\">" + to_text(day_of(t)) + " " +
         to_text(t).substr(11, 5) + " UTC</time>";
}

std::string digest(View d) {
  const std::string h = hex(d);
  std::string out;
  for (std::size_t i = 0; i < h.size(); i += 4) out += (i ? " " : "") + h.substr(i, 4);
  return out;
}

void figure(std::string& out, std::uint64_t n, std::string_view what, std::string_view note) {
  out += "<div><dt>" + std::string(what) + "</dt><dd>" + number(n) + "<span>" + std::string(note) +
         "</span></dd></div>\n";
}

std::string entries_table(const platform::PublicView& view) {
  if (view.entries.empty())
    return "<p class=\"empty\">Nothing has been logged yet. The first entry appears when a key is announced or an order is made.</p>\n";
  std::string out =
      "<table>\n<thead><tr><th scope=\"col\">When</th><th scope=\"col\">Kind</th><th scope=\"col\">What</th>"
      "<th scope=\"col\">Entry</th></tr></thead>\n<tbody>\n";
  for (const auto& e : view.entries) {
    const std::string log(to_text(e.log));
    // the checkpoint that first covers it
    const std::string proof = "/log/" + log + "/covering/" + number(e.index);
    out += "<tr><td>" + time_tag(e.at) + "</td><td><span class=\"tag\">" + std::string(kind_of(e)) +
           "</span></td><td>" + html_text(sentence_for(e)) + "</td><td class=\"index\"><a href=\"" +
           proof + "\">" + log + " " + number(e.index) + "</a></td></tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

std::string cases_table(const platform::PublicView& view) {
  if (view.cases.empty()) return "<p class=\"empty\">No case is open.</p>\n";
  std::string out =
      "<table>\n<thead><tr><th scope=\"col\">Case</th><th scope=\"col\">Category</th><th scope=\"col\">State</th>"
      "<th scope=\"col\">Opened</th></tr></thead>\n<tbody>\n";
  for (const auto& c : view.cases)
    out += "<tr><td>" + html_text(c.number) + "</td><td>" + html_text(c.category) + "</td><td>" +
           std::string(state_text(c.state)) + "</td><td>" + time_tag(c.opened) + "</td></tr>\n";
  return out + "</tbody>\n</table>\n";
}

}  // namespace

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

std::string render_page(const platform::PublicView& view, const wire::Realm& realm, Time now) {
  std::uint64_t open_cases = 0;
  std::uint64_t looked_again = 0, reversed = 0;
  for (const auto& c : view.cases) {
    reversed += c.state == wire::CaseState::reversed;
    looked_again += c.state == wire::CaseState::reversed || c.state == wire::CaseState::upheld;
  }
  for (const auto& c : view.cases)
    open_cases += c.state == wire::CaseState::open || c.state == wire::CaseState::appealed;
  const std::string name = html_text(realm.name);
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Public record of " +
      name +
      "</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#record\">Skip to the record</a>\n<header>\n<p class=\"brand\">Equipoise</p>\n<h1>Public record of " +
      name +
      "</h1>\n<p class=\"lead\">Messages here are end-to-end encrypted: this server cannot read them. Every court "
      "order, every opening and every list of known pictures stands below, in a log that can only grow.</p>\n</header>\n<main>\n";
  out +=
      "<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">The numbers</h2>\n<dl class=\"figures\">\n";
  figure(out, view.orders, "Orders", "one account each");
  figure(out, view.receipts, "Releases by custodians", number(view.intents) + " announced");
  figure(out, view.list_versions, "List versions", "certified by two authorities or more");
  figure(out, view.epochs_size, "Days published", "at most " + number(realm.k) + " accounts a day");
  figure(out, open_cases, "Open cases", "waiting for a decision");
  figure(out, reversed, "Reversed", "of " + number(looked_again) + " cases decided again");
  out +=
      "</dl>\n</section>\n<section aria-labelledby=\"record\">\n<h2 id=\"record\">The record, newest first</h2>\n" +
      entries_table(view) +
      "</section>\n<section aria-labelledby=\"cases\">\n<h2 id=\"cases\">Moderation cases</h2>\n<p>A case exists because a "
      "recipient chose to report messages, or because pictures above the threshold of a certified list were opened "
      "under an entry of the record. It shows no person and no content.</p>\n" +
      cases_table(view) + "</section>\n";
  out +=
      "<section aria-labelledby=\"check\">\n<h2 id=\"check\">Check it yourself</h2>\n<p>This page is what the server says. The logs "
      "are what it can be held to: <a href=\"/log/orders/checkpoint\">orders checkpoint</a>, <a href=\"/log/epochs/checkpoint\">days "
      "checkpoint</a>, both cosigned by a witness. <code>equipoise audit</code> replays them without trusting this server.</p>\n"
      "<p>Constitution of this realm, to compare with your own copy:</p>\n<p class=\"digest\">" +
      digest(realm.digest()) + "</p>\n</section>\n</main>\n<footer><p>As of " + time_tag(now) +
      "</p></footer>\n</body>\n</html>\n";
  return out;
}

std::string_view style_sheet() {
  return R"css(:root {
  color-scheme: light dark;
  --paper: light-dark(#f7f5f1, #141815);
  --card: light-dark(#fffdf9, #1b211d);
  --ink: light-dark(#1d2320, #e8ebe6);
  --soft: light-dark(#56605a, #a7b1aa);
  --line: light-dark(#d9d5cc, #343c37);
  --accent: light-dark(#0b5d5b, #6cc7c1);
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 64rem; }
.skip { position: absolute; left: -999rem; padding: .75rem 1rem; background: var(--accent); color: var(--paper); border-radius: 8px; }
.skip:focus { left: 1rem; top: 1rem; }
.brand { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .02em; }
h1 { margin: .25rem 0 .5rem; font-size: 2.074rem; line-height: 1.2; text-wrap: balance; }
h2 { margin: 0 0 1rem; font-size: 1.44rem; line-height: 1.25; }
.lead { max-width: 65ch; margin: 0; color: var(--soft); }
section { margin-top: 3rem; }
section > p { max-width: 65ch; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 1rem; margin: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; }
.figures dt { color: var(--soft); }
.figures dd { margin: .25rem 0 0; font-size: 2.074rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures span { display: block; margin-top: .25rem; font-size: .875rem; line-height: 1.4; color: var(--soft); }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
th, td { padding: .75rem 1rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .875rem; }
time, .index { white-space: nowrap; font-variant-numeric: tabular-nums; }
.tag { display: inline-block; min-width: 4.75rem; padding: .0625rem .5rem; border: 1px solid var(--accent); border-radius: 8px; color: var(--accent); font-size: .875rem; text-align: center; }
.empty { padding: 1.5rem 1rem; background: var(--card); border: 1px dashed var(--line); border-radius: 8px; color: var(--soft); }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, .digest { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
.digest { padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-wrap: anywhere; max-width: none; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
@media (max-width: 44rem) {
  thead { position: absolute; left: -999rem; }
  table, tbody, tr, td { display: block; }
  tr { padding: .75rem 1rem; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  td { padding: .125rem 0; border: 0; }
}
@media print { .skip { display: none; } }
)css";
}

}  // namespace eq::server
