// `equipoise audit`: the auditor's procedure over a server, or over what was saved of one.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/command.h"
#include "apps/equipoise/home.h"
#include "apps/equipoise/http_transport.h"
#include "bench/threads.h"
#include "parties/auditor/audit.h"

namespace eq::app {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

struct AuditOptions {
  std::string url, offline, save, realm, seen, policy, clock;
  bool json = false;
};

/// Paths that the audit asks for are made by us, but they become file names: nothing unusual may pass.
bool is_plain(std::string_view path) {
  if (!path.starts_with('/') || path.find("..") != std::string_view::npos || path.find("//") != std::string_view::npos) return false;
  for (const char c : path)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-')) return false;
  return true;
}

/// What was saved: the same paths as files below one folder.
class Folder final : public wire::Transport {
 public:
  explicit Folder(std::string dir) : dir_(std::move(dir)) {}
  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override {
    const std::string file = dir_ + std::string(path);
    if (!is_plain(path) || !fs::is_regular_file(file)) return Err::missing;
    return read_file(file);
  }

 private:
  std::string dir_;
};

/// A server, each answer of which is kept in a folder.
class Saving final : public wire::Transport {
 public:
  Saving(wire::Transport& server, std::string dir) : server_(server), dir_(std::move(dir)) {}
  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override {
    auto bytes = server_.get(path);
    if (bytes && is_plain(path)) {
      const std::string file = dir_ + std::string(path);
      fs::create_directories(fs::path(file).parent_path());
      write_file(file, *bytes, 0644);
    }
    return bytes;
  }

 private:
  wire::Transport& server_;
  std::string dir_;
};

std::string word(auditor::Severity s) {
  return s == auditor::Severity::good ? "ok" : s == auditor::Severity::flag ? "flag" : "violation";
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
  json figures{{"authority", n.authority}, {"orders_log_entries", n.orders_entries}, {"epochs_log_entries", n.epochs_entries},
               {"orders", n.orders}, {"account_days_authorised", n.account_days}, {"intents", n.intents}, {"receipts", n.receipts},
               {"account_days_opened", n.extracted}, {"envelopes_answered_at_most", n.answered_at_most},
               {"envelopes_refused_at_most", n.refused_at_most}, {"list_versions", n.list_versions}, {"key_events", n.key_events},
               {"orders_log_witnessed", to_text(n.orders_witnessed)}, {"epochs_log_witnessed", to_text(n.epochs_witnessed)}};
  figures["median_answer_s"] = n.median_answer_ms ? json(*n.median_answer_ms / 1000) : json(nullptr);
  json out{{"ok", r.clean()}};
  if (const auto* f = r.first_violation()) out["violation"] = finding(*f);
  out["figures"] = figures;
  out["steps"] = steps;
  return out;
}

std::string as_text(const auditor::AuditReport& r) {
  std::string out;
  for (const auto& f : r.findings) {
    const char* mark = f.severity == auditor::Severity::good ? "  ok         " : f.severity == auditor::Severity::flag ? "  flag       " : "  VIOLATION  ";
    const std::string where = f.severity == auditor::Severity::good ? f.step : place(f);
    out += mark + where + ": " + f.detail + "\n";
  }
  if (!r.clean()) return out;  // figures of a record that does not hold would be read as figures
  const auto& n = r.figures;
  const auto row = [&](std::uint64_t x, const char* what) { out += "  " + std::to_string(x) + "  " + what + "\n"; };
  out += "\n" + n.authority + "\n";
  row(n.orders, "orders");
  row(n.account_days, "account-days authorised");
  row(n.extracted, "account-days opened");
  row(n.intents, "intents");
  row(n.receipts, "receipts");
  row(n.list_versions, "list versions");
  return out + "The public record agrees with itself.\n";
}

wire::Realm load_realm(const AuditOptions& o) {
  std::string path = o.realm;
  if (path.empty() && !o.offline.empty()) path = o.offline + "/realm";
  if (path.empty()) throw Failure{"--realm is required", "Give the realm file that you trust; asking the server for it would be circular.", 2};
  auto realm = must(decode<wire::Realm>(read_file(path)), path + " is not a realm file", "Ask for it again.");
  must(wire::check(realm), path + " is not a complete realm", "Ask for it again.");
  return realm;
}

auditor::Memory load_seen(const std::string& path) {
  if (path.empty() || !file_exists(path)) return {};
  return must(decode<auditor::Memory>(read_file(path)), path + " is damaged", "It holds the heads of your last clean audit. Restore it, or start anew with another file.");
}

std::optional<tlog::TrustPolicy> load_policy(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto policy = tlog::TrustPolicy::parse(to_string(read_file(path)));
  if (!policy) throw Failure{path + ", line " + std::to_string(policy.error().line) + ": " + policy.error().what, "See c2sp.org/tlog-policy.", 2};
  return std::move(policy).take();
}

/// Runs before the command: exactly one source.
void check_options(const AuditOptions& o) {
  if (o.url.empty() == o.offline.empty()) throw Failure{"Give either a server's URL or --offline DIR", "See `equipoise audit --help`.", 2};
  if (!o.offline.empty() && !fs::is_directory(o.offline)) throw Failure{o.offline + " is not a folder", "Give a folder that `equipoise audit URL --save DIR` made."};
  if (!o.offline.empty() && !o.save.empty()) throw Failure{"--save needs a server", "Give a URL instead of --offline.", 2};
}

void run(const AuditOptions& o) {
  check_options(o);
  const auto realm = load_realm(o);
  const auto seen = load_seen(o.seen);
  const auto policy = load_policy(o.policy);
  const auto* believed = policy ? &*policy : nullptr;
  const Time now = Clock(o.clock).now();
  std::unique_ptr<wire::Transport> source = o.url.empty() ? std::make_unique<Folder>(o.offline) : http_transport(o.url);
  bench::Threads threads(std::max(1u, std::thread::hardware_concurrency()));
  auditor::AuditReport report;
  if (o.save.empty()) {
    report = auditor::audit(*source, realm, seen, now, &threads, believed);
  } else {
    fs::create_directories(o.save);
    write_file(o.save + "/realm", encode(realm), 0644);
    Saving saving(*source, o.save);
    report = auditor::audit(saving, realm, seen, now, &threads, believed);
  }
  print(o.json, as_json(report), as_text(report));
  if (const auto* f = report.first_violation())
    throw Failure{"The public record does not hold: " + place(*f) + ": " + f->detail, "Keep what you saw, and tell the other auditors.", 3};
  if (!o.seen.empty()) write_file(o.seen, encode(report.next), 0644);
}

void add_audit(CLI::App& root) {
  auto* audit = root.add_subcommand("audit", "Replay the public logs and check every order, day, opening and list version");
  auto o = std::make_shared<AuditOptions>();
  audit->add_option("url", o->url, "http://HOST:PORT of the server");
  audit->add_option("--offline", o->offline, "Audit a folder that --save made, without a network");
  audit->add_option("--save", o->save, "Keep everything that was read in this folder");
  audit->add_option("--realm", o->realm, "The realm file that you trust (offline: default is DIR/realm)");
  audit->add_option("--seen", o->seen, "File with the heads of your last clean audit; written after a clean one");
  audit->add_option("--policy", o->policy, "Policy file (c2sp.org/tlog-policy) that both logs' checkpoints must satisfy too");
  audit->add_option("--clock", o->clock, "File with a shift of the clock in milliseconds (simulated days)");
  audit->add_flag("--json", o->json, "Print one JSON object");
  audit->callback([o] { run(*o); });
}

const Commands commands(70, add_audit);

}  // namespace
}  // namespace eq::app
