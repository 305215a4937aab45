#include "eq/evidence/verify.h"

#include <algorithm>
#include <set>

#include "eq/base/shown.h"
#include "eq/evidence/layout.h"
#include "eq/evidence/packed_log.h"
#include "eq/franking/read_day_keys.h"
#include "eq/tlog/any_entry.h"
#include "eq/tlog/fresh.h"

namespace eq::evidence {
namespace {
constexpr std::string_view kStray = "stray";
}

bool Report::ok() const {
  return !checks.empty() &&
         std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.ok; });
}
const Check* Report::first_failure() const {
  const auto it = std::find_if(checks.begin(), checks.end(), [](const Check& c) { return !c.ok; });
  return it == checks.end() ? nullptr : &*it;
}
bool Report::fails_only(std::string_view name) const {
  const auto good = [&](const Check& c) { return c.ok || c.name == name; };
  return !ok() && !checks.empty() && std::all_of(checks.begin(), checks.end(), good);
}
void Report::add(std::string name, std::string item, bool ok, std::string detail) {
  checks.push_back({std::move(name), std::move(item), ok, std::move(detail)});
}

namespace {

const Bytes* find(const Items& items, const std::string& path) {
  const auto it = items.find(path);
  return it == items.end() ? nullptr : &it->second;
}

/// The signed statement, and that it is about this manifest.
void check_statement(Report& r, const Items& items, const Anchors& anchors) {
  // the version of packages that held proofs of single entries
  constexpr std::uint8_t kWithoutLog = 1;
  const Bytes* bytes = find(items, kStatementPath);
  if (bytes && !bytes->empty() && bytes->front() == kWithoutLog)
    return r.add(
        "statement", kStatementPath, false,
        "is of an older form, in which acts can be left out: have the agency pack it again");
  const auto s = bytes ? decode<Statement>(*bytes) : Result<Statement>(Err::missing);
  const auto agency = s ? anchors.agencies.find(s->facts.agency) : anchors.agencies.end();
  if (agency == anchors.agencies.end() ||
      !crypto::verify(agency->second, signed_bytes(*s), s->signature))
    return r.add("statement", kStatementPath, false,
                 "is missing or not signed by an agency of the realm");
  const Bytes* manifest = find(items, kManifestPath);
  if (!manifest || crypto::sha256(*manifest) != s->manifest)
    return r.add("statement", kManifestPath, false,
                 "is not the list of contents that the agency signed");
  r.facts = s->facts;
  r.add("statement", kStatementPath, true, "signed by the agency over the list of contents");
}

/// RFC 8493: complete and valid.  Returns whether every item is as listed.
bool check_bag(Report& r, const Items& items) {
  const std::size_t before = r.checks.size();
  const Bytes* bagit = find(items, kBagitPath);
  if (!bagit || *bagit != to_bytes(kBagit))
    r.add("bag", kBagitPath, false, "is not the declaration of a BagIt 1.0 bag");
  const Bytes* manifest = find(items, kManifestPath);
  const auto listed = manifest ? parse_manifest(to_string(*manifest)) : Err::missing;
  if (!listed) {
    r.add("manifest", kManifestPath, false, "is missing or not in the form of a manifest");
    return false;
  }
  for (const auto& [path, digest] : *listed) {
    const Bytes* bytes = find(items, path);
    if (!bytes)
      r.add("manifest", path, false, "is listed but not in the package");
    else if (crypto::sha256(*bytes) != digest)
      r.add("manifest", path, false, "has been altered");
  }
  const Bytes* tag_manifest = find(items, kTagManifestPath);
  if (!tag_manifest || to_string(*tag_manifest) != manifest_of(items, false))
    r.add("bag", kTagManifestPath, false, "does not list the other files as they are");
  if (r.checks.size() != before) return false;
  r.add("manifest", kManifestPath, true, std::to_string(listed->size()) + " items are as listed");
  return true;
}

/// Transcripts, cover and names are a function of the rest.
void check_layout(Report& r, const Items& items) {
  const auto expected = payload(*r.contents, *r.facts);
  if (!expected)
    return r.add("layout", kManifestPath, false, "holds a message that cannot be read");
  bool good = true;
  for (const auto& [path, bytes] : items) {
    if (!path.starts_with("data/")) continue;
    const Bytes* same = find(*expected, path);
    if (same && *same == bytes) continue;
    r.add("layout", path, false,
          same ? "does not say what its proof says" : "has no place in a package");
    good = false;
  }
  for (const auto& [path, bytes] : *expected)
    if (!items.contains(path)) {
      r.add("layout", path, false, "is missing");
      good = false;
    }
  if (good)
    r.add("layout", kCoverPath, true, "cover, transcripts and provenance say what the proofs say");
}

void see(Report& r, Time witnessed) {
  if (!r.witnessed || *r.witnessed < witnessed) r.witnessed = witnessed;
}

/// The order log, whole up to its head, and that the agency packed from a head that was new then.
void check_orders(Report& r, const Anchors& anchors) {
  auto log = replay(r.contents->orders, anchors.orders_log);
  if (!log)
    return r.add("log", kLogPath, false,
                 "is no signed head of the order log that these entries make: " + log.error().what);
  const auto& head = log->checkpoint();
  see(r, head.newest_at().earliest());
  const std::string vouched =
      ", which a witness vouched for at " + to_text(head.newest_at().earliest());
  r.add("log", kLogPath, true,
        "all " + std::to_string(log->size()) + " entries of " + head.checkpoint().origin() +
            " up to a head" + vouched);
  const bool was_new = tlog::Present::at(head, r.facts->created).ok();
  r.add("head", kLogPath, was_new,
        was_new ? "was new when the agency packed, as it says"
                : "was not new when the agency says that it packed" + vouched);
  r.orders = std::move(log).take();
}

/// @param whole  the log that the checkpoint of the proof must be on the history of
void check_logged(Report& r, const std::string& path, const LoggedBytes& logged,
                  const tlog::Policy& policy, const tlog::ReplayedLog* whole) {
  const auto in = tlog::Logged<tlog::AnyEntry>::verify(View(logged.entry), logged.proof, policy);
  if (!in) return r.add("log", path + ".bin", false, "is not shown to stand in the public log");
  if (whole) {
    const auto then = whole->head_at(in->checkpoint().size());
    if (!then || *then != in->checkpoint().head())
      return r.add("log", path + ".bin", false,
                   "is proven under a head that the log in this package never had");
  }
  const Time seen = in->seen_by().latest();
  see(r, seen);
  r.add("log", path + ".bin", true,
        "entry " + std::to_string(in->index()) + " of " + in->checkpoint().checkpoint().origin() +
            ", seen by a witness at " + to_text(seen));
}

void check_logs(Report& r, const Anchors& anchors) {
  const Contents& c = *r.contents;
  check_orders(r, anchors);
  if (!r.orders) return;
  for (std::size_t i = 0; i < c.record.size(); ++i)
    check_logged(r, numbered("case", i + 1), c.record[i], anchors.orders_log, &*r.orders);
  for (std::size_t i = 0; i < c.days.size(); ++i)
    check_logged(r, numbered("days", i + 1), c.days[i].entry, anchors.epochs_log, nullptr);
}

/// By which time the package existed: by a trusted authority's stamp, or else nobody's word but the
/// agency's.
void check_time(Report& r, const Items& items, const Anchors& anchors) {
  const Bytes* response = find(items, kTimestampPath);
  if (!response) {
    const std::string since = r.witnessed ? to_text(*r.witnessed) : "an unknown time";
    return r.add("time", kStatementPath, true,
                 "carries no time stamp: by the log's witness it was made after " + since +
                     "; that it was made at " + to_text(r.facts->created) +
                     " is the agency's word");
  }
  if (anchors.time_authorities.empty())
    return r.add("time", kTimestampPath, true,
                 "was not checked, for no time-stamping authority is trusted here");
  auto stamp = crypto::verify_timestamp(*response, crypto::sha256(items.at(kStatementPath)),
                                        anchors.time_authorities);
  if (!stamp)
    return r.add("time", kTimestampPath, false,
                 "is not a trusted authority's time stamp of this package");
  r.add("time", kTimestampPath, true,
        "the package existed at " + to_text(stamp->at) + ", says " + shown_line(stamp->by));
  r.stamp = std::move(stamp).take();
}

}  // namespace

Result<franking::VerifiedReport, franking::Flaw> check_message(const franking::FullItem& m,
                                                               const franking::DayKeys& keys) {
  franking::Report one;
  one.conversation = m.header.conversation;
  one.items.push_back({m});
  // Seen as if checked when it was stamped: how old a message may be is a rule for reports.
  auto checked = franking::examine(one, keys, m.stamp.time);
  if (!checked) return checked.error().flaw;
  return std::move(checked).take();
}

namespace {

/// Place among the others: ascending, no token twice, and chained where the numbers are
/// consecutive.
std::string_view check_place(const franking::FullItem* previous, const franking::FullItem& m) {
  if (!previous || previous->header.conversation != m.header.conversation)
    return previous && !(previous->header.conversation < m.header.conversation) ? "is out of order"
                                                                                : "";
  if (previous->stamp.seq >= m.stamp.seq || previous->stamp.time > m.stamp.time)
    return "is out of order";
  const auto cf = franking::commit(m.header, m.f, m.fk);
  if (m.stamp.seq == previous->stamp.seq + 1 &&
      !franking::follows(previous->stamp, m.stamp, m.header.conversation, cf, m.message_hash))
    return "does not follow the message before it in the delivery service's chain";
  return "";
}

void check_messages(Report& r, const franking::DayKeys& keys) {
  // An epoch's envelopes are accepted for two hours after its midnight, and clocks differ a little.
  constexpr std::uint64_t kAfterMidnight_ms = 2 * kHour_ms;
  const Contents& c = *r.contents;
  const Time first = start_of(r.facts->first) - kClockSlack_ms;
  const Time end = start_of(r.facts->last + 1) + kAfterMidnight_ms;
  std::set<crypto::VerifyKey> tokens;
  for (std::size_t i = 0; i < c.messages.size(); ++i) {
    const auto& m = c.messages[i];
    const std::string path = numbered("messages", i + 1) + ".franking";
    auto fail = [&](std::string_view why) { r.add("message", path, false, std::string(why)); };
    const auto checked = check_message(m, keys);
    if (!checked) {
      fail(franking::to_text(checked.error()));
      continue;
    }
    const auto& content = *checked->lines()[0].content;
    if (m.sender != c.account) {
      fail("was sent by another account than the one the order names");
      continue;
    }
    if (m.stamp.time < first || m.stamp.time >= end) {
      fail("was sent on a day that the order does not cover");
      continue;
    }
    if (!tokens.insert(content.token.pke).second) {
      fail("spends a token twice");
      continue;
    }
    const auto place = check_place(i == 0 ? nullptr : &c.messages[i - 1], m);
    if (!place.empty()) {
      fail(place);
      continue;
    }
    r.add("message", path, true, "sent by the account, stamped " + to_text(m.stamp.time));
  }
}

/// Each attachment that is here opens under a descriptor that a checked message commits to.
void check_attachments(Report& r) {
  const Contents& c = *r.contents;
  std::map<Array<32>, franking::Attachment> described;
  for (const auto& m : c.messages) {
    const auto content = franking::decode_content(m.f);
    if (!content) continue;
    for (const auto& a : content->attachments) described.emplace(a.hash, a);
  }
  std::set<Array<32>> here;
  for (const Bytes& ciphertext : c.attachments) {
    const auto hash = franking::attachment_hash(ciphertext);
    here.insert(hash);
    const auto it = described.find(hash);
    const bool good = it != described.end() && franking::open_file(it->second, ciphertext).ok();
    r.add("attachment", attachment_path(hash), good,
          good ? "opens as its message says" : "is no attachment of these messages");
  }
  for (const auto& [hash, a] : described)
    if (!here.contains(hash)) r.add("attachment", attachment_path(hash), true, "was not collected");
}

/// What the signed list does not name.
std::vector<std::string> strays_in(const Items& items) {
  const Bytes* manifest = find(items, kManifestPath);
  const auto listed = manifest ? parse_manifest(to_string(*manifest)) : Err::missing;
  const std::set<std::string> tags{kBagitPath, kManifestPath, kTagManifestPath, kStatementPath,
                                   kTimestampPath};
  std::vector<std::string> strays;
  if (!listed) return strays;
  for (const auto& [path, bytes] : items)
    if (!listed->contains(path) && !tags.contains(path)) strays.push_back(path);
  return strays;
}

/// Everything, of a package without strays.
void check_all(Report& r, const Items& items, const Anchors& anchors) {
  // The signed list first, then each item against it: so the first failure names the item that was
  // altered, and whatever else fails because of it does not distract.
  check_statement(r, items, anchors);
  const bool intact = check_bag(r, items);
  if (!intact || !r.facts) return;

  auto contents = read_contents(items);
  if (!contents) {
    r.add("layout", contents.error(), false, "is missing or cannot be read");
    return;
  }
  r.contents = std::move(contents).take();
  const Contents& c = *r.contents;
  r.add("realm", kRealmPath, c.realm == anchors.realm,
        c.realm == anchors.realm ? "is the realm you trust"
                                 : "is another realm than the one you trust");
  r.add("account", kOpeningPath, c.account == r.facts->account,
        "names the account of the statement");
  check_layout(r, items);
  check_logs(r, anchors);
  check_time(r, items, anchors);

  if (!r.orders) return;
  check_messages(r, franking::day_keys_of(*r.orders, {anchors.issuer, anchors.delivery}));
  check_attachments(r);
}

}  // namespace

Report verify(const Items& items, const Anchors& anchors) {
  Report r;
  Items own = items;
  const auto strays = strays_in(items);
  for (const auto& path : strays) own.erase(path);
  check_all(r, own, anchors);
  for (const auto& path : strays)
    r.add(std::string(kStray), path, false, "does not belong to the package");
  return r;
}

}  // namespace eq::evidence
