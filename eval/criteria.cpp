#include "eval/criteria.h"

#include "eval/plot.h"

namespace eq::eval {
namespace {

Json measured(const char* criterion, const char* measure, std::string value) {
  return {{"criterion", criterion}, {"measure", measure}, {"value", std::move(value)}};
}
Json not_here(const char* criterion, const char* measure, const char* because) {
  return {{"criterion", criterion}, {"measure", measure}, {"value", nullptr}, {"because", because}};
}

// Over all rows, of the method that recognises most.
std::string performance(const Json& f) {
  const std::string best = f["false_hits"].contains("either") ? "either" : f["methods"][0]["name"];
  std::uint64_t hits = 0, of = 0, least = 0, changes = 0;
  for (const auto& t : f["recall"]) {
    hits += t["by"][best]["hits"].get<std::uint64_t>();
    of += t["by"][best]["of"].get<std::uint64_t>();
    changes++;
    least += t["by"][best]["rate"].get<double>() >= 0.9;
  }
  const auto& p = f["false_hits"][best]["pairs"];
  return "by \"" + best + "\": at least 90 % found after " + std::to_string(least) + " of " +
         std::to_string(changes) + " changes, " +
         percent(static_cast<double>(hits) / static_cast<double>(of)) +
         " of all rows; false: " + std::to_string(p["hits"].get<std::uint64_t>()) + " of " +
         std::to_string(p["of"].get<std::uint64_t>()) + " pairs";
}

}  // namespace

Json criteria(const Json& f) {
  Json out = Json::array();
  const char* privacy =
      "what a server gets for pictures that are not listed is equal in size and number";
  if (const auto& l = f["leakage"]; l.is_null()) {
    out.push_back(
        not_here("Human rights, privacy", privacy,
                 "only hashes were given; what is sent depends on that system's protocol"));
  } else {
    out.push_back(measured(
        "Human rights, privacy", privacy,
        std::to_string(l["pictures"].get<int>()) +
            " pictures: " + std::to_string(l["sizes_of_requests"].size()) + " size of request, " +
            std::to_string(l["sizes_of_vouchers"].size()) + " size of voucher, " +
            std::to_string(l["elements_that_repeat"].get<int>()) + " of " +
            std::to_string(l["group_elements"].get<int>()) + " group elements repeat, " +
            std::to_string(l["vouchers_that_opened"].get<int>()) + " vouchers open"));
  }
  out.push_back(measured("Performance, robustness",
                         "recall by change, false hits, evasion by clumsy edits, with intervals",
                         performance(f)));
  out.push_back(not_here(
      "Security", "forged, uncertified and replayed lists, proofs and reports are refused",
      "this needs attacks and not pictures: `make test` runs them (journeys/attacks, fuzz targets)"));
  const char* fairness = "recall gap between groups of people, styles, devices at most 2 points";
  out.push_back(not_here("Fairness", fairness,
                         "the pictures carry no such labels, and hardly any shows a person"));
  if (const auto& s = f["strata"]; !s.is_null()) {
    const std::string best = s.contains("either") ? "either" : s.begin().key();
    out.push_back(measured("Fairness (substitute)",
                           "recall gap between dark, middling and bright pictures",
                           number(s[best]["gap_points"].get<double>()) + " points by \"" + best +
                               "\"; says nothing about people"));
  }
  out.push_back(
      not_here("Explainability", "each report carries distance, list, slot and authorities",
               "no report is made here: tests of parties/hotline and eq/voucher hold it"));
  out.push_back(not_here(
      "Transparency", "log coverage, independent verifiers, reproducible build",
      "a property of logs and releases: `equipoise audit` checks a running service's logs"));
  out.push_back(not_here(
      "Disputability, accountability",
      "time to a proof of non-membership; notification at most a day late",
      "needs a running service: the list journey of `make test` proves and verifies an absence"));
  out.push_back(not_here("Human-centred design", "tasks that people complete, blurred by default",
                         "needs people"));
  out.push_back(not_here("Maintainability",
                         "a list is rolled back within one version; stale entries raise alarms",
                         "needs a list in service"));
  out.push_back(measured(
      "Data and legal basis", "where every picture comes from",
      "one corpus, digest " + f["corpus"]["digest"].get<std::string>().substr(0, 16) + ", " +
          std::to_string(f["corpus"]["files"].get<int>()) + " files, " +
          std::to_string(f["corpus"]["left_out"].size()) +
          " left out, each with its reason; nothing here shows the legal basis of a real list"));
  return out;
}

}  // namespace eq::eval
