// The cover page of a package: what was verified, for people.  One HTML file that loads nothing.
#include <map>

#include "apps/equipoise/auditor/evidence_judge.h"
#include "apps/equipoise/frame/html.h"

namespace eq::app {
namespace {

constexpr const char* kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 "
    "1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:2rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem "
    ".3rem 0;"
    "border-bottom:1px solid #ccc}th{font-weight:600;width:11rem}code{font:13px/1.4 "
    "ui-monospace,monospace;overflow-wrap:anywhere}pre{white-space:pre-wrap;font:13px/1.4 ui-monospace,monospace}"
    ".good{border-left:.4rem solid #1a7f37;padding-left:.8rem}.warn{border-left:.4rem solid "
    "#9a6700;padding-left:.8rem}"
    "@media print{body{margin:0;max-width:none}}";

std::string row(std::string_view name, std::string_view value) {
  return "<tr><th scope=\"row\">" + html_text(name) + "</th><td>" + html_text(value) +
         "</td></tr>\n";
}
std::string code_row(std::string_view name, std::string_view value) {
  return "<tr><th scope=\"row\">" + html_text(name) + "</th><td><code>" + html_text(value) +
         "</code></td></tr>\n";
}

/// What each kind of check means, in the order of verification; only kinds that occurred are shown.
constexpr std::pair<const char*, const char*> kMeanings[] = {
    {"statement", "The list of contents is signed by the agency."},
    {"manifest", "Every item is there, unaltered, and nothing else."},
    {"realm", "The keys come from this realm's constitution."},
    {"layout", "Cover, transcripts and provenance say what the proofs say."},
    {"log",
     "The public order log, whole up to a signed head, and entries with proofs of their own."},
    {"head", "That head was new when the agency packed."},
    {"order", "The order stands in that log, entered by the court, with custodians' consent."},
    {"opening", "The order names this account."},
    {"application", "What was decided on is what the order commits to."},
    {"foreign", "A judge of the agency's own realm decided."},
    {"record", "Every entry of the log that names the order is here."},
    {"day", "Days that the order covers, each with its public object."},
    {"message", "Messages sent by the account, unaltered, stamped on a covered day."},
    {"opened", "Messages of a day that enough custodians opened."},
    {"attachment", "Attachments that open as their message says, or were not collected."},
    {"public_log", "The public log, asked now, goes on from the head in the package."},
    {"standing", "The order stands."},
};

std::string checks(const evidence::Report& r) {
  std::map<std::string, std::size_t> counts;
  for (const auto& c : r.checks) ++counts[c.name];
  std::string out = "<table>\n";
  for (const auto& [name, meaning] : kMeanings)
    if (counts.contains(name))
      out += "<tr><td>" + html_text(meaning) + "</td><td>" + std::to_string(counts[name]) +
             (counts[name] == 1 ? " check" : " checks") + "</td></tr>\n";
  return out + "</table>\n";
}

std::string time_words(const evidence::Report& r) {
  if (r.stamp)
    return "Existed at " + to_text(r.stamp->at) + ": time stamp (RFC 3161) of " +
           shown_line(r.stamp->by);
  return "No verified time stamp. By the log's witness it was made after " +
         (r.witnessed ? to_text(*r.witnessed) : "an unknown time") + "; the time it states (" +
         to_text(r.facts->created) + ") is the agency's word";
}

/// What the case had come to, as of the newest head that was seen.
std::string standing(const auditor::PackageReport& r) {
  const bool asked = r.now.has_value();
  return "<h2>What became of the order</h2>\n<pre>" +
         html_text(asked ? r.now->words : r.packed->words) + "</pre>\n<p>" +
         (asked
              ? "The public log was asked."
              : "The public log was not asked: what happened after that head is not known here.") +
         "</p>\n";
}

std::string facts(const LoadedPackage& l, const JudgedPackage& j, const std::string& file) {
  const auto& f = *j.report.facts;
  const auto shown = [](const auto& s) { return shown_line(s); };
  std::string out = "<table>\n" + row("File", shown(file));
  if (l.digest) out += code_row("SHA-256 of the file", hex(*l.digest));
  out += row("File number", shown(f.reference)) + row("Agency", shown(f.agency)) +
         row("Realm", shown(f.realm)) +
         row("Order", "no. " + std::to_string(f.order) + " of the public order log") +
         row("Days covered", to_text(f.first) + " to " + to_text(f.last)) +
         code_row("Account", f.account.hex()) +
         row("Messages", std::to_string(j.report.contents->messages.size())) +
         row("Attachments", std::to_string(j.report.contents->attachments.size())) +
         row("Files in it", std::to_string(l.items.size())) + row("Time", time_words(j.report));
  return out + code_row("Digest of the realm", j.realm_digest) + "</table>\n";
}

}  // namespace

std::string evidence_page(const LoadedPackage& l, const JudgedPackage& j, const std::string& file) {
  const std::string verdict =
      j.pinned ? "<p class=\"good\"><strong>The package verifies</strong> against a "
                 "realm that the verifier brought along.</p>\n"
               : "<p class=\"warn\"><strong>The package agrees with itself, but "
                 "nobody vouches for its keys.</strong> They come from "
                 "the package. Compare the realm's digest below with one from "
                 "elsewhere, or verify with --realm.</p>\n";
  return html_page(
      "Evidence package", kStyle,
      "<h1>Evidence package</h1>\n" + verdict + facts(l, j, file) + standing(j.report) +
          "<h2>What was verified</h2>\n" + checks(j.report) +
          "<h2>How to verify it again</h2>\n<p>On any computer, without a "
          "network:</p>\n<p><code>equipoise evidence verify " +
          html_text(shown_line(file)) +
          " --realm REALMFILE</code></p>\n<p>REALMFILE must come from somewhere other than the "
          "package. <code>sha256sum</code> "
          "shows whether it is the same file. This page is not part of the package and proves "
          "nothing by itself.</p>\n"
          "<h2>What it does not show</h2>\n<p>Only messages sent by this account are in it. "
          "What others answered is not, and "
          "what the agency left out cannot be seen. Delivery service and token issuer together "
          "could fake messages "
          "once their day keys are published, 60 days after the day; so it matters when the "
          "package was made.</p>\n");
}

}  // namespace eq::app
