#include "eq/evidence/layout.h"

#include <algorithm>
#include <cstdio>

#include "eq/evidence/packed_log.h"
#include "eq/evidence/provenance.h"

namespace eq::evidence {
namespace {

struct OpeningItem {
  AccountId account;
  Array<32> blind{};
  EQ_FIELDS(account, blind)
};

void put_logged(Items& items, const std::string& path, const LoggedBytes& logged) {
  items[path + ".bin"] = logged.entry;
  items[path + ".tlog-proof"] = to_bytes(logged.proof.text());
}

/// Reads item after item and remembers the first that fails.
class Source {
 public:
  explicit Source(const Items& items) : items_(items) {}

  bool has(const std::string& path) const { return items_.contains(path); }
  Result<Bytes, std::string> bytes(const std::string& path) const {
    const auto it = items_.find(path);
    if (it == items_.end()) return path;
    return it->second;
  }
  template <class T>
  Result<T, std::string> decoded(const std::string& path) const {
    auto t = decode<T>(TRY(bytes(path)));
    if (!t) return path;
    return std::move(t).take();
  }
  Result<LoggedBytes, std::string> logged(const std::string& path) const {
    const std::string proof_path = path + ".tlog-proof";
    Bytes entry = TRY(bytes(path + ".bin"));
    auto proof = tlog::LogProof::parse(to_string(TRY(bytes(proof_path))));
    if (!proof) return proof_path;
    return LoggedBytes{std::move(entry), std::move(proof).take()};
  }

 private:
  const Items& items_;
};

}  // namespace

std::string numbered(const char* folder, std::size_t number) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%03zu", number);
  return std::string("data/") + folder + "/" + digits;
}

std::string attachment_path(const Array<32>& hash) { return "data/attachments/" + hex(hash); }

Result<Items> payload(const Contents& c, const Facts& facts) {
  Items items;
  items[kRealmPath] = c.realm;
  items[kOpeningPath] = encode(OpeningItem{c.account, c.blind});
  items[kApplicationPath] = c.application;
  put_log(items, c.orders);
  for (std::size_t i = 0; i < c.record.size(); ++i)
    put_logged(items, numbered("case", i + 1), c.record[i]);
  items[kStandingPath] = to_bytes(c.standing);
  for (std::size_t i = 0; i < c.days.size(); ++i) {
    const std::string path = numbered("days", i + 1);
    put_logged(items, path, c.days[i].entry);
    items[path + ".object"] = c.days[i].object;
    items[path + ".proof"] = c.days[i].proof;
    items[path + ".dealt"] = c.days[i].dealt;
  }
  for (std::size_t i = 0; i < c.messages.size(); ++i) {
    const std::string path = numbered("messages", i + 1);
    const auto content = TRY(franking::decode_content(c.messages[i].f));
    items[path + ".franking"] = encode(c.messages[i]);
    items[path + ".txt"] = to_bytes(transcript(i + 1, c.messages[i], content));
  }
  for (const Bytes& ciphertext : c.attachments)
    items[attachment_path(franking::attachment_hash(ciphertext))] = ciphertext;
  items[kProvenancePath] = to_bytes(provenance(items, facts, c));
  items[kCoverPath] = to_bytes(cover_page(facts, c));
  return items;
}

Result<Contents, std::string> read_contents(const Items& items) {
  const Source from(items);
  Contents c;
  c.realm = TRY(from.bytes(kRealmPath));
  const auto opening = TRY(from.decoded<OpeningItem>(kOpeningPath));
  c.account = opening.account;
  c.blind = opening.blind;
  c.application = TRY(from.bytes(kApplicationPath));
  c.orders = TRY(read_log(items));
  for (std::size_t n = 1; from.has(numbered("case", n) + ".bin"); ++n)
    c.record.push_back(TRY(from.logged(numbered("case", n))));
  c.standing = to_string(TRY(from.bytes(kStandingPath)));
  for (std::size_t n = 1; from.has(numbered("days", n) + ".bin"); ++n) {
    const std::string path = numbered("days", n);
    CoveredDay day;
    day.entry = TRY(from.logged(path));
    day.object = TRY(from.bytes(path + ".object"));
    day.proof = TRY(from.bytes(path + ".proof"));
    day.dealt = TRY(from.bytes(path + ".dealt"));
    c.days.push_back(std::move(day));
  }
  for (std::size_t n = 1; n <= kMessagesMax && from.has(numbered("messages", n) + ".franking");
       ++n) {
    const std::string path = numbered("messages", n) + ".franking";
    c.messages.push_back(TRY(from.decoded<franking::FullItem>(path)));
    if (!franking::decode_content(c.messages.back().f)) return path;
  }
  constexpr std::string_view kFolder = "data/attachments/";
  for (auto it = items.lower_bound(std::string(kFolder));
       it != items.end() && it->first.starts_with(kFolder); ++it)
    c.attachments.push_back(it->second);
  return c;
}

std::string manifest_of(const Items& items, bool payload_only) {
  std::string out;
  for (const auto& [path, bytes] : items) {
    if (payload_only != path.starts_with("data/") || path == kTagManifestPath) continue;
    out += hex(crypto::sha256(bytes)) + "  " + path + "\n";
  }
  return out;
}

Result<std::map<std::string, crypto::Digest>> parse_manifest(std::string_view text) {
  constexpr std::size_t kPathAt = 66;  // after 64 hexadecimal digits and two spaces
  std::map<std::string, crypto::Digest> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    REQUIRE_OR(end != std::string_view::npos && end > kPathAt, Err::malformed);
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    REQUIRE_OR(line.substr(64, 2) == "  " && line.substr(kPathAt).starts_with("data/"),
               Err::malformed);
    const auto digest = TRY(to_array<32>(TRY(from_hex(line.substr(0, 64)))));
    REQUIRE_OR(out.emplace(line.substr(kPathAt), digest).second, Err::malformed);
  }
  return out;
}

Bytes signed_bytes(const Statement& s) {
  return concat({view("eqp-evidence-v2"), encode(s.version), encode(s.facts), s.manifest});
}

}  // namespace eq::evidence
