// `equipoise evidence verify|show|extract`: a package checked, shown and taken apart, without a network.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/command.h"
#include "apps/equipoise/home.h"
#include "eq/evidence/container.h"
#include "parties/auditor/evidence_check.h"

namespace eq::app {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

struct EvidenceOptions {
  std::string file, realm, out;
  bool json = false;
};

/// A package with the first thing that is wrong with it, if even its form is.
struct Loaded {
  evidence::Items items;
  std::optional<evidence::ContainerFault> fault;
};

/// An unzipped bag.  Symbolic links and special files have no place in one.
Loaded load_folder(const fs::path& root) {
  Loaded l;
  std::size_t total = 0;
  for (const auto& e : fs::recursive_directory_iterator(root)) {
    if (e.is_directory() && !e.is_symlink()) continue;
    const std::string path = fs::relative(e.path(), root).generic_string();
    if (e.is_symlink() || !e.is_regular_file() || !evidence::is_plain_path(path)) {
      l.fault = {evidence::shown_line(view(path)), "is not a plain file of a package"};
      return l;
    }
    total += e.file_size();
    if (total > evidence::kFileSizeMax || l.items.size() == evidence::kItemsMax) {
      l.fault = {path, "is one too many: the folder is larger than a package can be"};
      return l;
    }
    l.items[path] = read_file(e.path().string());
  }
  return l;
}

Loaded load(const std::string& file) {
  std::error_code ec;
  if (fs::is_directory(file, ec)) return load_folder(file);
  const auto size = fs::file_size(file, ec);
  if (!ec && size > evidence::kFileSizeMax) throw Failure{file + " is larger than a package can be", "Check the path."};
  auto items = evidence::from_zip(read_file(file));
  if (!items) return {{}, items.error()};
  return {std::move(items).take(), std::nullopt};
}

struct Judged {
  evidence::Report report;
  std::string realm_digest, realm_name;
  bool pinned = false;
};

/// With the realm from --realm, or else from the package itself, which proves nothing about who they are.
Judged judge(const EvidenceOptions& o, const Loaded& l) {
  Judged j;
  j.pinned = !o.realm.empty();
  if (l.fault) {
    j.report.add("container", l.fault->item.empty() ? o.file : l.fault->item, false, l.fault->what);
    return j;
  }
  Bytes bytes;
  if (j.pinned) {
    bytes = read_file(o.realm);
  } else if (const auto it = l.items.find("data/realm.bin"); it != l.items.end()) {
    bytes = it->second;
  }
  const auto realm = decode<wire::Realm>(bytes);
  if (!realm || !wire::check(*realm).ok()) {
    if (j.pinned) throw Failure{o.realm + " is not a realm file", "Ask for it again."};
    j.report.add("realm", "data/realm.bin", false, "is not a complete realm");
    return j;
  }
  j.realm_digest = hex(realm->digest());
  j.realm_name = realm->name;
  j.report = auditor::verify_package(l.items, *realm);
  return j;
}

json as_json(const Judged& j) {
  json checks = json::array();
  for (const auto& c : j.report.checks) checks.push_back({{"name", c.name}, {"item", c.item}, {"ok", c.ok}, {"detail", c.detail}});
  json out{{"ok", j.report.ok()}};
  if (const auto* f = j.report.first_failure()) out["failed"] = {{"check", f->name}, {"item", f->item}, {"detail", f->detail}};
  if (const auto& facts = j.report.facts)
    out["facts"] = {{"realm", facts->realm}, {"agency", facts->agency}, {"reference", facts->reference}, {"order", facts->order},
                    {"account", facts->account.hex()}, {"first", to_text(facts->first)}, {"last", to_text(facts->last)},
                    {"created", to_text(facts->created)}};
  if (j.report.contents) out["messages"] = j.report.contents->messages.size();
  out["realm"] = {{"name", j.realm_name}, {"digest", j.realm_digest}, {"pinned", j.pinned}};
  out["checks"] = checks;
  return out;
}

std::string as_text(const Judged& j) {
  std::string out;
  for (const auto& c : j.report.checks) out += (c.ok ? "  ok      " : "  FAILED  ") + c.item + ": " + c.detail + "\n";
  if (!j.realm_digest.empty()) out += "\nrealm " + evidence::shown_line(view(j.realm_name)) + ", digest " + j.realm_digest + "\n";
  if (!j.pinned)
    out += "The keys come from the package itself. Compare the digest with one you have from elsewhere, or give --realm FILE.\n";
  return out + (j.report.ok() ? "The package verifies.\n" : "");
}

void stop_at_failure(const Judged& j) {
  if (const auto* f = j.report.first_failure())
    throw Failure{"The package does not verify: " + f->item + " " + f->detail, "Do not rely on it.", 3};
}

void verify(const EvidenceOptions& o) {
  const Judged j = judge(o, load(o.file));
  print(o.json, as_json(j), as_text(j));
  stop_at_failure(j);
}

void show(const EvidenceOptions& o) {
  const Loaded l = load(o.file);
  const Judged j = judge(o, l);
  stop_at_failure(j);
  std::string out = to_string(l.items.at("data/cover.txt"));
  for (const auto& [path, bytes] : l.items)
    if (path.starts_with("data/messages/") && path.ends_with(".txt")) out += "\n" + std::string(72, '-') + "\n" + to_string(bytes);
  print(o.json, as_json(j), out);
}

/// The bag as a folder, and attachments opened beside it.
void extract(const EvidenceOptions& o) {
  const Loaded l = load(o.file);
  const Judged j = judge(o, l);
  stop_at_failure(j);
  if (fs::exists(o.out)) throw Failure{o.out + " already exists", "Name a folder that does not exist yet."};
  for (const auto& [path, bytes] : l.items) {
    const std::string to = o.out + "/" + path;  // is_plain_path was checked when loading
    fs::create_directories(fs::path(to).parent_path());
    write_file(to, bytes, 0644);
  }
  std::map<Array<32>, const Bytes*> sealed;
  for (const auto& c : j.report.contents->attachments) sealed[franking::attachment_hash(c)] = &c;
  json opened = json::array();
  for (const auto& m : j.report.contents->messages) {
    const auto content = must(franking::decode_content(m.f), "A message cannot be read");
    for (const auto& a : content.attachments) {
      const auto it = sealed.find(a.hash);
      if (it == sealed.end()) continue;
      const std::string extension = a.media_type == "image/jpeg" ? ".jpg" : a.media_type == "image/png" ? ".png" : ".bin";
      fs::create_directories(o.out + "-attachments");
      const std::string to = o.out + "-attachments/" + hex(a.hash).substr(0, 16) + extension;
      write_file(to, must(franking::open_file(a, *it->second), "An attachment does not open"));
      opened.push_back(to);
    }
  }
  print(o.json, {{"folder", o.out}, {"attachments", opened}},
        "The package is in " + o.out + (opened.empty() ? "; it holds no attachments." : ", its opened attachments in " + o.out + "-attachments."));
}

void add_evidence(CLI::App& root) {
  auto* evidence = root.add_subcommand("evidence", "Check an evidence package, offline");
  evidence->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, void (*run)(const EvidenceOptions&)) {
    auto* command = evidence->add_subcommand(name, what);
    auto o = std::make_shared<EvidenceOptions>();
    command->add_option("file", o->file, "The package: a file, or a folder with the unzipped bag")->required();
    command->add_option("--realm", o->realm, "The realm file you trust, from somewhere other than the package");
    command->add_flag("--json", o->json, "Print one JSON object");
    command->callback([o, run] { run(*o); });
    return std::pair(command, o);
  };
  add("verify", "Check every digest, signature and proof; exit 3 and name the item if one fails", verify);
  add("show", "Verify, then print cover and messages", show);
  const auto [command, o] = add("extract", "Verify, then write the items into a folder and open the attachments", extract);
  command->add_option("--out", o->out, "Folder to make")->required();
}

const Commands commands(65, add_evidence);

}  // namespace
}  // namespace eq::app
