// `equipoise attack ...`: play an attacker against a realm of one's own, to see it fail.  The demo
// uses it; nothing here has a power that its home does not have.
#include <algorithm>
#include <filesystem>

#include "apps/equipoise/client/session.h"
#include "apps/equipoise/demo/commands.h"
#include "apps/equipoise/frame/passphrase.h"
#include "apps/server/sqlite_store.h"
#include "eq/crypto/aead.h"
#include "parties/client/reporting.h"
#include "parties/court/state.h"
#include "parties/custodian/state.h"
#include "parties/platform/rows.h"

namespace eq::app {
namespace {

struct ForgeOptions {
  std::string kind, conversation;
  std::uint64_t seq = 0;
};

/// One message of a report, changed the way a forger would change it.
franking::FullItem forged(ChatSession& session, const franking::Record& record,
                          const std::string& kind) {
  auto item = std::get<franking::FullItem>(franking::show(record).content);
  auto content = must(franking::decode_content(item.f), "The message cannot be read");
  if (kind == "altered") {
    // One character, and everything else as it was.
    if (content.content.empty())
      throw Failure{"This message has no text to alter", "Choose another.", 2};
    content.content[0] ^= 1;
    item.f = encode(content);
  } else if (kind == "invented") {
    // Words never sent, committed to afresh: the commitment is right, the signature is of another
    // message.
    content.content = to_bytes("I never wrote this.");
    item.f = encode(content);
    session.rng().fill(item.fk);
  } else {
    // The true words, in the name of another member: the token does not open to that account.
    // One other account is always known: the forger's own.
    const auto& known = session.state().known;
    const auto other = std::find_if(known.begin(), known.end(),
                                    [&](const auto& k) { return k.first != record.sender; });
    if (other == known.end())
      throw Failure{"There is nobody else to name", "Choose a message of somebody else.", 2};
    item.sender = other->first;
  }
  return item;
}

void forge(const PartyOptions& party, const ForgeOptions& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto id = s.conversation(options.conversation);
  const auto& history = s.state().conversations.at(id).history;
  const auto it = std::find_if(history.begin(), history.end(),
                               [&](const auto& m) { return m.record.stamp.seq == options.seq; });
  if (it == history.end())
    throw Failure{"There is no message " + std::to_string(options.seq),
                  "`equipoise chat show` lists them.", 2};
  const franking::Report report{franking::ReportVersion::v2,
                                id,
                                {franking::Item{forged(s, it->record, options.kind)}},
                                franking::Category::threat,
                                ""};
  s.done(client::submit_report(s.state(), h, encode(report)), "Cannot send the forged report");
  s.save();
  print(party.json, {{"sent", true}, {"kind", options.kind}},
        "A forged report (" + options.kind + ") was sent to the moderator.");
}

struct OpenOptions {
  std::string server, court, day;
  std::vector<std::string> custodians;
};

/// What all offices together hold for a day, taken from their homes.
struct Loot {
  std::vector<wire::EnvelopeRecord> envelopes;  // of everybody
  crypto::Digest wid{};
  // d_R of every order on every day the court prepared, with its account's tag
  std::vector<crypto::Scalar> court_keys;
  std::vector<crypto::Scalar> tags;
  std::vector<crypto::Scalar> dealt;  // X_C of the day, from all custodians' shares
};

/// From a copy of the server's database, as a thief would take it while the server runs.
std::vector<wire::EnvelopeRecord> all_envelopes(const std::string& server, Day day) {
  namespace fs = std::filesystem;
  const fs::path copy =
      fs::temp_directory_path() / ("equipoise-attack-" + hex(SystemRandom().array<8>()));
  fs::create_directories(copy);
  for (const char* file : {"store.sqlite", "store.sqlite-wal"})
    if (fs::exists(server + "/" + file)) fs::copy_file(server + "/" + file, copy / file);
  std::vector<wire::EnvelopeRecord> found;
  std::string why;
  if (const auto store = server::SqliteStore::open(copy / "store.sqlite", why)) {
    const Bytes everything(64, 0xff);
    must(store->scan(platform::Table::envelopes, {}, everything,
                     [&](View key, View value) {
                       // conv[16] || time u64 || seq u64
                       Reader r(key);
                       const auto conv = get<ConversationId>(r);
                       const auto at = get<Time>(r);
                       const auto row = decode<platform::EnvelopeRow>(value);
                       if (conv.ok() && at.ok() && row.ok() && day_of(*at) == day)
                         found.push_back({*conv, row->mls_epoch, row->leaf_count, row->envelope});
                       return true;
                     }),
         "The server's database cannot be read");
  }
  fs::remove_all(copy);
  if (!why.empty()) throw Failure{why, ""};
  return found;
}

Loot take_everything(const OpenOptions& options, Day day) {
  Loot loot;
  loot.envelopes = all_envelopes(options.server, day);
  const auto court = must(court::State::load(read_file(options.court + "/state")),
                          "The court's home cannot be read");
  for (const auto& [d, prepared] : court.days) {
    if (d == day) loot.wid = prepared.proposal.terms.wid;
    for (const auto& k : prepared.keys) {
      const auto& scope = court.granted.at(k.order).file.application.scope;
      loot.court_keys.push_back(k.d);
      loot.tags.push_back(gate::tag(scope.realm, scope.account));
    }
  }
  std::vector<std::uint16_t> indices;
  std::vector<std::vector<crypto::Scalar>> shares;  // [j] of all custodians
  for (const auto& home : options.custodians) {
    const auto custodian = must(custodian::State::load(Home::open(home, "custodian").load()),
                                home + " cannot be read");
    for (const auto& [id, held] : custodian.days) {
      if (held.shares.epoch != day) continue;
      indices.push_back(held.shares.index);
      shares.resize(held.shares.y.size());
      for (std::size_t j = 0; j < shares.size(); ++j) shares[j].push_back(held.shares.y[j]);
    }
  }
  for (const auto& s : shares)
    loot.dealt.push_back(
        must(crypto::interpolate(indices, s), "The custodians' shares do not combine"));
  return loot;
}

/// Does any secret at hand open this envelope for any leaf it could have come from?
bool opens(const Loot& loot, const wire::EnvelopeRecord& r, Day day) {
  const auto parts = gate::EnvelopeParts::decode(r.envelope);
  if (!parts.ok()) return false;
  for (std::uint32_t leaf = 0; leaf < r.leaf_count; ++leaf) {
    const auto ctx = gate::envelope_context(r.conv, r.mls_epoch, leaf, day);
    for (std::size_t i = 0; i < loot.court_keys.size(); ++i) {
      const auto d = loot.court_keys[i] + gate::evaluate(loot.dealt, loot.tags[i]);
      const auto key = gate::envelope_key(d * parts->c1, loot.wid, parts->c1, ctx);
      if (crypto::aead_open(crypto::Aead::chacha20_poly1305, key.reveal("the attacker's attempt"),
                            Array<12>{}, gate::envelope_aad(loot.wid, parts->c1, ctx), parts->box)
              .ok())
        return true;
    }
  }
  return false;
}

void open_others(const OpenOptions& options, bool json) {
  const Day day = must(parse_day(options.day), "--day is not a date", "Write it as 2026-11-23.");
  const Loot loot = take_everything(options, day);
  std::size_t opened = 0;
  for (const auto& r : loot.envelopes) opened += opens(loot, r, day) ? 1 : 0;
  const std::size_t attempts = loot.envelopes.size() * loot.court_keys.size();
  print(json,
        {{"envelopes", loot.envelopes.size()},
         {"opened", opened},
         {"court_keys", loot.court_keys.size()},
         {"custodian_shares", options.custodians.size()},
         {"attempts_times_leaves", attempts}},
        "With every key of the court and all custodians: " + std::to_string(opened) + " of " +
            std::to_string(loot.envelopes.size()) + " envelopes of that day open.");
}

void add_forging(Command& attack) {
  Command& c = attack.add("forge-report",
                          "Report a message that was altered, invented or put into another mouth",
                          "altered 3f2a 4 --home story/clients/ben");
  const auto party = c.party_options();
  const auto o = std::make_shared<ForgeOptions>();
  c.option("kind", &o->kind, "What is forged")
      .required()
      .one_of({"altered", "invented", "borrowed"});
  c.option("conversation", &o->conversation, "Identifier or its beginning").required();
  c.option("seq", &o->seq, "Number of a message in it").required();
  c.action([party, o] { forge(*party, *o); });
}

void add_open_others(Command& attack) {
  Command& c = attack.add(
      "open-others",
      "Take every secret of court and custodians, and try to open everybody's envelopes",
      "--server story/server --court story/offices/court --custodian story/offices/custodian-1 --day 2026-12-01");
  const auto o = std::make_shared<OpenOptions>();
  const auto json = std::make_shared<bool>(false);
  c.option("--server", &o->server, "Home of the server, which stores everybody's envelopes")
      .required();
  c.option("--court", &o->court, "Home of the court").required();
  c.option("--custodian", &o->custodians, "Home of a custodian; give all of them").required();
  passphrase_options(c);
  c.option("--day", &o->day, "YYYY-MM-DD").required();
  c.json_flag(*json);
  c.action([o, json] { open_others(*o, *json); });
}

}  // namespace

Command attack_command() {
  Command attack("attack", "Play an attacker, to see it fail");
  add_forging(attack);
  add_open_others(attack);
  return attack;
}

}  // namespace eq::app
