// `equipoise monitor`: looks at the logs from several sides and alarms when they show different
// histories, or when their witness's clock is seen to be wrong.
#include <charconv>
#include <nlohmann/json.hpp>

#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/frame/public_record.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "eq/tlog/fresh.h"
#include "eq/tlog/split_view.h"
#include "eq/tlog/witness_clock.h"
#include "eq/wire/log_reader.h"
#include "parties/auditor/unread.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;
using wire::LogName;

struct MonitorOptions {
  std::string url, realm, state, clock;
  std::vector<std::string> checkpoints;
  bool json = false;
};

tlog::LogKey log_key(const wire::Realm& realm, LogName log) {
  return must(wire::log_policy(realm, log), "The realm's log keys cannot be read",
              "Ask for the realm file again.")
      .log;
}

/// A checkpoint from somewhere: seen by us before, or shown to somebody else.
struct Seen {
  std::string from, note;
};

/// What a look at one log came to.
struct Look {
  LogName log = LogName::orders;
  std::uint64_t size = 0;
  std::string none_yet;                             // why it is in order that there is no log
  std::vector<std::string> agree, behind, foreign;  // where checkpoints were from
  std::vector<std::string> evidence;                // files
  std::string fault;                                // why the log could not be read
  int fault_means = kFalse;                         // or another of public_record.h
  std::optional<Time> late;                         // the witness's last word, if that is old
  tlog::WitnessClock clock = tlog::WitnessClock::plausible;

  /// What this look says of the record: 0, or one of the exit codes of public_record.h.
  int answer() const {
    if (!evidence.empty() || !behind.empty() || clock == tlog::WitnessClock::behind) return kFalse;
    if (!fault.empty()) return fault_means;
    if (clock == tlog::WitnessClock::ahead) return kMisconfigured;
    return late ? kLate : 0;
  }
};

/// Which of two answers is said: the first of false, misconfigured, missing, unreachable, late.
int worse_of(int a, int b) {
  for (const int answer : {kFalse, kMisconfigured, kMissing, kUnreachable, kLate})
    if (a == answer || b == answer) return answer;
  return 0;
}

std::string kept_at(const std::string& dir, LogName log) {
  return dir + "/" + std::string(to_text(log)) + ".checkpoint";
}

/// Our last look without an alarm: the log's size then, and our time.
std::string look_file(const std::string& dir, LogName log) {
  return dir + "/" + std::string(to_text(log)) + ".look";
}
std::optional<tlog::Look> last_look(const std::string& dir, LogName log) {
  const std::string file = look_file(dir, log);
  if (!file_exists(file)) return std::nullopt;
  const std::string text = to_string(read_file(file));
  const char* const end = text.data() + text.size();
  tlog::Look look;
  const auto size = std::from_chars(text.data(), end, look.size);
  const bool more = size.ec == std::errc() && size.ptr != end && *size.ptr == ' ';
  if (!more || std::from_chars(size.ptr + 1, end, look.at.ms).ec != std::errc())
    throw Failure{file + " is damaged", "Delete it; the next look then judges less.", 3};
  return look;
}
void keep_look(const std::string& dir, LogName log, const tlog::Look& look) {
  write_file(look_file(dir, log),
             view(std::to_string(look.size) + " " + std::to_string(look.at.ms) + "\n"), 0644);
}

std::string_view to_text(tlog::WitnessClock c) {
  switch (c) {
    case tlog::WitnessClock::plausible: return "plausible";
    case tlog::WitnessClock::ahead: return "ahead";
    case tlog::WitnessClock::behind: return "behind";
  }
  return "";
}

/// What it says of the record that a log could not be read.  One that was seen before, and is not
/// shown any more, is less than it was.
int meaning_of(const tlog::LogFault& fault, bool is_another, bool seen_before) {
  if (fault.err == Err::unavailable) return kUnreachable;
  if (is_another) return kMisconfigured;
  return fault.err == Err::missing && !seen_before ? kMissing : kFalse;
}

Look look_at(auditor::Shown& server, const wire::Realm& realm, LogName log,
             const std::vector<Seen>& others, const std::string& dir, Time now) {
  Look out;
  out.log = log;
  const auto key = log_key(realm, log);
  const auto whole = wire::read_log(server, realm, log);
  if (!whole) {
    const auto& fault = whole.error();
    const bool seen_before = file_exists(kept_at(dir, log));
    if (auditor::is_none_yet(fault, realm, seen_before, now)) {
      out.none_yet = "there is no such log yet; the realm's first day is " + to_text(realm.e_0);
      return out;
    }
    out.fault = fault.what + (fault.path.empty() ? "" : " (" + fault.path + ")");
    out.fault_means =
        meaning_of(fault, auditor::is_another_log(server.checkpoint(log), realm, log), seen_before);
    return out;
  }
  out.size = whole->size();
  const Time word = whole->checkpoint().seen_by().latest();
  if (now > word + tlog::kFreshness_ms) out.late = word;
  out.clock = tlog::judge_clock(whole->checkpoint(), last_look(dir, log), now);
  for (const Seen& s : others) {
    const auto note = tlog::Note::parse(s.note);
    EQ_ASSERT(note.ok());                                                   // it was read before
    if (tlog::Checkpoint::parse(note->text)->origin != key.name) continue;  // the other log's
    const auto split = tlog::compare(s.note, *whole, key);
    if (!split) {
      (split.error() == Err::stale ? out.behind : out.foreign).push_back(s.from);
    } else if (*split) {
      const std::string text = (*split)->text();
      const std::string file =
          dir + "/split-" + hex(View(crypto::sha256(view(text))).first(8)) + ".txt";
      write_file(file, view(text), 0644);
      out.evidence.push_back(file);
    } else {
      out.agree.push_back(s.from);
    }
  }
  if (out.answer() != 0 && out.answer() != kLate) return out;
  write_file(kept_at(dir, log), view(whole->checkpoint().checkpoint().note().to_text()), 0644);
  keep_look(dir, log, {out.size, now});
  return out;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? ": " : ", ") + name;
  return out;
}

std::string as_text(const Look& l) {
  const std::string log = std::string(to_text(l.log)) + " log: ";
  if (!l.none_yet.empty()) return "  " + log + l.none_yet + "\n";
  if (!l.fault.empty()) return (l.answer() == kFalse ? "  ALARM  " : "  ") + log + l.fault + "\n";
  std::string out = "  " + log + counted(l.size, "entry", "entries") + "; on this history" +
                    (l.agree.empty() ? ": nothing else that was shown" : "") + listed(l.agree) +
                    "\n";
  for (const auto& f : l.evidence)
    out += "  ALARM  " + log + "two histories under its own signature; the proof is in " + f + "\n";
  for (const auto& f : l.behind)
    out += "  ALARM  " + log + "shorter than " + f + " says: it lags, or was cut\n";
  if (l.clock == tlog::WitnessClock::ahead)
    out +=
        "  " + log +
        "its newest checkpoint is dated into the future: this machine's clock is wrong, or the witness's\n";
  if (l.clock == tlog::WitnessClock::behind)
    out +=
        "  ALARM  " + log + "it grew since the last look, and the witness dates that before it\n";
  if (l.late) out += "  " + log + "no witness has vouched for it since " + to_text(*l.late) + "\n";
  for (const auto& f : l.foreign)
    out += "  " + log + f + " is not signed by it and proves nothing\n";
  return out;
}

json as_json(const Look& l) {
  return {{"log", to_text(l.log)},
          {"ok", l.answer() == 0},
          {"entries", l.size},
          {"fault", l.fault},
          {"agree", l.agree},
          {"shorter_than", l.behind},
          {"not_signed", l.foreign},
          {"evidence", l.evidence},
          {"late_since", l.late ? json(to_text(*l.late)) : json(nullptr)},
          {"witness_clock", to_text(l.clock)}};
}

/// What this monitor saw before.  Of another realm it would be lost by the next look.
std::vector<Seen> seen_before(const std::string& dir, const wire::Realm& realm) {
  std::vector<Seen> out;
  for (const LogName log : wire::kLogs) {
    const std::string file = kept_at(dir, log);
    if (!file_exists(file)) continue;
    const std::string note = to_string(read_file(file));
    if (!tlog::VerifiedCheckpoint::verify(note, log_key(realm, log)).ok())
      throw Failure{file + " is not signed by this realm's log: it is another realm's, or damaged",
                    "It is as it was. Give each realm a --state folder of its own.",
                    kMisconfigured};
    out.push_back({"what this monitor saw before", note});
  }
  return out;
}

/// A checkpoint that somebody else was shown, of one of this realm's logs.
Seen shown_elsewhere(const std::string& file, const wire::Realm& realm) {
  const std::string text = to_string(read_file(file));
  const auto note = tlog::Note::parse(text);
  const auto parsed =
      note ? tlog::Checkpoint::parse(note->text) : Result<tlog::Checkpoint>(Err::malformed);
  if (!parsed)
    throw Failure{file + " is no checkpoint",
                  "Give what somebody else was shown at URL/log/orders/checkpoint.", 2};
  for (const LogName log : wire::kLogs)
    if (parsed->origin == log_key(realm, log).name) return {file, text};
  throw Failure{file + " is a checkpoint of another log, " + shown_line(parsed->origin),
                "Compare realm files with whoever gave it to you: it says nothing of this realm.",
                kMisconfigured};
}

/// Ends the command with its exit code, unless nothing is to be said.
void answer(int worst) {
  switch (worst) {
    case 0: return;
    case kLate:
      throw Failure{
          "No other history was shown, but no witness has vouched for this one within the hour",
          "Check this machine's clock, and ask whoever runs the witness.", kLate};
    case kUnreachable:
      throw Failure{"The server does not answer, so nothing is known of the record",
                    "Check the address and your network, then look again.", kUnreachable};
    case kMissing:
      throw Failure{"The server answers, but does not show a whole log",
                    "Look again, from elsewhere too; if it stays away, treat it as false.",
                    kMissing};
    case kMisconfigured:
      throw Failure{
          "This monitor cannot tell, for something is set up wrongly here or at the witness",
          "Compare your realm file (`equipoise realm show`) and your clock with others' first.",
          kMisconfigured};
    default:
      throw Failure{
          "The public record shows more than one history, less than it did, or a false time",
          "Keep the files, and tell the other monitors and the witness.", kFalse};
  }
}

void run(const MonitorOptions& options) {
  std::string missing;
  for (const auto& [name, value] : {std::pair{"URL", &options.url},
                                    {"--realm FILE", &options.realm},
                                    {"--state DIR", &options.state}})
    if (value->empty()) missing += (missing.empty() ? "" : ", ") + std::string(name);
  if (!missing.empty()) throw Failure{"Missing: " + missing, "See `equipoise monitor --help`.", 2};
  const auto realm = read_realm(options.realm);
  make_folder(options.state);
  std::vector<Seen> others = seen_before(options.state, realm);
  for (const auto& file : options.checkpoints) others.push_back(shown_elsewhere(file, realm));
  const auto transport = http_transport(options.url);
  auditor::Shown server(*transport);
  const Time now = Clock(options.clock).now();
  std::string text;
  json looks = json::array();
  int worst = 0;
  for (const LogName log : {LogName::epochs, LogName::orders, LogName::directory}) {
    const Look l = look_at(server, realm, log, others, options.state, now);
    text += as_text(l);
    looks.push_back(as_json(l));
    worst = worse_of(worst, l.answer());
  }
  // What is false under the realm's own keys stays false, whatever the server says that it is.
  const auto other = other_server(options.url, realm);
  if (other && worst != kFalse) worst = kMisconfigured;
  print(options.json, {{"ok", worst == 0}, {"logs", looks}},
        text + (worst == 0 ? "One history, as far as this monitor has seen.\n" : ""));
  if (other && worst != kFalse) throw Failure(*other);
  answer(worst);
}

void verify(const std::string& realm_file, const std::string& file, bool as_json_too) {
  const auto realm = read_realm(realm_file);
  const auto split = must(tlog::SplitView::parse(to_string(read_file(file))),
                          file + " is no proof of a split view", "Ask for the file again.");
  for (const LogName log : wire::kLogs) {
    if (!split.verify(log_key(realm, log)).ok()) continue;
    return print(as_json_too, {{"ok", true}, {"log", to_text(log)}},
                 "The " + std::string(to_text(log)) +
                     " log signed two histories. Its operator cannot have made both honestly.\n");
  }
  throw Failure{file + " does not prove that a log of this realm showed two histories",
                "Whoever made it is mistaken, or means another realm.", 3};
}

/// What the realm itself believes, as a policy file: a beginning, to which an auditor adds
/// witnesses of its own choice.
void policy(const std::string& realm_file, bool as_json_too) {
  const auto r = read_realm(realm_file);
  const std::string text = "log " + r.orders_log + "\nlog " + r.epochs_log + "\nlog " +
                           r.directory_log + "\nwitness realm " + r.witness + "\nquorum realm\n";
  print(as_json_too, {{"policy", text}}, text);
}

}  // namespace

Command monitor_command() {
  constexpr auto kTrusted = "The realm file that you trust";
  Command monitor(
      "monitor",
      "Alarm if the public logs show different histories to different people, or false times",
      "http://127.0.0.1:8700 --realm realm.eqp --state monitor");
  const auto o = std::make_shared<MonitorOptions>();
  monitor.option("url", &o->url, "https://HOST:PORT of the server");
  monitor.option("--realm", &o->realm, kTrusted);
  monitor.option("--state", &o->state, "Folder for what this monitor saw, and for proofs");
  monitor.option("--checkpoint", &o->checkpoints,
                 "A checkpoint that somebody else was shown; may be repeated");
  monitor.option("--clock", &o->clock,
                 "File with a shift of the clock in milliseconds (simulated days)");
  monitor.json_flag(o->json);
  monitor.action([o] { run(*o); });

  Command& check = monitor.add("verify", "Check a proof of a split view",
                               "monitor/split-view.proof --realm realm.eqp");
  const auto file = std::make_shared<std::string>();
  check.option("file", file.get(), "The proof").required();
  check.option("--realm", &o->realm, kTrusted).required();
  check.json_flag(o->json);
  check.action([o, file] { verify(o->realm, *file, o->json); });

  Command& show = monitor.add(
      "policy", "Print the realm's logs and witness as a policy file for `audit --policy`",
      "--realm realm.eqp");
  show.option("--realm", &o->realm, kTrusted).required();
  show.json_flag(o->json);
  show.action([o] { policy(o->realm, o->json); });
  return monitor;
}

}  // namespace eq::app
