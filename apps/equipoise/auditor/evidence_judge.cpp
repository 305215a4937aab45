#include "apps/equipoise/auditor/evidence_judge.h"

#include <filesystem>

#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/frame/public_record.h"
#include "eq/base/shown.h"
#include "eq/evidence/seal.h"
#include "eq/wire/realm_check.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

/// An unzipped bag.  Symbolic links and special files have no place in one.
LoadedPackage load_folder(const fs::path& root) {
  LoadedPackage l;
  std::size_t total = 0;
  for (const auto& e : fs::recursive_directory_iterator(root)) {
    if (e.is_directory() && !e.is_symlink()) continue;
    const std::string path = fs::relative(e.path(), root).generic_string();
    if (e.is_symlink() || !e.is_regular_file()) {
      l.fault = {shown_line(path), "is not a plain file of a package"};
      return l;
    }
    if (!evidence::is_plain_path(path)) {
      l.strays.push_back(shown_line(path));
      continue;
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

/// Something of a package is at its root; what exactly, verification says.
bool looks_like_package(const fs::path& root) {
  for (const char* part : {"bagit.txt", "statement.bin", "data"})
    if (fs::exists(root / part)) return true;
  return false;
}

void must_look_like_package(const std::string& folder) {
  if (looks_like_package(folder)) return;
  for (const auto& below : fs::directory_iterator(folder))
    if (below.is_directory() && looks_like_package(below.path()))
      throw Failure{folder + " is no evidence package",
                    "Did you mean " + shown_line(below.path().string()) + "?", 2};
  throw Failure{folder + " is no evidence package",
                "Name the file that `equipoise order package` wrote, or the folder it unzips to.",
                2};
}

/// The file of another realm says nothing about the package, good or bad.
void must_be_of_realm(View named, const std::vector<wire::Realm>& given) {
  const auto theirs = decode<wire::Realm>(named);
  if (!theirs.ok()) return;  // what is wrong with it is said item by item
  std::string digests;
  for (const auto& r : given) {
    if (r.digest() == theirs->digest()) return;
    digests += (digests.empty() ? "" : ", ") + hex(r.digest());
  }
  throw Failure{
      "The package is of realm " + shown_name(theirs->name) + ", digest " + hex(theirs->digest()) +
          "; the file you gave is " + digests,
      "Nothing is said about the package. Give that realm's file, from somebody you trust.",
      kMisconfigured};
}

}  // namespace

LoadedPackage load_package(const std::string& path) {
  std::error_code ec;
  if (fs::is_directory(path, ec)) {
    must_look_like_package(path);
    return load_folder(path);
  }
  const auto size = fs::file_size(path, ec);
  constexpr std::size_t kSealMax = 1024;  // more than a seal adds
  if (!ec && size > evidence::kFileSizeMax + kSealMax)
    throw Failure{path + " is larger than a package can be", "Check the path."};
  const Bytes file = read_file(path);
  if (evidence::is_sealed(file))
    throw Failure{path + " is sealed to key " + hex(evidence::sealed_to(file).take()),
                  "Whoever holds that key opens it with `equipoise evidence open`."};
  if (!to_string(View(file).first(std::min<std::size_t>(file.size(), 2))).starts_with("PK"))
    throw Failure{path + " is no evidence package",
                  "Name the file that `equipoise order package` wrote, or the folder it unzips to.",
                  2};
  LoadedPackage l;
  l.digest = crypto::sha256(file);
  auto items = evidence::from_zip(file);
  if (items)
    l.items = std::move(items).take();
  else
    l.fault = items.error();
  return l;
}

JudgedPackage judge_package(const LoadedPackage& l, const std::string& path,
                            const std::vector<std::string>& realms, const std::string& tsa,
                            const std::optional<auditor::PublicLog>& log) {
  JudgedPackage j;
  j.pinned = !realms.empty();
  if (l.fault) {
    const bool other = l.fault->kind == evidence::ContainerFault::Kind::other_form;
    j.report.add(other ? "packing" : "container", l.fault->item.empty() ? path : l.fault->item,
                 false, l.fault->what);
    return j;
  }
  const auto named = l.items.find("data/realm.bin");
  auditor::Trusted trusted;
  for (const auto& file : realms) trusted.realms.push_back(read_realm(file));
  if (!j.pinned) {
    auto own = named == l.items.end() ? Result<wire::Realm>(Err::missing)
                                      : decode<wire::Realm>(named->second);
    if (!own || !wire::check(*own).ok()) {
      j.report.add("realm", "data/realm.bin", false, "is not a complete realm");
      return j;
    }
    trusted.realms.push_back(std::move(own).take());
  }
  if (j.pinned)
    must_be_of_realm(named == l.items.end() ? View() : View(named->second), trusted.realms);
  if (!tsa.empty()) trusted.time_authorities = read_file(tsa);
  if (log) trusted.log.emplace(*log);
  const wire::Realm* shown = &trusted.realms.front();
  for (const auto& r : trusted.realms)
    if (named != l.items.end() && encode(r) == named->second) shown = &r;
  j.realm_digest = hex(shown->digest());
  j.realm_name = shown->name;
  j.report = auditor::verify_package(l.items, trusted);
  if (!j.pinned)
    for (auto& c : j.report.checks)
      if (c.name == "realm" && c.ok)
        c.detail =
            "is a complete realm, but it comes with the package: nobody that you trust has named it";
  for (const auto& stray : l.strays)
    j.report.add("stray", stray, false, "does not belong to the package");
  return j;
}

void stop_at_failure(const JudgedPackage& j) {
  const auto* f = j.report.first_failure();
  if (!f) return;
  if (f->name == "packing")
    throw Failure{
        "Another program packed this file, or its packing was altered: " + f->item + " " +
            f->detail,
        "Unzip it and verify the folder evidence/ that is in it: that tells whether the contents are intact.",
        3};
  if (j.report.only_strays_fail())
    throw Failure{
        "All that belongs to the package is here and verifies, but " + f->item + " " + f->detail,
        "Take away what does not belong and verify again; what is in it proves nothing.", 3};
  if (j.report.only_standing_fails())
    throw Failure{
        "Everything in the package is genuine, but it is not to be relied on. " + f->detail,
        "A court decides what becomes of it; data/standing.txt has every entry of the log that the order rests on.",
        3};
  throw Failure{"The package does not verify: " + f->item + " " + f->detail, "Do not rely on it.",
                3};
}

}  // namespace eq::app
