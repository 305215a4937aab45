#include "apps/equipoise/auditor/statistics_page.h"

#include "apps/equipoise/frame/html.h"

namespace eq::app {
namespace {

using auditor::Cell;
using auditor::Kind;
using auditor::Page;
using auditor::Shown;
using json = nlohmann::ordered_json;

constexpr const char* kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:2rem}p.sub{margin-top:0;color:#555}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:right;padding:.35rem .6rem;border-bottom:1px solid #ccc;vertical-align:bottom}"
    "th:first-child,td:first-child{text-align:left}thead th{font-weight:600;border-bottom:2px solid #555}"
    "tr.total td,tr.total th{font-weight:600;border-top:2px solid #555}td{font-variant-numeric:tabular-nums}"
    "code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}"
    "dt{font-weight:600}dd{margin:0}@media print{body{margin:0;max-width:none}}";

json value(const Cell& c) {
  if (c.shown == Shown::exact) return c.n;
  return c.shown == Shown::small ? json("<5") : json(nullptr);
}
std::string text(const Cell& c) {
  if (c.shown == Shown::exact) return std::to_string(c.n);
  return c.shown == Shown::small ? "<5" : "n/a";
}

json row_json(const Page::Row& r) {
  return {{"issued", value(r.issued)},
          {"before_judge", value(r.before_judge)},
          {"fulfilled", value(r.fulfilled)},
          {"unfulfilled", value(r.unfulfilled)},
          {"pending", value(r.pending)},
          {"notified", value(r.notified)},
          {"mean_wait_s", r.mean_wait_s ? json(*r.mean_wait_s) : json(nullptr)}};
}

json grounds_json(const std::map<order::Ground, Cell>& all) {
  json out = json::object();
  for (const auto& [ground, cell] : all) out[std::string(order::to_text(ground))] = value(cell);
  return out;
}

std::string situation(const Kind& k) {
  return k.urgency == order::Urgency::emergency ? "emergency" : "ordinary";
}

std::string wait(const Page::Row& r) {
  if (!r.mean_wait_s) return "n/a";
  const std::uint64_t minutes = *r.mean_wait_s / 60, hours = minutes / 60;
  return hours >= 48 ? std::to_string(hours / 24) + " d " + std::to_string(hours % 24) + " h"
                     : std::to_string(hours) + " h " + std::to_string(minutes % 60) + " min";
}

std::string row(const std::string& first, const std::string& second, const Page::Row& r,
                const char* kind) {
  std::string out = std::string("<tr") + kind + "><th scope=\"row\">" + html_text(first) +
                    "</th><td>" + html_text(second) + "</td>";
  for (const Cell* c :
       {&r.issued, &r.before_judge, &r.fulfilled, &r.unfulfilled, &r.pending, &r.notified})
    out += "<td>" + html_text(text(*c)) + "</td>";
  return out + "<td>" + html_text(wait(r)) + "</td></tr>\n";
}

std::string main_table(const Page& page) {
  std::string out =
      "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Data</th><th scope=\"col\">Situation</th>"
      "<th scope=\"col\">Issued (a)</th><th scope=\"col\">Before a judge (b)</th><th scope=\"col\">Fulfilled (c)</th>"
      "<th scope=\"col\">Not fulfilled (c)</th><th scope=\"col\">Open</th><th scope=\"col\">Court notified (d)</th>"
      "<th scope=\"col\">Mean time (e)</th></tr></thead>\n<tbody>\n";
  for (const auto& [kind, r] : page.rows)
    out += row(std::string(order::to_text(kind.category)), situation(kind), r, "");
  return out + row("all", "", page.total, " class=\"total\"") + "</tbody></table></div>\n";
}

std::string list(std::initializer_list<std::pair<const char*, std::string>> lines) {
  std::string out = "<dl>\n";
  for (const auto& [name, shown] : lines)
    out += "<dt>" + html_text(name) + "</dt><dd>" + shown + "</dd>\n";
  return out + "</dl>\n";
}

std::string grounds(const char* title, const std::map<order::Ground, Cell>& all) {
  std::string out = std::string("<h2>") + title + "</h2>\n";
  if (all.empty()) return out + "<p>None.</p>\n";
  out +=
      "<table>\n<thead><tr><th scope=\"col\">Ground</th><th scope=\"col\">Count</th></tr></thead>\n<tbody>\n";
  for (const auto& [ground, cell] : all)
    out += "<tr><th scope=\"row\">" + html_text(order::to_text(ground)) + "</th><td>" +
           html_text(text(cell)) + "</td></tr>\n";
  return out + "</tbody></table>\n";
}

}  // namespace

json statistics_json(const auditor::Statistics& s, const Page& page, const std::string& command) {
  json rows = json::array();
  for (const auto& [kind, r] : page.rows) {
    json one{{"data", order::to_text(kind.category)}, {"situation", situation(kind)}};
    one.update(row_json(r));
    rows.push_back(one);
  }
  return {
      {"realm", s.realm},
      {"year", s.year},
      {"log",
       {{"entries", s.log.size}, {"root", hex(s.log.root)}, {"witnessed", to_text(s.witnessed)}}},
      {"orders", rows},
      {"total", row_json(page.total)},
      {"refused_by_court", grounds_json(page.refused)},
      {"objected", grounds_json(page.objected)},
      {"refused_by_service", grounds_json(page.declined)},
      {"clarification_asked_by_service", value(page.asked_back)},
      {"not_held", value(page.none_held)},
      {"filed", value(page.filed)},
      {"withdrawn", value(page.withdrawn)},
      {"lapsed", value(page.lapsed)},
      {"preserved", value(page.preserved)},
      {"extended", value(page.extended)},
      {"deleted", value(page.deleted)},
      {"count_again", command}};
}

std::string statistics_page(const auditor::Statistics& s, const Page& page,
                            const std::string& command) {
  const std::string year = std::to_string(s.year);
  std::string body = "<h1>Orders in " + year + "</h1>\n<p class=\"sub\">Realm " +
                     html_text(s.realm) + std::string(kAfterRealm) +
                     " in the breakdown of Regulation (EU) 2023/1543, Art. 28(2)</p>\n";
  body += "<h2>Orders by data and situation</h2>\n" + main_table(page);
  body += grounds("Orders stopped after they were logged, by objection or conflict of laws (d)",
                  page.objected) +
          grounds("Applications refused by the court", page.refused) +
          grounds("Orders refused by the server", page.declined);
  body += "<h2>Other events</h2>\n" +
          list({{"Applications filed", html_text(text(page.filed))},
                {"Applications withdrawn", html_text(text(page.withdrawn))},
                {"Emergencies that no judge confirmed in time", html_text(text(page.lapsed))},
                {"Orders of which the server asked something", html_text(text(page.asked_back))},
                {"Orders for which the server holds nothing", html_text(text(page.none_held))},
                {"Orders with preservation", html_text(text(page.preserved))},
                {"Preservation extended", html_text(text(page.extended))},
                {"Orders whose data the agency deleted", html_text(text(page.deleted))}});
  body += "<h2>Count it again</h2>\n<p>Every number here, exactly, from the log:</p>\n<p><code>" +
          html_text(command) + "</code></p>\n" +
          list({{"Entries counted", std::to_string(s.log.size)},
                {"Root of the log", "<code>" + hex(s.log.root) + "</code>"},
                {"Seen by the witness", html_text(to_text(s.witnessed))}});
  body +=
      "<h2>How to read it</h2>\n<p>An order belongs to the year in which the log's witness first saw it; an application likewise. "
      "Fulfilled: at least one day was opened under a receipt. Not fulfilled: it ended without. Mean time: from the order to its first "
      "receipt, by the witness. The addressee is always this realm's one service.</p>\n"
      "<p>Counts from one to four are shown as <strong>&lt;5</strong>. <strong>n/a</strong> marks what is withheld because it would give "
      "such a count away, and a mean of fewer than five. The log itself is public and shows the kind of every order, though not whom it "
      "names: this page protects against reading in passing, not against counting.</p>\n"
      "<p>Not counted, because the log does not know it: reimbursement and legal remedies.</p>\n";
  return html_page("Orders in " + year, kStyle, body);
}

}  // namespace eq::app
