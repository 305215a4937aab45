#include "apps/server/page.h"

#include <algorithm>

#include "eq/base/html.h"

namespace eq::server {
namespace {

std::string number(std::uint64_t n) { return std::to_string(n); }

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

/// An entry's own page, for ever at this address.
std::string address_of(const platform::PublicEntry& e) {
  return "/record/" + std::string(to_text(e.log)) + "/" + number(e.index);
}

std::string row(const platform::PublicEntry& e) {
  return "<tr><td>" + time_tag(e.at) + "</td><td><span class=\"tag\">" + std::string(kind_of(e)) +
         "</span></td><td>" + html_text(sentence_for(e)) + "</td><td class=\"index\"><a href=\"" +
         address_of(e) + "\">" + std::string(to_text(e.log)) + " " + number(e.index) +
         "</a></td></tr>\n";
}

/// Several announcements of keys in one row: they come daily, and say little.
std::string folded_row(std::span<const platform::PublicEntry> keys) {
  std::string out =
      "<tr><td>" + time_tag(keys.front().at) +
      "</td><td><span class=\"tag\">Key</span></td><td colspan=\"2\"><details><summary>" +
      number(keys.size()) + " keys were announced</summary>\n<ul>\n";
  for (const auto& e : keys)
    out += "<li>" + html_text(sentence_for(e)) + " <a href=\"" + address_of(e) + "\">" +
           std::string(to_text(e.log)) + " " + number(e.index) + "</a></li>\n";
  return out + "</ul></details></td></tr>\n";
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

std::string time_tag(Time t) {
  return "<time datetime=\"" + to_text(t) + "\">" + to_text(day_of(t)) + " " +
         to_text(t).substr(11, 5) + " UTC</time>";
}

std::string entries_table(const std::vector<platform::PublicEntry>& entries) {
  constexpr std::size_t kFolded = 3;  // so many in a row, or more
  std::string out =
      "<table>\n<thead><tr><th scope=\"col\">When</th><th scope=\"col\">Kind</th><th scope=\"col\">What</th>"
      "<th scope=\"col\">Entry</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < entries.size();) {
    std::size_t end = i;
    while (end < entries.size() && kind_of(entries[end]) == "Key") ++end;
    if (end - i >= kFolded) {
      out += folded_row(std::span(entries).subspan(i, end - i));
      i = end;
    } else {
      out += row(entries[i++]);
    }
  }
  return out + "</tbody>\n</table>\n";
}

std::string html_document(const wire::Realm& realm, const std::string& title,
                          const std::string& lead, const std::string& main, Time now) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         html_text(title) + " – " + html_text(realm.name) +
         "</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n"
         "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<p class=\"brand\"><a href=\"/\">Equipoise · Public record of " +
         html_text(realm.name) + "</a></p>\n<h1>" + html_text(title) + "</h1>\n<p class=\"lead\">" +
         lead + "</p>\n</header>\n<main id=\"main\">\n" + main + "</main>\n<footer><p>As of " +
         time_tag(now) + "</p></footer>\n</body>\n</html>\n";
}

std::string render_page(const platform::PublicView& view, const wire::Realm& realm, Time now) {
  std::uint64_t open_cases = 0, looked_again = 0, reversed = 0;
  for (const auto& c : view.cases) {
    reversed += c.state == wire::CaseState::reversed;
    looked_again += c.state == wire::CaseState::reversed || c.state == wire::CaseState::upheld;
    open_cases += c.state == wire::CaseState::open || c.state == wire::CaseState::appealed;
  }
  std::string main =
      "<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">The numbers</h2>\n<dl class=\"figures\">\n";
  figure(main, view.orders, "Orders", "one account each");
  figure(main, view.receipts, "Releases by custodians", number(view.intents) + " announced");
  figure(main, view.list_versions, "List versions", "certified by two hotlines or more");
  figure(main, view.epochs_size, "Days published",
         "at most " + number(realm.k) + " accounts a day");
  figure(main, open_cases, "Open cases", "waiting for a decision");
  figure(main, reversed, "Reversed", "of " + number(looked_again) + " cases decided again");
  const std::uint64_t all = view.orders_size + view.epochs_size;
  main +=
      "</dl>\n</section>\n<section aria-labelledby=\"record\">\n<h2 id=\"record\">The record, newest first</h2>\n" +
      (view.entries.empty()
           ? std::string(
                 "<p class=\"empty\">Nothing has been logged yet. The first entry appears when a key is announced or an order is made.</p>\n")
           : entries_table(view.entries)) +
      "<nav class=\"pages\" aria-label=\"The whole record\"><a href=\"/record\">All " +
      number(all) + (all == 1 ? " entry" : " entries") +
      ", page by page</a> <a href=\"/record?kind=order\">Orders</a> <a href=\"/record?kind=receipt\">Openings</a> "
      "<a href=\"/record?kind=list\">Lists</a> <a href=\"/record?kind=day\">Days</a></nav>\n</section>\n"
      "<section aria-labelledby=\"cases\">\n<h2 id=\"cases\">Moderation cases</h2>\n<p>A case exists because a "
      "recipient chose to report messages, or because pictures above the threshold of a certified list were opened "
      "under an entry of the record. It shows no person and no content.</p>\n" +
      cases_table(view) +
      "</section>\n<section aria-labelledby=\"check\">\n<h2 id=\"check\">Check it yourself</h2>\n<p>This page is what the server says. The logs "
      "are what it can be held to: <a href=\"/log/orders/checkpoint\">orders checkpoint</a>, <a href=\"/log/epochs/checkpoint\">days "
      "checkpoint</a>. Only what a witness has cosigned counts. <code>equipoise audit</code> replays them without trusting this server.</p>\n"
      "<p>Constitution of this realm, to compare with your own copy:</p>\n<p class=\"digest\">" +
      digest(realm.digest()) + "</p>\n</section>\n";
  return html_document(
      realm, "Public record",
      "Messages here are end-to-end encrypted: this server cannot read them. Every court order, every opening and every list "
      "of known pictures is in <a href=\"/record\">the record</a>, a log that can only grow.",
      main, now);
}

std::string render_nothing_here(const wire::Realm& realm, Time now) {
  return html_document(
      realm, "Nothing is here", "There is no page at this address, and no entry of the record.",
      "<section>\n<p>Whatever was logged is in the record, and stays there under its own "
      "address.</p>\n<nav class=\"pages\" aria-label=\"Ways on\"><a href=\"/\">The public "
      "record</a> <a href=\"/record\">All entries, page by page</a></nav>\n</section>\n",
      now);
}

}  // namespace eq::server
