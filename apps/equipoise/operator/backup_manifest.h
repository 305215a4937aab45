// What lies beside a backup of the server's store: FILE.json says of FILE what it is.
#pragma once

#include <string>

#include "apps/server/store_record.h"

namespace eq::app {

struct BackupManifest {
  std::string version;  // of the program that made it
  Time made;
  crypto::Digest realm{};
  std::uint64_t bytes = 0;
  crypto::Digest sha256{};
  server::RecordHeads record;
};

/// FILE.json.
std::string manifest_path(const std::string& backup);
/// A new file.  Throws Failure.
void write_manifest(const std::string& backup, const BackupManifest& manifest);
/// Throws Failure if it is not there, or none.
BackupManifest read_manifest(const std::string& backup);

}  // namespace eq::app
