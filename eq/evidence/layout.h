// Where things lie in a package.  Internal to this room: writing and checking share it, so that an
// item which reads well but does not belong there is noticed.
#pragma once

#include "eq/evidence/package.h"

namespace eq::evidence {

inline constexpr std::string_view kBagit =
    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
inline constexpr const char* kBagitPath = "bagit.txt";
inline constexpr const char* kManifestPath = "manifest-sha256.txt";
inline constexpr const char* kTagManifestPath = "tagmanifest-sha256.txt";
inline constexpr const char* kStatementPath = "statement.bin";
inline constexpr const char* kTimestampPath = "timestamp.tsr";
inline constexpr const char* kRealmPath = "data/realm.bin";
inline constexpr const char* kOpeningPath = "data/opening.bin";
// below it a log as c2sp.org/tlog-tiles names its parts
inline constexpr std::string_view kLogFolder = "data/log/";
inline constexpr const char* kLogPath = "data/log/checkpoint";
inline constexpr const char* kStandingPath = "data/standing.txt";
inline constexpr const char* kApplicationPath = "data/application.bin";
inline constexpr const char* kProvenancePath = "data/provenance.jsonld";
inline constexpr const char* kCoverPath = "data/cover.txt";

/// data/<folder>/<001>
std::string numbered(const char* folder, std::size_t number);
std::string attachment_path(const Array<32>& hash);

/// All items below data/.  Err::malformed if a message's content cannot be read.
Result<Items> payload(const Contents& contents, const Facts& facts);

/// Read them back; the path of the item that is missing or unreadable otherwise.
Result<Contents, std::string> read_contents(const Items& items);

/// "<hex>  <path>\n" for each.
std::string manifest_of(const Items& items, bool payload_only);
/// Err::malformed for any other form, a repeated path, or a path not below data/.
Result<std::map<std::string, crypto::Digest>> parse_manifest(std::string_view text);

/// What the agency signs.
Bytes signed_bytes(const Statement& statement);

}  // namespace eq::evidence
