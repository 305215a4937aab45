// Loading and judging an evidence package: what the commands of `equipoise evidence` share.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"
#include "eq/evidence/container.h"
#include "parties/auditor/evidence_check.h"

namespace eq::app {

/// A package, its file's digest, and the first thing that is wrong with its form.
struct LoadedPackage {
  evidence::Items items;
  std::optional<crypto::Digest> digest;  // of a file; a folder has none
  std::optional<evidence::ContainerFault> fault;
  std::vector<std::string> strays;  // of a folder: files whose names no package has, as shown
};
/// A file or an unzipped folder.  Throws Failure for what cannot be read, is too large, or is
/// sealed.
LoadedPackage load_package(const std::string& path);

struct JudgedPackage {
  auditor::PackageReport report;
  std::string realm_digest, realm_name;
  bool pinned = false;  // with realms from elsewhere, not from the package itself
};
/// @param realms  realm files that are trusted; if empty, the package's own, which proves nothing
///     about who they are
/// @param tsa     PEM file of trusted time-stamping authorities, or empty
/// @param log     the public log, if it is to be asked what came after the package's head
JudgedPackage judge_package(const LoadedPackage& package, const std::string& path,
                            const std::vector<std::string>& realms, const std::string& tsa,
                            const std::optional<auditor::PublicLog>& log);
/// Throws Failure with exit code 3 that names the item, if the package does not verify.
void stop_at_failure(const JudgedPackage& judged);

/// evidence seal, open, stamp: what is done to the file as a whole.
void add_package_files(Command& evidence, std::vector<Keyring> keyrings);

/// The result as one self-contained page.  @param file  name to show
std::string evidence_page(const LoadedPackage& package, const JudgedPackage& judged,
                          const std::string& file);

}  // namespace eq::app
