#include "eval/page.h"

#include <algorithm>
#include <map>

#include "eq/base/html.h"
#include "eval/page_style.h"
#include "eval/plot.h"

namespace eq::eval {
namespace {

std::string str(const Json& j) { return j.get<std::string>(); }
std::string whole(const Json& j) {
  std::string digits = std::to_string(j.get<std::uint64_t>());
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), " ");
  return digits;
}
std::string p(const std::string& text) { return "<p>" + text + "</p>\n"; }

// The ways of matching that the plots show: at most three, so that they stay readable.
std::vector<Json> shown(const Json& f) {
  std::vector<Json> out;
  for (const auto& m : f["methods"]) {
    if (m["name"] == "pdq" || m["name"] == "either" || m["name"] == "private_turned")
      out.push_back(m);
  }
  if (out.empty())
    out.assign(f["methods"].begin(),
               f["methods"].begin() +
                   static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, f["methods"].size())));
  return out;
}

std::vector<std::string> titles(const std::vector<Json>& methods) {
  std::vector<std::string> out;
  for (const auto& m : methods) out.push_back(str(m["title"]));
  return out;
}

Value value_of(const Json& count) { return {count["rate"], count["low"], count["high"]}; }

std::string table(const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows, std::size_t texts = 1) {
  std::string out = "<div class=\"scroll\"><table><thead><tr>";
  auto kind = [&](std::size_t i) { return i < texts ? "" : " class=\"n\""; };
  for (std::size_t i = 0; i < head.size(); i++)
    out += std::string("<th") + kind(i) + ">" + html_text(head[i]) + "</th>";
  out += "</tr></thead><tbody>";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); i++)
      out += std::string("<td") + kind(i) + ">" + html_text(row[i]) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::vector<std::pair<int, std::uint64_t>> counts_of(const Json& histogram) {
  std::vector<std::pair<int, std::uint64_t>> out;
  for (const auto& h : histogram) out.emplace_back(h[0].get<int>(), h[1].get<std::uint64_t>());
  return out;
}

std::string tile(const std::string& value, const std::string& what) {
  return "<div><b>" + html_text(value) + "</b><span>" + html_text(what) + "</span></div>";
}

std::string opening(const Json& f) {
  std::string out = "<h1>How well known pictures are recognised</h1>\n";
  out += p("<span class=\"soft\">" + html_text(str(f["system"])) + " · corpus <code>" +
           html_text(str(f["corpus"]["digest"]).substr(0, 16)) + "</code> · intervals at " +
           percent(f["confidence"]) + " (Clopper–Pearson)</span>");
  const auto methods = shown(f);
  const Json& best = f["false_hits"].contains("either") ? f["false_hits"]["either"]
                                                        : f["false_hits"][str(methods[0]["name"])];
  out += "<div class=\"tiles\">" + tile(whole(f["corpus"]["listed"]), "different pictures") +
         tile(whole(f["recall"].size()), "changes to each") +
         tile(whole(best["queries"]["of"]), "changed pictures") +
         tile(whole(best["pairs"]["of"]), "compared with a stranger");
  if (!f["device"].is_null())
    out += tile(whole(f["device"]["bytes"]["voucher"]), "bytes a picture (mode: report)");
  out += "</div>\n<div class=\"note\">";
  out += p(
      "<b>What these figures are not.</b> The changes are what happens to pictures by accident, and the clumsiest of what people do on purpose. Nobody "
      "who wants to evade the hash is bounded by them: published attacks change a picture so that people see no difference and PDQ finds it in fewer "
      "than one case in a thousand, without knowing its list, and others make pictures that collide with a given hash. A hit is a reason to "
      "look, never a proof.");
  out += p(
      "The pictures are harmless ones. What holds for landscapes, paintings and drawings need not hold for photographs of people, and nothing here says how "
      "recall or false hits differ between groups of people.");
  return out + "</div>\n";
}

std::string recall_section(const Json& f) {
  const auto methods = shown(f);
  std::string out = "<h2>Recall by change</h2>\n";
  out += p(
      "Share of the changed pictures that are found by the unchanged one on the list, with its interval. The first plots rise in strength; the others have no order.");
  out += legend(titles(methods)) + "<div class=\"grid\">";
  std::vector<std::string> families;
  std::map<std::string, std::vector<Json>> by;
  for (const auto& t : f["recall"]) {
    const auto family = str(t["family"]);
    if (!by.contains(family)) families.push_back(family);
    by[family].push_back(t);
  }
  for (const auto& family : families) {
    const auto& all = by[family];
    std::vector<std::string> labels;
    std::vector<Series> series;
    const bool is_ladder = all[0]["strength"].get<double>() != 0;
    for (const auto& t : all) labels.push_back(is_ladder ? number(t["strength"]) : str(t["title"]));
    for (const auto& m : methods) {
      Series s{str(m["title"]), {}};
      for (const auto& t : all) s.values.push_back(value_of(t["by"][str(m["name"])]));
      series.push_back(s);
    }
    std::string axis = str(all[0]["title"]);
    if (is_ladder) {  // "crop, all sides 2 %" without the number
      const auto at = axis.rfind(" " + labels[0]);
      axis = axis.substr(0, at) + (str(all[0]["unit"]).empty() ? "" : " in " + str(all[0]["unit"]));
    }
    out += "<div class=\"card\"><h3>" + html_text(is_ladder ? axis : family) + "</h3>" +
           (is_ladder ? ladder_plot(labels, "strength", series) : dot_plot(labels, series)) +
           "</div>\n";
  }
  out += "</div>\n<details><summary>All figures of recall, every way of matching</summary>\n";
  std::vector<std::string> head{"change"};
  std::vector<std::vector<std::string>> rows;
  for (const auto& m : f["methods"]) head.push_back(str(m["title"]));
  for (const auto& t : f["recall"]) {
    std::vector<std::string> row{str(t["title"])};
    for (const auto& m : f["methods"]) {
      const auto& c = t["by"][str(m["name"])];
      row.push_back(percent(c["rate"]) + " (" + percent(c["low"]) + "–" + percent(c["high"]) +
                    "), median " + std::to_string(c["median_distance"].get<int>()));
    }
    rows.push_back(row);
  }
  out += table(head, rows);
  std::string list = "<ul>";
  for (const auto& m : f["methods"])
    list += "<li><b>" + html_text(str(m["title"])) + "</b>: " + html_text(str(m["what"])) +
            ". Median: " + html_text(str(m["unit"])) + ".</li>";
  return out + list + "</ul></details>\n";
}

std::string evasion_section(const Json& f) {
  if (f["evasion"].is_null()) return "";
  const auto methods = shown(f);
  std::string out = "<h2>What it takes not to be found</h2>\n";
  out += p(
      "Six ordinary edits with five strengths each, the ladders above. Left: somebody who chooses one edit beforehand, the one that works best at that "
      "step. Right: somebody who tries all edits up to that step and sees each time whether the picture was found. Both know nothing of the hash. "
      "Published attacks do far better with changes that nobody sees; these curves are an upper bound on safety and no lower bound.");
  out += legend(titles(methods)) + "<div class=\"grid\">";
  for (const char* who : {"chosen_once", "trying"}) {
    std::vector<Series> series;
    std::vector<std::string> rungs;
    for (const auto& m : methods) {
      Series s{str(m["title"]), {}};
      for (const auto& c : f["evasion"][str(m["name"])][who]) s.values.push_back(value_of(c));
      while (rungs.size() < s.values.size()) rungs.push_back(std::to_string(rungs.size() + 1));
      series.push_back(s);
    }
    const bool is_once = std::string_view(who) == "chosen_once";
    out += std::string("<div class=\"card\"><h3>") +
           (is_once ? "chosen once" : "trying and looking") + "</h3>" +
           ladder_plot(rungs, "strength of the edit, step", series) + "</div>\n";
  }
  return out + "</div>\n";
}

std::string false_section(const Json& f) {
  std::string out = "<h2>False hits</h2>\n";
  out += p(
      "Every changed picture is compared with every listed picture that shows something else. Rows of one picture are not independent, so a second bound "
      "counts each picture once: how likely it is that any change of a picture hits any other one on a list of this size.");
  std::vector<std::vector<std::string>> rows;
  for (const auto& m : f["methods"]) {
    const auto& h = f["false_hits"][str(m["name"])];
    rows.push_back({str(m["title"]), whole(h["pairs"]["hits"]) + " of " + whole(h["pairs"]["of"]),
                    number(h["pairs"]["rate"]), number(h["pairs"]["bound"]),
                    whole(h["pictures"]["hits"]) + " of " + whole(h["pictures"]["of"]),
                    percent(h["pictures"]["bound"])});
  }
  out += table({"way of matching", "hits of pairs", "rate a pair", "upper bound",
                "pictures with any", "upper bound"},
               rows);
  const auto& pairs = f["pairs"];
  const int within = f["methods"][0]["within"];
  const int end = f["bits"];
  out += "<div class=\"grid\"><div class=\"card\"><h3>" + whole(pairs["count"]) +
         " pairs of unchanged pictures</h3>" +
         histogram(counts_of(pairs["histogram"]), 4, within, end) + "</div>\n";
  for (const auto& m : f["methods"]) {
    const auto name = str(m["name"]);
    if (name != "turned" && name != "middle" && name != "hash") continue;
    out += "<div class=\"card\"><h3>nearest stranger of each changed picture: " +
           html_text(str(m["title"])) + "</h3>" +
           histogram(counts_of(f["false_hits"][name]["nearest_other"]), 4, m["within"], end) +
           "</div>\n";
  }
  out += "</div>\n" + p("Unchanged pairs: mean distance " + number(pairs["mean"], 4) +
                        ", standard deviation " + number(pairs["deviation"]) + ", " +
                        whole(pairs["within"]) + " within " + std::to_string(within) + ".");
  std::vector<std::vector<std::string>> nearest;
  for (const auto& n : pairs["nearest"])
    nearest.push_back({str(n["a"]), str(n["b"]), std::to_string(n["distance"].get<int>())});
  return out + "<details><summary>The nearest pairs</summary>" +
         table({"picture", "picture", "distance"}, nearest, 2) + "</details>\n";
}

std::string reports_section(const Json& f) {
  const auto& r = f["false_reports"];
  std::string out = "<h2>The chance of a false report</h2>\n";
  out += p(
      "An account sends n = " + whole(r["sent"]) +
      " pictures of which none is listed. With p the rate of false hits a pair, one picture hits a list of N entries with "
      "q = 1 − (1 − p)<sup>N</sup>, and the account comes above the threshold t with P = Σ<sub>i&gt;t</sub> C(n, i) q<sup>i</sup> (1 − q)<sup>n−i</sup>. Assumed: pairs hit "
      "independently of one another, and the account's pictures are like the corpus. The distance check, the second hash and the human who look before "
      "anything is reported are left out, so P bounds the openings and not the reports.");
  out += p(
      "p by \"" + html_text(str(r["method"])) + "\": measured " + number(r["rate_of_pair"]) +
      ", upper bound " + number(r["bound_of_pair"]) +
      ". <b>A bound near 1 means that this "
      "corpus is too small to say, not that reports will be false.</b> To show P ≤ 1e-6 for N = 100 000 and t = 30 takes p ≤ " +
      number(r["rate_needed"]) + ", that is " + number(r["pairs_needed"]) +
      " independent pairs without a hit.");
  std::vector<std::vector<std::string>> rows;
  const bool has_ideal = r["rows"][0].contains("were_bits_independent");
  for (const auto& row : r["rows"]) {
    rows.push_back({whole(row["entries"]), whole(row["threshold"]), number(row["at_rate"]),
                    number(row["at_bound"])});
    if (has_ideal) rows.back().push_back(number(row["were_bits_independent"]));
  }
  std::vector<std::string> head{"entries N", "threshold t", "P at the measured p",
                                "P at its upper bound"};
  if (has_ideal) head.push_back("P were all bits independent");
  return out + table(head, rows, 0);
}

std::string device_section(const Json& f) {
  if (f["device"].is_null()) return "";
  const auto& d = f["device"];
  std::string out = "<h2>Cost and traffic</h2>\n";
  out += p(
      "Processor time of one picture, as multiples of one ristretto255 multiplication of the same run (" +
      number(d["yardstick"]["us"]) + " µs on " + html_text(str(d["machine"])) +
      "). Multiples carry over to other machines, milliseconds do not.");
  std::vector<std::vector<std::string>> rows;
  for (const auto& r : d["rows"])
    rows.push_back(
        {str(r["name"]), number(r["ratio"]), number(r["us"].get<double>() / 1000) + " ms"});
  out += table({"step", "multiplications", "here"}, rows);
  rows.clear();
  for (const auto& [what, bytes] : d["bytes"].items()) rows.push_back({what, whole(bytes)});
  out += table({"message", "bytes a picture"}, rows);
  const auto& l = f["leakage"];
  out += "<h2>What a server sees of pictures that are not listed</h2>\n";
  std::string sizes;
  for (const auto& s : l["sizes_of_requests"]) sizes += (sizes.empty() ? "" : ", ") + whole(s);
  std::string vouchers;
  for (const auto& s : l["sizes_of_vouchers"])
    vouchers += (vouchers.empty() ? "" : ", ") + whole(s);
  out += p(
      whole(l["pictures"]) + " pictures: " + whole(l["messages_each"]) +
      " message each; sizes of requests: " + sizes + " bytes; of vouchers: " + vouchers +
      " bytes. Of " + whole(l["group_elements"]) + " group elements " +
      whole(l["elements_that_repeat"]) +
      " came twice, though each picture was asked about three times. " +
      whole(l["vouchers_that_opened"]) + " vouchers opened. The device worked " +
      number(l["fastest_ms"]) + " to " + number(l["slowest_ms"]) +
      " ms. That the bytes themselves say nothing rests on decisional Diffie–Hellman and is not a thing to measure.");
  return out;
}

std::string criteria_section(const Json& f) {
  std::string out =
      "<h2>By the criteria of outside evaluations</h2>\n<div class=\"scroll\"><table><thead><tr><th>criterion</th><th>measure</th><th>here</th></tr></thead><tbody>";
  for (const auto& c : f["criteria"]) {
    out += "<tr><td>" + html_text(str(c["criterion"])) + "</td><td>" +
           html_text(str(c["measure"])) + "</td><td>" +
           (c["value"].is_null() ? "<span class=\"soft\">not measurable here, because " +
                                       html_text(str(c["because"])) + "</span>"
                                 : html_text(str(c["value"]))) +
           "</td></tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string corpus_section(const Json& f) {
  const auto& c = f["corpus"];
  std::string out = "<h2>The pictures</h2>\n";
  out += p(
      whole(c["files"]) + " files, " + whole(c["listed"]) +
      " of them measured. Digest of all names and contents: <code>" + html_text(str(c["digest"])) +
      "</code>. Every row is in <code>results.csv</code>, every figure of this page in <code>figures.json</code>.");
  if (c["left_out"].empty()) return out;
  std::vector<std::vector<std::string>> rows;
  for (const auto& l : c["left_out"]) rows.push_back({str(l["picture"]), str(l["why"])});
  return out + "<details><summary>" + whole(c["left_out"].size()) +
         " files left out, and why</summary>" + table({"file", "why"}, rows, 2) + "</details>\n";
}

}  // namespace

std::string page(const Json& f) {
  return std::string(
             "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
             "<title>How well known pictures are recognised</title><style>") +
         kStyle + "</style></head><body>\n" + opening(f) + recall_section(f) + evasion_section(f) +
         false_section(f) + reports_section(f) + device_section(f) + criteria_section(f) +
         corpus_section(f) + "</body></html>\n";
}

}  // namespace eq::eval
