// `equipoise audit`: the auditor's procedure over a server, or over what was saved of one.
#include <nlohmann/json.hpp>

#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/public_record.h"
#include "bench/threads.h"
#include "eq/wire/case_reader.h"
#include "parties/auditor/audit.h"
#include "parties/auditor/blast_radius.h"
#include "parties/auditor/saved.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct AuditOptions {
  RecordOptions record;
  std::string seen, policy, clock;
  bool json = false, blast_radius = false;
};

json blast_radius_json() {
  json rows = json::array();
  for (const auditor::BlastRow& row : auditor::blast_table()) {
    json sets = json::array();
    for (const auditor::Seats s : row.smallest) sets.push_back(auditor::to_text(s));
    rows.push_back({{"together_at_least", sets},
                    {"under_orders", auditor::to_text(row.reach.ordered)},
                    {"others", auditor::to_text(row.reach.others)}});
  }
  return {{"blast_radius", rows}};
}

using auditor::Severity;

std::string word(Severity s) {
  switch (s) {
    case Severity::good: return "ok";
    case Severity::flag: return "flag";
    case Severity::late: return "late";
    case Severity::unreachable: return "unreachable";
    case Severity::missing: return "missing";
    case Severity::misconfigured: return "misconfigured";
    case Severity::violation: return "violation";
  }
  return "";
}

bool is_good(const auditor::Finding& f) { return f.severity == Severity::good; }

/// Where the record came from, and what came of asking there.
struct Source {
  bool is_saved = false, answered = false;
  std::string why;  // it did not, the last time
};

[[noreturn]] void unreachable(const std::string& what, const Source& source) {
  const std::string remedy =
      "Check the address and your network, then run it again; if the server stays silent from elsewhere too, ask for a record that "
      "somebody saved (--offline).";
  if (!source.answered)
    throw Failure{"Nothing was read of the record: " + source.why,
                  "This says nothing about it, good or bad. " + remedy, kUnreachable};
  throw Failure{
      "The server did not answer all that it was asked, and what it did answer is as it must be: " +
          what + " (" + source.why + ")",
      "Of the rest nothing is known. " + remedy, kUnreachable};
}

[[noreturn]] void missing(const std::string& what, const Source& source) {
  if (source.is_saved)
    throw Failure{"This folder is incomplete: " + what,
                  "No server was asked. Save the record again (--save), into a new folder.",
                  kMissing};
  throw Failure{"The server answers, but does not show all that the log names: " + what,
                "Ask again, from elsewhere too; if it stays away, treat it as false.", kMissing};
}

/// Ends the command with the answer's exit code, unless the record holds.
void answer(const auditor::Finding& worst, const std::string& what, const Source& source) {
  switch (worst.severity) {
    case Severity::good:
    case Severity::flag: return;
    case Severity::late:
      throw Failure{"Nothing in the record is false, but something is late: " + what,
                    worst.step == "epochs"
                        ? "Ask the court when it comes."
                        : "Check this machine's clock, and ask whoever runs the witness.",
                    kLate};
    case Severity::unreachable: unreachable(what, source);
    case Severity::missing: missing(what, source);
    case Severity::misconfigured:
      throw Failure{
          "This audit cannot tell, for something is set up wrongly: " + what,
          worst.step == auditor::kOlderRecord
              ? "Give a newer record, or ask the server. Nothing was changed."
              : "Compare the digest of your realm file (`equipoise realm show`) with others', and your clock (where days are simulated: --clock FILE), before you suspect anybody.",
          kMisconfigured};
    case Severity::violation:
      throw Failure{"The public record does not hold: " + what,
                    "Keep what you saw, and tell the other auditors.", kFalse};
  }
}

std::string place(const auditor::Finding& f) {
  std::string out = f.log.empty() ? "" : f.log + " log";
  if (f.index) out += ", entry " + std::to_string(*f.index);
  if (!f.path.empty()) out += " (" + f.path + ")";
  return out;
}

json as_json(const auditor::AuditReport& r) {
  json steps = json::array();
  const auto finding = [](const auditor::Finding& f) {
    json j{{"step", f.step}, {"result", word(f.severity)}, {"detail", f.detail}};
    if (!f.log.empty()) j["log"] = f.log;
    if (f.index) j["index"] = *f.index;
    if (!f.path.empty()) j["path"] = f.path;
    return j;
  };
  for (const auto& f : r.findings) steps.push_back(finding(f));
  const auto& n = r.figures;
  json figures{
      {"authority", n.authority},
      {"orders_log_entries", n.orders_log.entries},
      {"epochs_log_entries", n.epochs_log.entries},
      {"directory_log_entries", n.directory_log.entries},
      {"directory_records", n.directory_records},
      {"orders", n.orders},
      {"account_days_authorised", n.account_days},
      {"intents", n.intents},
      {"receipts", n.receipts},
      {"account_days_opened", n.extracted},
      {"list_versions", n.list_versions},
      {"picture_openings", n.picture_openings},
      {"list_entries_removed",
       {{"withdrawn", n.entries_withdrawn},
        {"expired", n.entries_expired},
        {"disputed", n.entries_disputed}}},
      {"list_disputes", {{"upheld", n.disputes_upheld}, {"withdrawn", n.disputes_withdrawn}}},
      {"key_events", n.key_events},
      {"orders_log_witnessed", to_text(n.orders_log.witnessed)},
      {"epochs_log_witnessed", to_text(n.epochs_log.witnessed)},
      {"directory_log_witnessed", to_text(n.directory_log.witnessed)}};
  figures["median_answer_s"] =
      n.median_answer_ms ? json(*n.median_answer_ms / 1000) : json(nullptr);
  json out{{"ok", r.clean()},
           {"answer", r.worst() <= Severity::flag        ? "holds"
                      : r.worst() == Severity::violation ? "false"
                                                         : word(r.worst())}};
  if (const auto* f = r.first_violation()) out["violation"] = finding(*f);
  out["figures"] = figures;
  out["steps"] = steps;
  return out;
}

std::string as_text(const auditor::AuditReport& r) {
  std::string out;
  for (const auto& f : r.findings) {
    constexpr std::size_t kColumn = 15;
    std::string mark = f.severity == Severity::violation ? "VIOLATION" : word(f.severity);
    mark.resize(kColumn, ' ');
    const std::string where = f.severity == Severity::good ? f.step : place(f);
    out += "  " + mark + where + ": " + f.detail + "\n";
  }
  if (!r.clean()) return out;  // figures of a record that does not hold would be read as figures
  const auto& n = r.figures;
  const auto row = [&](std::uint64_t x, const char* what) {
    out += "  " + std::to_string(x) + "  " + what + "\n";
  };
  out += "\nOrders of " + n.authority + "\n";
  row(n.orders, "orders");
  row(n.account_days, "account-days authorised");
  row(n.extracted, "account-days opened");
  row(n.intents, "intents");
  row(n.receipts, "receipts");
  out += "Lists of the hotlines\n";
  row(n.list_versions, "list versions");
  row(n.picture_openings, "openings of somebody's pictures");
  row(n.entries_withdrawn + n.entries_expired + n.entries_disputed, "list entries taken off");
  row(n.disputes_upheld + n.disputes_withdrawn, "disputes of list entries answered");
  out += "Directory of accounts\n";
  row(n.directory_records, "records, versions of all accounts together");
  return out +
         (r.worst() <= Severity::flag
              ? "The public record agrees with itself.\n"
              : "What is shown of the public record agrees with itself; not all of it is in time.\n");
}

auditor::Memory load_seen(const std::string& path) {
  if (path.empty() || !file_exists(path)) return {};
  return must(
      decode<auditor::Memory>(read_file(path)),
      path + " is damaged, or was written by an earlier version, which kept less in it",
      "It holds the heads of your last clean audit. Restore it, or start anew with another file.");
}

std::optional<tlog::TrustPolicy> load_policy(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto policy = tlog::TrustPolicy::parse(to_string(read_file(path)));
  if (!policy)
    throw Failure{
        path + ", line " + std::to_string(policy.error().line) + ": " + policy.error().what,
        "See c2sp.org/tlog-policy.", 2};
  return std::move(policy).take();
}

/// What judges a package by a saved record needs besides: when each entry of a case was witnessed.
void keep_cases(wire::Transport& source, const wire::Realm& realm,
                const auditor::AuditReport::Read& read) {
  for (const auto& order : read.book.orders())
    (void)wire::read_case(source, realm, read.log, read.book, order);
}

/// A realm file that cannot be read is the auditor's own trouble, and says nothing about the
/// record.
wire::Realm own_realm(const RecordOptions& options) {
  try {
    return record_realm(options);
  } catch (Failure& f) {
    if (f.exit_code == 1) f.exit_code = kMisconfigured;
    throw;
  }
}

void run(const AuditOptions& options) {
  check_record(options.record);
  const auto realm = own_realm(options.record);
  auto seen = load_seen(options.seen);
  if (!options.record.save.empty()) seen.directory_epochs = 0;  // others begin at the beginning
  const auto policy = load_policy(options.policy);
  const auto* believed = policy ? &*policy : nullptr;
  const auto source = record_source(options.record);
  const Time now = Clock(options.clock).now();
  bench::Threads threads(std::max(1u, std::thread::hardware_concurrency()));
  const bool is_saved = !options.record.offline.empty();
  std::string as_of;
  auditor::AuditReport report;
  if (is_saved) {
    auto saved = auditor::audit_saved(*source, realm, seen, now, &threads, believed);
    report = std::move(saved.report);
    if (saved.witnessed)
      as_of = "  As of " + to_text(*saved.witnessed) +
              ", when a witness had last signed what was saved.\n";
  } else {
    report = auditor::audit(*source, realm, seen, now, &threads, believed);
    auditor::judge_age(report, now);
  }
  print(options.json, as_json(report), as_of + as_text(report));
  // without, the audit has said why
  if (!options.record.save.empty() && report.read) keep_cases(*source, realm, *report.read);
  if (!options.seen.empty() && report.clean()) write_file(options.seen, encode(report.next), 0644);
  // What is false under the realm's own keys stays false, whatever the server says that it is.
  const auto other = other_server(options.record.url, realm);
  if (other && report.worst() != Severity::violation) throw Failure(*other);
  if (const auto* f = report.first_of_worst())
    answer(*f,
           (place(*f).empty() ? "" : place(*f) + ": ") + f->detail +
               (other ? "\nBesides: " + other->what + "." : ""),
           {is_saved, std::ranges::any_of(report.findings, is_good), source->why()});
}

void act(const AuditOptions& options) {
  if (options.blast_radius) {
    print(options.json, blast_radius_json(), auditor::blast_table_text());
  } else {
    run(options);
  }
}

}  // namespace

Command audit_command() {
  Command audit(
      "audit",
      "Replay the public logs and check every order, day, opening, list version and account record",
      "http://127.0.0.1:8700 --realm realm.eqp --seen seen.eqp");
  const auto o = std::make_shared<AuditOptions>();
  record_options(audit, o->record);
  audit.option(
      "--seen", &o->seen,
      "File with the heads of your last audit; written unless something is false, missing or misconfigured");
  audit.option("--policy", &o->policy,
               "Policy file (c2sp.org/tlog-policy) that all logs' checkpoints must satisfy too");
  audit.option("--clock", &o->clock,
               "File with a shift of the clock in milliseconds (simulated days)");
  audit.json_flag(o->json);
  audit.flag("--blast-radius", &o->blast_radius,
             "Print what each set of parties could read together; asks no server");
  audit.says_more(
      "\nExit codes: 0 it holds; 3 false: a rule is broken or a proof fails; 4 unreachable: the server does not answer; 5 late: a day's\n"
      "object came late or is due; 6 missing: the server does not show what the log names; 7 misconfigured: another realm's\n"
      "file, or a wrong clock.  1 and 2 as in every command.  docs/auditors.md says what to do.");
  audit.action([o] { act(*o); });
  return audit;
}

}  // namespace eq::app
