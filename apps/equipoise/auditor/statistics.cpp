// `equipoise statistics`: a year's orders, counted from the public log.
#include "apps/equipoise/auditor/another_log.h"
#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/auditor/statistics_page.h"
#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/public_record.h"

namespace eq::app {
namespace {

struct StatisticsOptions {
  RecordOptions record;
  std::uint32_t year = 0;
  std::string html, clock;
  bool exact = false, json = false;
};

/// What of a year cannot have been counted; empty where all was.
std::string still_to_come(std::uint32_t year, Day log_end, Day today) {
  const std::string written = std::to_string(year);
  if (to_text(log_end).substr(0, 4) > written) return "";
  const bool is_over = to_text(today).substr(0, 4) > written;
  return "  The log ends " + to_text(log_end) +
         (is_over ? ": what came after it is not counted.\n" : ": that year is not over.\n");
}

/// Of a year that has not begun there is nothing to count.
void must_have_begun(std::uint32_t year, Day log_end) {
  if (to_text(log_end).substr(0, 4) >= std::to_string(year)) return;
  throw Failure{"The log ends " + to_text(log_end) + ", before " + std::to_string(year) + " began",
                "Nothing was counted. Give an earlier --year, or a newer record.", 2};
}

std::string text_of(const auditor::Statistics& s, const nlohmann::ordered_json& j, Day today) {
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
  out += still_to_come(s.year, day_of(s.witnessed), today);
  return out + "  applications filed " + shown(j["filed"]) + "; more with --json or --html\n";
}

/// In the place of an earlier count of the same realm and year, and of nothing else.
void write_page(const std::string& file, const std::string& page) {
  const std::string same = page.substr(0, page.find(kAfterRealm));
  write_newer_output(
      file, view(page), [&](View there) { return to_string(there).starts_with(same); }, 0644);
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
    if (why.err == Err::missing)
      throw Failure{
          why.what,
          options.record.offline.empty()
              ? "The server does not show the whole log: ask again, from elsewhere too."
              : "This folder is incomplete: save the record again (`equipoise audit --save`).",
          kMissing};
    throw Failure{(why.index ? "Entry " + std::to_string(*why.index) + ": " : "") + why.what,
                  "A log that does not hold is not counted; run `equipoise audit`.", 3};
  }
  const Day today = day_of(Clock(options.clock).now());
  must_have_begun(options.year, day_of(counted->witnessed));
  const std::string command =
      "equipoise statistics " + (options.record.url.empty() ? "URL" : options.record.url) +
      " --realm REALMFILE --year " + std::to_string(options.year) + " --exact --json";
  const auto page =
      options.exact ? auditor::exact_page(*counted) : auditor::protected_page(*counted);
  const auto j = statistics_json(*counted, page, command);
  if (!options.html.empty()) write_page(options.html, statistics_page(*counted, page, command));
  print(options.json, j, text_of(*counted, j, today));
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
  c.option("--clock", &o->clock, "File with a shift of the clock in milliseconds (simulated days)");
  c.json_flag(o->json);
  c.action([o] { run(*o); });
  return c;
}

}  // namespace eq::app
