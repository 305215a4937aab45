// Packages from a small world, and everything that must spoil them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "eq/base/shown.h"
#include "eq/evidence/container.h"
#include "eq/evidence/layout.h"
#include "eq/evidence/seal.h"
#include "eq/evidence/verify.h"
#include "eq/franking/attachment_hash.h"
#include "eq/franking/logged_day_keys.h"
#include "eq/franking/world.h"
#include "eq/testing/seeded.h"
#include "eq/testing/vectors.h"
#include "eq/tlog/memory_store.h"

namespace eq::evidence {
namespace {

using franking::testing::World;

/// A log with a few entries and one checkpoint that a witness cosigned.
struct SmallLog {
  tlog::LogSigner signer;
  tlog::MemoryTileStore store;
  std::vector<Bytes> entries;
  std::string note;

  SmallLog(const char* name, Random& rng) : signer(name, crypto::SigningKey::generate(rng)) {}
  void publish(const tlog::WitnessSigner& witness, Time at) {
    auto log = tlog::Log::open(store).take();
    EQ_ASSERT(log.append(entries).ok());
    note = tlog::sign_checkpoint(log.head(), signer);
    const auto line = tlog::cosign(tlog::Note::parse(note)->text, witness, at);
    note = *tlog::with_signatures(note, std::span(&line, 1));
  }
  LoggedBytes logged(std::uint64_t i) {
    auto log = tlog::Log::open(store).take();
    return {entries[i], log.proof(i, note).take()};
  }
};

struct Case {
  testing::SeededRandom rng{11};
  World world{rng};
  crypto::SigningKey agency = crypto::SigningKey::generate(rng);
  tlog::WitnessSigner witness{"witness.example", crypto::SigningKey::generate(rng)};
  SmallLog orders{"log.example/orders", rng}, epochs{"log.example/epochs", rng};
  Contents contents;
  Facts facts;
  Bytes picture = Bytes(5000, 0x5a);

  Case() {
    for (const char* e : {"the order", "an intent", "a receipt", "something else"})
      orders.entries.push_back(to_bytes(e));
    for (const auto& c : world.keys.certificates())
      orders.entries.push_back(tlog::entry_of(franking::DayKeyEvent{"its owner", c}));
    for (const char* e : {"day 0", "day 1"}) epochs.entries.push_back(to_bytes(e));
    epochs.publish(witness, world.now);
    auto sealed = franking::seal_file(picture, {"image/jpeg"}, rng).take();
    auto with_picture = World::text("look\nat this");
    with_picture.attachments.push_back(sealed.descriptor);

    contents.realm = to_bytes("the realm's constitution");
    contents.account = world.alice;
    contents.blind = rng.array<32>();
    contents.application = to_bytes("what was decided on");
    log_orders();
    contents.standing = "It stands.\n";
    contents.days = {{epochs.logged(0), to_bytes("W"), to_bytes("proof"), to_bytes("dealt")}};
    add(world.post(world.alice, "first"));
    add(world.post(world.alice, with_picture, world.token_for(world.alice)));
    world.post(world.bob, "an answer, which is not here");
    add(world.post(world.alice, "third \xe2\x80\xae reversed \x07 bell"));
    contents.attachments = {sealed.ciphertext};
    facts = {"Realm",     "Agency",          "AZ 1/26",         1,
             world.alice, day_of(world.now), day_of(world.now), world.now};
  }
  /// The order log's entries, anew under one head.
  void log_orders() {
    orders.store = {};
    orders.publish(witness, world.now);
    contents.orders = {orders.note, orders.entries};
    contents.record = {orders.logged(0), orders.logged(1), orders.logged(2)};
  }
  void add(const franking::testing::InTransit& m) {
    contents.messages.push_back(std::get<franking::FullItem>(franking::show(m.own).content));
  }
  Items items() const { return build(contents, facts, agency).take(); }
  Anchors anchors() const {
    auto policy = [&](const SmallLog& l) {
      return tlog::Policy{l.signer.verify_key(), {witness.verify_key()}, 1};
    };
    return {contents.realm,
            {{"Agency", agency.verify_key()}},
            world.issuer.verify_key(),
            world.delivery.verify_key(),
            policy(orders),
            policy(epochs),
            {}};
  }
  /// The item that a package of these contents fails at; empty if it passes.
  std::string fault() const { return fault(items(), anchors()); }
  static std::string fault(const Items& items, const Anchors& anchors) {
    const Report r = verify(items, anchors);
    const Check* f = r.first_failure();
    return f ? f->item : std::string();
  }
};

TEST(Package, AnHonestPackageVerifiesAndGivesBackWhatWentIn_EVD_1) {
  const Case c;
  const Report r = verify(c.items(), c.anchors());
  for (const Check& check : r.checks)
    EXPECT_TRUE(check.ok) << check.name << " " << check.item << " " << check.detail;
  ASSERT_TRUE(r.ok());
  ASSERT_TRUE(r.contents.has_value());
  EXPECT_EQ(r.contents->messages, c.contents.messages);
  EXPECT_EQ(r.contents->record.at(2).entry, c.contents.record.at(2).entry);
  EXPECT_EQ(r.orders->size(), c.contents.orders.entries.size());
  EXPECT_EQ(r.contents->standing, c.contents.standing);
  EXPECT_EQ(r.contents->blind, c.contents.blind);
  EXPECT_EQ(r.facts->reference, "AZ 1/26");
  EXPECT_EQ(encode(*r.facts), encode(c.facts));
}

TEST(Package, IsABagAsRfc8493AsksFor_EVD_1) {
  const Case c;
  const Items items = c.items();
  EXPECT_EQ(to_string(items.at("bagit.txt")),
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  const auto manifest = parse_manifest(to_string(items.at("manifest-sha256.txt")));
  ASSERT_TRUE(manifest.ok());
  std::size_t payload_items = 0;
  for (const auto& [path, bytes] : items) {
    if (!path.starts_with("data/")) continue;
    ++payload_items;
    EXPECT_EQ(manifest->at(path), crypto::sha256(bytes));
  }
  EXPECT_EQ(manifest->size(), payload_items);
  const std::string tags = to_string(items.at("tagmanifest-sha256.txt"));
  for (const char* path : {"  bagit.txt\n", "  manifest-sha256.txt\n", "  statement.bin\n"})
    EXPECT_NE(tags.find(path), std::string::npos);
  EXPECT_EQ(c.items(), items) << "the same contents make the same package";
}

TEST(Package, OneFlippedBitInAnyItemIsNamed_EVD_2) {
  const Case c;
  const Items good = c.items();
  const Anchors anchors = c.anchors();
  for (const auto& [path, bytes] : good) {
    const std::size_t step = std::max<std::size_t>(1, bytes.size() / 24);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      Items bad = good;
      bad[path][at] ^= static_cast<std::uint8_t>(1u << (at % 8));
      EXPECT_EQ(Case::fault(bad, anchors), path) << "byte " << at;
    }
    Items cut = good;
    cut[path].pop_back();
    EXPECT_EQ(Case::fault(cut, anchors), path);
    Items longer = good;
    longer[path].push_back('\n');
    EXPECT_EQ(Case::fault(longer, anchors), path);
    Items without = good;
    without.erase(path);
    EXPECT_EQ(Case::fault(without, anchors), path);
  }
}

TEST(Package, AnAddedItemIsNamed_EVD_2) {
  const Case c;
  for (const char* path : {"data/extra.txt", "data/messages/004.txt", "fetch.txt", "../outside"}) {
    Items items = c.items();
    items[path] = to_bytes("x");
    EXPECT_EQ(Case::fault(items, c.anchors()), path);
  }
}

TEST(Package, WhatLiesBesideItIsToldFromWhatWasAltered_EVD_2) {
  const Case c;
  Items items = c.items();
  for (const char* path : {".DS_Store", "data/.DS_Store", "data/messages/Thumbs.db"})
    items[path] = to_bytes("x");
  Report r = verify(items, c.anchors());
  EXPECT_FALSE(r.ok());
  EXPECT_TRUE(r.only_strays_fail());
  EXPECT_EQ(std::count_if(r.checks.begin(), r.checks.end(),
                          [](const Check& k) { return k.name == "stray" && !k.ok; }),
            3);
  EXPECT_EQ(r.contents->messages, c.contents.messages)
      << "they are looked at as if nothing lay beside them";

  items["data/realm.bin"][0] ^= 1;
  r = verify(items, c.anchors());
  EXPECT_FALSE(r.only_strays_fail());
  EXPECT_EQ(r.first_failure()->item, "data/realm.bin") << "what was altered is named first";
  EXPECT_FALSE(verify(c.items(), c.anchors()).only_strays_fail());
}

/// Sign a changed payload as a dishonest agency could.
Items resigned(Items items, const Case& c) {
  const std::string manifest = manifest_of(items, true);
  Statement s{Version::v2, c.facts, crypto::sha256(view(manifest)), {}};
  s.signature = c.agency.sign(signed_bytes(s));
  items[kManifestPath] = to_bytes(manifest);
  items[kStatementPath] = encode(s);
  items[kTagManifestPath] = to_bytes(manifest_of(items, false));
  return items;
}

TEST(Package, TheAgencyItselfCannotChangeWhatIsProven_EVD_3) {
  const Case c;
  const Anchors anchors = c.anchors();
  ASSERT_EQ(Case::fault(resigned(c.items(), c), anchors), "");
  for (const auto& [path, bytes] : c.items()) {
    if (!path.starts_with("data/")) continue;
    // they are checked a floor above
    if (path == kOpeningPath || path == kApplicationPath || path == kStandingPath) continue;
    if (path.starts_with("data/days/001.") &&
        (path.ends_with(".object") || path.ends_with(".proof") || path.ends_with(".dealt")))
      continue;
    Items bad = c.items();
    bad[path][bytes.size() / 2] ^= 1;
    const Report r = verify(resigned(bad, c), anchors);
    EXPECT_FALSE(r.ok()) << path;
  }
  Items extra = c.items();
  extra["data/messages/extra.txt"] = to_bytes("a note");
  EXPECT_EQ(Case::fault(resigned(extra, c), anchors), "data/messages/extra.txt");
  Items words = c.items();
  std::string t = to_string(words["data/messages/001.txt"]);
  t.replace(t.find("first"), 5, "worst");
  words["data/messages/001.txt"] = to_bytes(t);
  EXPECT_EQ(Case::fault(resigned(words, c), anchors), "data/messages/001.txt");
}

/// Every thing that a statement of the provenance points to is named in it once.
TEST(Package, ProvenanceIsCaseJsonLdOverEveryItem_EVD_1) {
  Case c;
  // a name that would break out of a careless writer
  c.facts.agency = "Agency \xff\xe2\x80\xae\"}";
  const Items items = c.items();
  const auto ld = nlohmann::json::parse(to_string(items.at(kProvenancePath)));
  EXPECT_EQ(ld["@context"]["case-investigation"],
            "https://ontology.caseontology.org/case/investigation/");
  std::map<std::string, std::string> types, digests;
  std::set<std::string> linked;
  for (const auto& thing : ld["@graph"]) {
    EXPECT_TRUE(types.emplace(thing["@id"], thing["@type"]).second) << thing["@id"];
    if (thing["@type"] == "uco-observable:File")
      digests[thing["uco-core:hasFacet"][0]["uco-observable:filePath"]] =
          thing["uco-core:hasFacet"][1]["uco-observable:hash"]["uco-types:hashValue"]["@value"];
    for (const char* many :
         {"uco-action:object", "uco-core:object", "case-investigation:wasInformedBy"})
      for (const auto& l : thing.value(many, nlohmann::json::array())) linked.insert(l["@id"]);
    for (const char* one : {"uco-action:performer", "uco-action:instrument", "uco-action:result"})
      if (thing.contains(one)) linked.insert(thing[one]["@id"]);
  }
  for (const auto& id : linked) EXPECT_TRUE(types.contains(id)) << id;
  for (const auto& [path, bytes] : items) {
    if (!path.starts_with("data/") || path == kCoverPath || path == kProvenancePath) continue;
    EXPECT_EQ(digests[path], hex(crypto::sha256(bytes))) << path;
  }
}

TEST(Package, AMessageThatIsNotTheAccountsOrNotOfTheseDaysIsNamed_EVD_3) {
  {
    Case c;
    c.add(c.world.post(c.world.bob, "from somebody else"));
    EXPECT_EQ(c.fault(), "data/messages/004.franking");
  }
  {
    Case c;
    c.contents.messages[1].sender = c.world.bob;  // blaming another
    EXPECT_EQ(c.fault(), "data/messages/002.franking");
  }
  {
    Case c;
    c.world.now = c.world.now + 2 * kDay_ms;
    c.add(c.world.post(c.world.alice, "too late"));
    EXPECT_EQ(c.fault(), "data/messages/004.franking");
  }
  {
    Case c;  // two hours of the night after still belong to the last day's envelopes
    c.world.now = start_of(day_of(c.world.now) + 1) + kHour_ms;
    c.add(c.world.post(c.world.alice, "past midnight"));
    EXPECT_EQ(c.fault(), "");
  }
  {
    Case c;
    c.contents.messages[0].fk[3] ^= 1;
    EXPECT_EQ(c.fault(), "data/messages/001.franking");
  }
  {
    Case c;
    c.contents.messages[1].message_hash[0] ^= 1;  // consecutive numbers: the chain tells
    EXPECT_EQ(c.fault(), "data/messages/002.franking");
  }
  {
    Case c;  // one token, two messages
    const auto again = [&](Random& same_seed) {
      return franking::token_at(franking::issue(c.world.issuer_key(day_of(c.world.now)),
                                                day_of(c.world.now), c.world.alice, 1, same_seed)
                                    .take(),
                                0);
    };
    testing::SeededRandom one(99), two(99);
    c.add(c.world.post(c.world.alice, World::text("a"), again(one)));
    c.add(c.world.post(c.world.alice, World::text("b"), again(two)));
    EXPECT_EQ(c.fault(), "data/messages/005.franking");
  }
}

TEST(Package, AnEntryThatIsNotInTheCosignedLogIsNamed_EVD_3) {
  {
    Case c;
    c.contents.record[0].entry = to_bytes("another order");
    EXPECT_EQ(c.fault(), "data/case/001.bin");
  }
  {
    Case c;
    c.contents.record[2].proof.index = 3;
    EXPECT_EQ(c.fault(), "data/case/003.bin");
  }
  {
    Case c;
    c.contents.days[0].entry = c.orders.logged(0);  // the other log
    EXPECT_EQ(c.fault(), "data/days/001.bin");
  }
  {
    Case c;
    c.contents.record[1].proof.checkpoint =
        tlog::sign_checkpoint(*c.orders.store.head(), c.orders.signer);
    EXPECT_EQ(c.fault(), "data/case/002.bin") << "no witness";
  }
  {
    Case c, fork;  // another history of the same log, under the same keys
    fork.orders.entries[3] = to_bytes("another world");
    fork.log_orders();
    c.contents.record[0] = fork.contents.record[0];
    EXPECT_EQ(c.fault(), "data/case/001.bin");
  }
}

TEST(Package, NoEntryOfTheOrderLogCanBeLeftOutChangedOrAdded_EVD_9) {
  const Case c;
  const auto fault_with = [&](const std::vector<Bytes>& entries) {
    Case other;
    other.contents.orders.entries = entries;
    return other.fault();
  };
  const auto& all = c.contents.orders.entries;
  ASSERT_EQ(fault_with(all), "");
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto fewer = all, changed = all;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    changed[i].push_back(0);
    EXPECT_EQ(fault_with(fewer), kLogPath) << i;
    EXPECT_EQ(fault_with(changed), kLogPath) << i;
  }
  auto more = all;
  more.push_back(to_bytes("an act that nobody logged"));
  EXPECT_EQ(fault_with(more), kLogPath);
  EXPECT_EQ(fault_with({}), kLogPath);
  Case unwitnessed;
  unwitnessed.contents.orders.checkpoint =
      tlog::sign_checkpoint(*c.orders.store.head(), c.orders.signer);
  EXPECT_EQ(unwitnessed.fault(), kLogPath);
}

TEST(Package, AHeadThatWasOldWhenTheAgencyPackedIsNamed_EVD_9) {
  Case c;
  c.facts.created = c.world.now + kHour_ms;
  EXPECT_EQ(c.fault(), "");
  c.facts.created = c.facts.created + kSecond_ms;
  EXPECT_EQ(c.fault(), kLogPath);
  c.facts.created = c.world.now - kHour_ms;
  EXPECT_EQ(c.fault(), kLogPath) << "a head from after the packing";
}

TEST(Package, ALogOfMoreThanOneBundleIsPackedWhole_EVD_9) {
  Case c;
  while (c.orders.entries.size() < 300) c.orders.entries.push_back(to_bytes("something else"));
  c.log_orders();
  const Items items = c.items();
  EXPECT_TRUE(items.contains("data/log/tile/entries/000") &&
              items.contains("data/log/tile/entries/001.p/44"));
  EXPECT_EQ(c.fault(), "");
  c.contents.orders.entries.resize(256);
  EXPECT_EQ(c.fault(), kLogPath);
}

TEST(Package, AMessageUnderADayKeyThatNoLogHasIsNamed_EVD_10) {
  Case c;
  std::erase_if(c.orders.entries,
                [](const Bytes& e) { return tlog::parse_entry<franking::DayKeyEvent>(e).ok(); });
  c.log_orders();
  EXPECT_EQ(c.fault(), "data/messages/001.franking");
}

TEST(Package, OfTwoDayKeysForOneDayTheFirstInTheLogCounts_EVD_10) {
  for (const bool first : {false, true}) {
    Case c;
    const auto other = crypto::SigningKey::generate(c.rng).verify_key();
    const auto second = franking::certify_day_key(c.world.delivery, franking::Role::delivery,
                                                  day_of(c.world.now), other);
    const auto event = tlog::entry_of(franking::DayKeyEvent{"its owner", second});
    c.orders.entries.insert(first ? c.orders.entries.begin() + 3 : c.orders.entries.end(), event);
    c.log_orders();
    EXPECT_EQ(c.fault(), first ? "data/messages/001.franking" : "");
  }
}

TEST(Package, APackageOfTheFormBeforeIsSaidToBeOne_EVD_4) {
  const Case c;
  Items items = c.items();
  items[kStatementPath][0] = 1;
  const Report r = verify(items, c.anchors());
  EXPECT_EQ(r.first_failure()->item, kStatementPath);
  EXPECT_NE(r.first_failure()->detail.find("pack it again"), std::string::npos);
}

TEST(Package, OnlyTheTrustedRealmsKeysCount_EVD_4) {
  const Case c;
  const Items items = c.items();
  testing::SeededRandom rng(5);
  const auto other = crypto::SigningKey::generate(rng).verify_key();
  Anchors a = c.anchors();
  a.agencies["Agency"] = other;
  EXPECT_EQ(Case::fault(items, a), kStatementPath);
  a.agencies = {{"Another agency", c.agency.verify_key()}};  // a trusted key under another's name
  EXPECT_EQ(Case::fault(items, a), kStatementPath);
  a = c.anchors();
  a.realm = to_bytes("another realm");
  EXPECT_EQ(Case::fault(items, a), kRealmPath);
  a = c.anchors();
  a.issuer = other;
  EXPECT_EQ(Case::fault(items, a), "data/messages/001.franking") << "no day key is of that owner";
  a = c.anchors();
  a.orders_log.log.key = other;
  EXPECT_EQ(Case::fault(items, a), kLogPath);
  EXPECT_FALSE(verify({}, c.anchors()).ok());
}

TEST(Package, AttachmentsOpenAsTheirMessageSaysOrAreNamed_EVD_3) {
  Case c;
  const std::string path = attachment_path(franking::attachment_hash(c.contents.attachments[0]));
  c.contents.attachments.clear();
  const Report r = verify(c.items(), c.anchors());
  EXPECT_TRUE(r.ok()) << "attachments need not be collected";
  EXPECT_EQ(r.checks.back().detail, "was not collected");
  c.contents.attachments = {to_bytes("something else")};
  EXPECT_EQ(c.fault(), attachment_path(franking::attachment_hash(to_bytes("something else"))));
}

TEST(Package, AStrangersTextCannotForgeTheTranscript_EVD_5) {
  EXPECT_EQ(shown_line(view("plain caf\xc3\xa9 \xe2\x82\xac")), "plain caf\xc3\xa9 \xe2\x82\xac");
  EXPECT_EQ(shown_line(view("a\xe2\x80\xae"
                            "b")),
            "a\\u{202e}b");
  EXPECT_EQ(shown_line(view("a\r\x1b[2Jb")), "a\\u{d}\\u{1b}[2Jb");
  EXPECT_EQ(shown_line(view("\xff\xc0\x80\xed\xa0\x80")), "\\xff\\xc0\\x80\\xed\\xa0\\x80");
  EXPECT_EQ(shown_line(view("\\x41")), "\\\\x41");
  Case c;
  c.add(c.world.post(c.world.alice, "hello\n\nMessage 005\n\nsender        account 00"));
  const std::string t = to_string(c.items().at("data/messages/004.txt"));
  EXPECT_NE(t.find("    | Message 005\n"), std::string::npos);
  EXPECT_EQ(t.find("\nMessage 005"), std::string::npos);
}

TEST(Package, TooManyOrRepeatedMessagesAreRefused_EVD_1) {
  Case c;
  c.contents.messages.push_back(c.contents.messages[0]);
  EXPECT_EQ(build(c.contents, c.facts, c.agency).error(), Err::malformed);
  c.contents.messages.assign(kMessagesMax + 1, c.contents.messages[0]);
  EXPECT_EQ(build(c.contents, c.facts, c.agency).error(), Err::too_large);
}

struct Seal : ::testing::Test {
  testing::SeededRandom rng{41};
  crypto::HpkeKeyPair agency = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  Bytes file = to_bytes("a package");
  Bytes sealed = seal(file, agency.public_key, rng).take();
};

TEST_F(Seal, TheAddresseeAloneOpensIt_EVD_7) {
  EXPECT_EQ(open(sealed, agency).take(), file);
  EXPECT_EQ(hex(sealed_to(sealed).take()), hex(agency.public_key));
  const auto other = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  EXPECT_EQ(open(sealed, other).error(), Err::refused);
  Bytes redirected = sealed;  // to a key whose owner did not get it
  std::copy(other.public_key.begin(), other.public_key.end(),
            redirected.begin() + static_cast<std::ptrdiff_t>(kSealedMark.size()));
  EXPECT_EQ(open(redirected, other).error(), Err::forged);
  EXPECT_NE(seal(file, agency.public_key, rng).take(), sealed);
  EXPECT_EQ(seal(file, Bytes(31), rng).error(), Err::malformed);
  EXPECT_EQ(seal(file, Bytes(32), rng).error(), Err::malformed) << "a point of small order";
}

TEST_F(Seal, EveryFlippedByteAndEveryCutIsNoticed_EVD_7) {
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(open(changed, agency).ok()) << i;
    EXPECT_FALSE(open(View(sealed).first(i), agency).ok()) << i;
  }
  Bytes longer = sealed;
  longer.push_back(0);
  EXPECT_EQ(open(longer, agency).error(), Err::forged);
  EXPECT_FALSE(is_sealed(file));
}

TEST(Package, WithoutATimeStampTheReportNamesTheWitnessedTime_EVD_8) {
  const Case c;
  const Report r = verify(c.items(), c.anchors());
  EXPECT_FALSE(r.stamp.has_value());
  EXPECT_EQ(r.witnessed, c.world.now);
  const auto time = std::find_if(r.checks.begin(), r.checks.end(),
                                 [](const Check& k) { return k.name == "time"; });
  ASSERT_NE(time, r.checks.end());
  EXPECT_NE(time->detail.find("carries no time stamp"), std::string::npos);
  EXPECT_EQ(stamped_digest({}).error(), Err::missing);
}

TEST(Package, AStampThatNobodyTrustedMadeIsNamed_EVD_8) {
  const Case c;
  const Items stamped = with_timestamp(c.items(), to_bytes("not a time stamp"));
  EXPECT_EQ(Case::fault(stamped, c.anchors()), "") << "no authority trusted: said to be unchecked";
  Anchors a = c.anchors();
  a.time_authorities = to_bytes("not a certificate");
  EXPECT_EQ(Case::fault(stamped, a), kTimestampPath);
}

/// spec/vectors/evidence.json: the same bytes in every build and on every machine.
/// EQ_WRITE_GOLDEN=1 writes it anew; look at the difference before committing it.
TEST(Package, EveryFormIsTheSameBytesAsEver_EVD_1_EVD_6) {
  const Case c;
  const Items items = c.items();
  nlohmann::ordered_json now;
  for (const char* text :
       {kBagitPath, kManifestPath, kTagManifestPath, kCoverPath, kProvenancePath, kLogPath,
        kStandingPath, "data/messages/003.txt", "data/case/001.tlog-proof"})
    now[text] = to_string(items.at(text));
  for (const char* bytes : {kStatementPath, kOpeningPath, "data/messages/003.franking"})
    now[bytes] = hex(items.at(bytes));
  now["agency"] = c.agency.verify_key().hex();
  now["file_sha256"] = hex(crypto::sha256(*to_zip(items)));
  if (std::getenv("EQ_WRITE_GOLDEN")) eq::testing::save_golden("evidence.json", now);
  const auto kept = eq::testing::load_golden("evidence.json");
  EXPECT_EQ(kept.size(), now.size());
  for (const auto& [name, value] : now.items())
    EXPECT_EQ(kept.value(name, nlohmann::ordered_json()), value) << name;
}

}  // namespace
}  // namespace eq::evidence
