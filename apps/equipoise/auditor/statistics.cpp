// `equipoise statistics`: a year's orders, counted from the public log.
#include "apps/equipoise/auditor/another_log.h"
#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/auditor/statistics_page.h"
#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/public_record.h"

namespace eq::app {
namespace {

struct StatisticsOptions {
  RecordOptions record;
  std::uint32_t year = 0;
  std::string html;
  bool exact = false, json = false;
};

std::string text_of(const auditor::Statistics& s, const nlohmann::ordered_json& j) {
  std::string out = "Orders in " + std::to_string(s.year) + ", realm " + s.realm + " (" +
                    std::to_string(s.log.size) + " entries, seen by the witness at " +
                    to_text(s.witnessed) + ")\n";
  const auto shown = [](const nlohmann::ordered_json& v) {
    return v.is_null() ? std::string("n/a") : v.is_string() ? v.get<std::string>() : v.dump();
  };
  const auto row = [&](const std::string& name, const nlohmann::ordered_json& r) {
    out += "  " + name + ": issued " + shown(r["issued"]) + ", fulfilled " + shown(r["fulfilled"]) +
           ", not fulfilled " + shown(r["unfulfilled"]) + ", open " + shown(r["pending"]) + "\n";
  };
  for (const auto& r : j["orders"])
    row(r["data"].get<std::string>() + ", " + r["situation"].get<std::string>(), r);
  row("all", j["total"]);
  return out + "  applications filed " + shown(j["filed"]) + "; more with --json or --html\n";
}

void run(const StatisticsOptions& options) {
  if (options.year < 1970 || options.year > 9999)
    throw Failure{std::to_string(options.year) + " is no year", "Write four digits, as 2026.", 2};
  check_record(options.record);
  const auto realm = record_realm(options.record);
  const auto source = answering_source(options.record);
  const auto counted = auditor::statistics(*source, realm, options.year);
  if (!counted) {
    const auto& why = counted.error();
    if (shows_another_log(*source, realm, wire::LogName::orders))
      throw Failure{"The log is not that of the realm that this file names",
                    "Compare the realm file's digest (`equipoise realm show`) with others' first.",
                    kMisconfigured};
    throw Failure{(why.index ? "Entry " + std::to_string(*why.index) + ": " : "") + why.what,
                  "A log that does not hold is not counted; run `equipoise audit`.", 3};
  }
  const std::string command =
      "equipoise statistics " + (options.record.url.empty() ? "URL" : options.record.url) +
      " --realm REALMFILE --year " + std::to_string(options.year) + " --exact --json";
  const auto page =
      options.exact ? auditor::exact_page(*counted) : auditor::protected_page(*counted);
  const auto j = statistics_json(*counted, page, command);
  if (!options.html.empty())
    write_file(options.html, to_bytes(statistics_page(*counted, page, command)), 0644);
  print(options.json, j, text_of(*counted, j));
}

}  // namespace

Command statistics_command() {
  Command c(
      "statistics",
      "Count a year's orders from the public log, as Regulation (EU) 2023/1543 Art. 28 breaks them down",
      "http://127.0.0.1:8700 --realm realm.eqp --year 2026 --html orders-2026.html");
  const auto o = std::make_shared<StatisticsOptions>();
  record_options(c, o->record);
  c.option("--year", &o->year, "The calendar year, UTC").required();
  c.option("--html", &o->html, "Also write a self-contained page");
  c.flag("--exact", &o->exact,
         "Show every count, small ones too, to compare with a published page");
  c.json_flag(o->json);
  c.action([o] { run(*o); });
  return c;
}

}  // namespace eq::app
