#include "apps/equipoise/operator/backup_manifest.h"

#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/failure.h"
#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {
namespace {
using Json = nlohmann::ordered_json;

constexpr int kFormat = 2;
constexpr std::uint64_t kManifestMax = 64 * 1024;

Json head_json(const tlog::Head& head) { return {{"size", head.size}, {"root", hex(head.root)}}; }

Array<32> digest_in(const Json& j) {
  const auto bytes = from_hex(j.get<std::string>());
  return must(bytes.ok() ? to_array<32>(*bytes) : Result<Array<32>>(Err::malformed),
              "a digest is no digest");
}
tlog::Head head_in(const Json& j) {
  return {j.at("size").get<std::uint64_t>(), digest_in(j.at("root"))};
}
}  // namespace

std::string manifest_path(const std::string& backup) { return backup + ".json"; }

void write_manifest(const std::string& backup, const BackupManifest& m) {
  const Json json{{"format", kFormat},
                  {"version", m.version},
                  {"made", to_text(m.made)},
                  {"made_ms", m.made.ms},
                  {"realm", hex(m.realm)},
                  {"bytes", m.bytes},
                  {"sha256", hex(m.sha256)},
                  {"orders", head_json(m.record.orders)},
                  {"epochs", head_json(m.record.epochs)},
                  {"directory", head_json(m.record.directory)}};
  write_new_file(manifest_path(backup), to_bytes(json.dump(2) + "\n"));
}

BackupManifest read_manifest(const std::string& backup) {
  const std::string path = manifest_path(backup);
  const std::string text = to_string(read_file(path, kManifestMax));
  try {
    const Json j = Json::parse(text);
    if (j.at("format").get<int>() != kFormat)
      throw Failure{path + " was written by another version of this program",
                    "Use that version. Nothing was changed."};
    return {j.at("version").get<std::string>(),
            Time{j.at("made_ms").get<std::uint64_t>()},
            digest_in(j.at("realm")),
            j.at("bytes").get<std::uint64_t>(),
            digest_in(j.at("sha256")),
            {head_in(j.at("orders")), head_in(j.at("epochs")), head_in(j.at("directory"))}};
  } catch (const Json::exception&) {
    throw Failure{path + " is damaged, or does not belong to a backup",
                  "It lies beside the backup since that was made. Take both from the same place."};
  }
}

}  // namespace eq::app
