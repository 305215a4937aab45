// `equipoise evidence verify|show|cover|extract`: a package checked, shown and taken apart; without
// a network, unless the public log is to be asked what came after it. evidence_file.cpp has what is
// done to the file as a whole.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/auditor/evidence_judge.h"
#include "apps/equipoise/frame/foreign_json.h"
#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/public_record.h"

namespace eq::app {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

struct EvidenceOptions {
  std::string file, tsa, out, clock;
  RecordOptions log;  // its realm is the package's
  std::vector<std::string> realms;
  bool json = false;

  JudgedPackage judged(const LoadedPackage& l) const {
    if (log.url.empty() && log.offline.empty())
      return judge_package(l, file, realms, tsa, std::nullopt);
    check_record(log);
    // What is wrong with the package itself is said whether or not the log can be asked.
    JudgedPackage alone = judge_package(l, file, realms, tsa, std::nullopt);
    if (!alone.report.ok()) return alone;
    const auto source = answering_source(log);
    // what was saved is of its own time
    const auto now = log.url.empty() ? std::nullopt : std::optional(Clock(clock).now());
    JudgedPackage asked = judge_package(l, file, realms, tsa, auditor::PublicLog{*source, now});
    must_be_about_package(asked);
    return asked;
  }

  /// The package alone was found good: a log that could not be compared with it says nothing
  /// against it.
  void must_be_about_package(const JudgedPackage& j) const {
    const auto& why = j.report.log_trouble;
    if (!why) return;
    switch (*why) {
      case auditor::LogTrouble::older:
        throw Failure{
            "By itself the package verifies; the saved record is older than it, and says nothing of it",
            "Save a newer one: equipoise audit URL --realm FILE --save FOLDER.", kMisconfigured};
      case auditor::LogTrouble::clock:
        throw Failure{
            "By itself the package verifies; the log cannot be compared with it, for its newest head is not of this hour by this machine's clock",
            "Check this machine's clock (where days are simulated: --clock FILE), and the witness's.",
            kMisconfigured};
      case auditor::LogTrouble::another:
        throw Failure{
            "By itself the package verifies; the log that was asked is that of another realm, and says nothing of it",
            "Give the server, or the saved record, of the package's realm.", kMisconfigured};
      case auditor::LogTrouble::not_shown:
        throw Failure{
            "By itself the package verifies; what was asked does not show the whole log, so what became of the order is not known",
            "Ask again, from elsewhere too, or save the record anew (`equipoise audit --save`).",
            kMissing};
    }
  }
};

json as_json(const order::CaseAsOf& c) {
  return {{"stands", !c.against},
          {"rule", c.against ? json(c.against->id) : json(nullptr)},
          {"stage", order::to_text(c.stage)},
          {"log_entries", c.entries},
          {"witnessed", to_text(c.at)},
          {"words", c.words}};
}

json as_json(const JudgedPackage& j) {
  json checks = json::array();
  for (const auto& c : j.report.checks)
    checks.push_back({{"name", c.name}, {"item", c.item}, {"ok", c.ok}, {"detail", c.detail}});
  json out{{"ok", j.report.ok()}};
  if (const auto* f = j.report.first_failure())
    out["failed"] = {{"check", f->name}, {"item", f->item}, {"detail", f->detail}};
  if (const auto& facts = j.report.facts)
    out["facts"] = {{"realm", facts->realm},           {"agency", facts->agency},
                    {"reference", facts->reference},   {"order", facts->order},
                    {"account", facts->account.hex()}, {"first", to_text(facts->first)},
                    {"last", to_text(facts->last)},    {"created", to_text(facts->created)}};
  const auto& r = j.report;
  out["time"] = {{"stamped", r.stamp ? json(to_text(r.stamp->at)) : json(nullptr)},
                 {"by", r.stamp ? json(shown_line(r.stamp->by)) : json(nullptr)},
                 {"made_after", r.witnessed ? json(to_text(*r.witnessed)) : json(nullptr)}};
  if (j.report.contents) out["messages"] = j.report.contents->messages.size();
  out["standing"] = r.packed ? as_json(*r.packed) : json(nullptr);
  out["standing_now"] = r.now ? as_json(*r.now) : json(nullptr);
  out["realm"] = {{"name", j.realm_name}, {"digest", j.realm_digest}, {"pinned", j.pinned}};
  out["checks"] = checks;
  return out;
}

/// Which days of the order are in it, and which are not.
std::string text_of_days(const JudgedPackage& j) {
  if (!j.report.facts || !j.report.ok()) return "";
  std::string in, out;
  for (Day d = j.report.facts->first; d <= j.report.facts->last; d = d + 1) {
    auto& list = j.report.opened.contains(d) ? in : out;
    list += (list.empty() ? "" : ", ") + to_text(d);
  }
  return "\nopened: " + (in.empty() ? std::string("no day") : in) +
         (out.empty() ? "" : "; of the order, and not opened: " + out) + "\n";
}

std::string as_text(const JudgedPackage& j) {
  std::string out;
  for (const auto& c : j.report.checks)
    out += (c.ok ? "  ok      " : "  FAILED  ") + c.item + ": " + c.detail + "\n";
  const auto& r = j.report;
  if (r.packed) out += "\n" + (r.now ? r.now->words : r.packed->words);
  if (r.packed && !r.now)
    out +=
        "\nWhat happened to the order after that head cannot be told offline. The public log tells: --log URL.\n";
  if (!j.realm_digest.empty())
    out += "\nrealm " + shown_line(j.realm_name) + ", digest " + j.realm_digest + "\n";
  out += text_of_days(j);
  if (!j.pinned)
    out +=
        "The keys come from the package itself: whoever made it could have made them too. Compare the digest with one you have from elsewhere, or give --realm FILE.\n";
  if (!j.report.ok()) return out;
  return out + (j.pinned ? "The package verifies.\n"
                         : "The package agrees with itself; whose keys these are is not known.\n");
}

void verify(const EvidenceOptions& options) {
  const JudgedPackage j = options.judged(load_package(options.file));
  print(options.json, as_json(j), as_text(j));
  stop_at_failure(j);
  if (!j.pinned)
    throw Failure{"It is not known whose keys these are",
                  "Give --realm with the realm file that you have from elsewhere.", 7};
}

void show(const EvidenceOptions& options) {
  const LoadedPackage l = load_package(options.file);
  const JudgedPackage j = options.judged(l);
  stop_at_failure(j);
  std::string out = to_string(l.items.at("data/cover.txt")) + text_of_days(j);
  if (!j.pinned)
    out =
        "WARNING: no realm file was given (--realm). The keys come from the package itself: whoever made it could have made them too.\n\n" +
        out;
  for (const auto& [path, bytes] : l.items)
    if (path.starts_with("data/messages/") && path.ends_with(".txt"))
      out += "\n" + std::string(72, '-') + "\n" + to_string(bytes);
  print(options.json, as_json(j), out);
}

void cover(const EvidenceOptions& options) {
  const LoadedPackage l = load_package(options.file);
  const JudgedPackage j = options.judged(l);
  stop_at_failure(j);
  write_output(options.out,
               to_bytes(evidence_page(l, j, fs::path(options.file).filename().string())), 0644);
  print(options.json, {{"file", options.out}},
        "Wrote " + options.out + ": what was verified, in words, to read and print.");
}

/// The bag as a folder, and attachments opened beside it.
void extract(const EvidenceOptions& options) {
  const LoadedPackage l = load_package(options.file);
  const JudgedPackage j = options.judged(l);
  stop_at_failure(j);
  for (const auto& folder : {options.out, options.out + "-attachments"})
    if (fs::exists(folder))
      throw Failure{folder + " exists already",
                    "It is as it was. Name a folder that does not exist yet.", 2};
  for (const auto& [path, bytes] : l.items) {
    const std::string to = options.out + "/" + path;  // is_plain_path was checked when loading
    fs::create_directories(fs::path(to).parent_path());
    write_output(to, bytes, 0644);
  }
  std::map<Array<32>, const Bytes*> sealed;
  for (const auto& c : j.report.contents->attachments) sealed[franking::attachment_hash(c)] = &c;
  json opened = json::array();
  for (const auto& m : j.report.contents->messages) {
    const auto content = must(franking::decode_content(m.f), "A message cannot be read");
    for (const auto& a : content.attachments) {
      const auto it = sealed.find(a.hash);
      if (it == sealed.end()) continue;
      const std::string extension = a.media_type == "image/jpeg"  ? ".jpg"
                                    : a.media_type == "image/png" ? ".png"
                                                                  : ".bin";
      fs::create_directories(options.out + "-attachments");
      const std::string to = options.out + "-attachments/" + hex(a.hash).substr(0, 16) + extension;
      write_output(to, must(franking::open_file(a, *it->second), "An attachment does not open"));
      opened.push_back(to);
    }
  }
  print(options.json, {{"folder", options.out}, {"attachments", opened}},
        "The package is in " + options.out +
            (opened.empty() ? "; it holds no attachments."
                            : ", its opened attachments in " + options.out + "-attachments."));
}

std::pair<Command*, std::shared_ptr<EvidenceOptions>> add(Command& evidence, Command made,
                                                          void (*act)(const EvidenceOptions&)) {
  Command& command = evidence.add(std::move(made));
  const auto o = std::make_shared<EvidenceOptions>();
  command.option("file", &o->file, "The package: a file, or a folder with the unzipped bag")
      .required();
  command
      .option(
          "--realm", &o->realms,
          "A realm file you trust, from somewhere other than the package; for another realm's order, also that realm's")
      .one_at_a_time();
  command.option("--tsa", &o->tsa, "Certificates (PEM) of the time-stamping authorities you trust");
  command.option("--log", &o->log.url,
                 "Ask the public log, https://HOST:PORT, what happened to the order since");
  command.option("--saved-log", &o->log.offline,
                 "The same of a folder that `equipoise audit --save` wrote");
  command.option("--clock", &o->clock,
                 "File with a shift of the clock in milliseconds (simulated days)");
  command.json_flag(o->json);
  command.action([o, act] { act(*o); });
  return {&command, o};
}

}  // namespace

Command evidence_command(std::vector<Keyring> keyrings) {
  Command evidence("evidence", "Check an evidence package, offline; seal, open or stamp one");
  add(evidence,
      {"verify", "Check every digest, signature and proof; exit 3 and name the item if one fails",
       "evidence.eqp --realm realm.eqp"},
      verify);
  add(evidence, {"show", "Verify, then print cover and messages", "evidence.eqp --realm realm.eqp"},
      show);
  const auto [page, p] = add(evidence,
                             {"cover", "Verify, then write a page that says what was verified",
                              "evidence.eqp --realm realm.eqp --out cover.html"},
                             cover);
  page->option("--out", &p->out, "HTML file to write").required();
  const auto [folder, f] =
      add(evidence,
          {"extract", "Verify, then write the items into a folder and open the attachments",
           "evidence.eqp --realm realm.eqp --out items"},
          extract);
  folder->option("--out", &f->out, "Folder to make").required();
  add_package_files(evidence, std::move(keyrings));
  return evidence;
}

}  // namespace eq::app
